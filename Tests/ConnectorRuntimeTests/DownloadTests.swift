import ConnectorKit
import ConnectorRuntime
import HTTPCore
import InboxModel
import Testing

/// Files that hang on items, fetched on demand.
struct DownloadTests {
    private let item = StoredItem(
        id: RemoteMessageID("1"), kind: .message, visibility: .private, thread: ThreadKey("t"), at: noon)

    private func connector(_ more: String, _ platform: ScriptedPlatform) throws -> ManifestConnector {
        let text = """
            manifest: 1
            version: 1.0.0
            title: Acme
            settings: {token: {type: secret, title: Token}}
            auth: {bearer: \\($secrets.token)}
            http: {base: https://api.acme.example}
            \(more)
            """
        return ManifestConnector(
            try compiled(text), ChannelBinding(name: "acme", secrets: ["token": "s3cret-s3cret"]), platform)
    }

    @Test func `a reference is asked for its address, and both get the credentials they need`() async throws {
        let platform = ScriptedPlatform(
            .json(#"{"url":"https://cdn.acme.example/f/1?sig=x"}"#),
            HTTPAnswer(status: 200, headers: ["Content-Type": "image/png"], body: [1, 2, 3]))
        let rule = """
            hosts: ['*.acme.example']
            download: {get: /media/\\(.ref), url: \\(.url), headers: {Authorization: Bearer \\($secrets.token)}}
            """
        let file = try await connector(rule, platform).download(Attachment(reference: "a/b"), of: item)
        #expect(file == FetchedFile(bytes: [1, 2, 3], type: "image/png"))
        #expect(platform.asked == ["GET /media/a%2Fb", "GET /f/1?sig=x"])
        #expect(platform.calls.allSatisfy { $0.headers["Authorization"] == "Bearer s3cret-s3cret" })
        #expect(platform.calls[1].lane != platform.calls[0].lane, "files do not hold up reading")
        #expect(platform.calls[1].limits.answerBytes == FetchedFile.most)
    }

    @Test func `an address outside the channel's hosts gets no credentials, and none that asks for them is called`()
        async throws
    {
        let platform = ScriptedPlatform { _, _ in HTTPAnswer(status: 200, body: [1]) }
        _ = try await connector("", platform).download(Attachment(url: "https://cdn.example/x.png#top"), of: item)
        #expect(platform.calls[0].headers["Authorization"] == nil && platform.calls[0].url == "https://cdn.example/x.png")
        _ = try await connector("", platform).download(Attachment(url: "https://api.acme.example/up/x.png"), of: item)
        #expect(platform.calls[1].headers["Authorization"] == "Bearer s3cret-s3cret")
        let rule = "download: {url: \\(.ref), headers: {X-Key: \\($secrets.token)}}"
        let failure = await #expect(throws: ConnectorFailure.self) {
            _ = try await connector(rule, platform).download(Attachment(reference: "https://evil.example/x"), of: item)
        }
        #expect(failure?.message.contains("evil.example") == true && platform.calls.count == 2)
    }

    @Test func `a file that is gone is told as gone`() async throws {
        let platform = ScriptedPlatform(HTTPAnswer(status: 404, body: Array("no".utf8)))
        let failure = await #expect(throws: ConnectorFailure.self) {
            _ = try await connector("", platform).download(Attachment(url: "https://cdn.example/x.png"), of: item)
        }
        #expect(failure?.label == .gone)
    }
}
