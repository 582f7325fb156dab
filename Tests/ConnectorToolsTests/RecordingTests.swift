import ConnectorKit
import ConnectorRuntime
import Expressions
import Foundation
import HTTPCore
import InboxModel
import Testing

@testable import ConnectorTools

struct AnonymiserTests {
    private let anonymiser = Anonymiser(secrets: ["token": "T0p-s3cret/+"])

    @Test func `people and tokens go, ids, times and words stay`() {
        let found = anonymiser.value([
            "id": 42, "at": "2026-03-01T12:00:00Z", "text": "Call +4915112345678 or write to mira@stadtwerke.de, please.",
            "author": ["id": 7, "name": "Mira Öz", "username": "mira_oez", "avatar": "https://x.test/7.png"],
            "post": ["id": 3, "name": "Blue mugs"], "access_token": "EAAB1234567890",
        ])
        #expect(
            found == [
                "id": 42, "at": "2026-03-01T12:00:00Z",
                "text": "Call +49 555 0100 or write to person1@customer.example, please.",
                "author": ["id": 7, "name": "Ana López", "username": "ben_okafor", "avatar": "https://x.test/7.png"],
                "post": ["id": 3, "name": "Blue mugs"], "access_token": "token-1",
            ])
    }

    @Test func `the same person is the same wherever they stand, in texts too`() {
        let author: JSON = ["name": "Mira Öz", "avatar": "x"]
        let found = anonymiser.value(["a": author, "b": author, "text": "Thanks, Mira Öz!"])
        #expect(found["a"]["name"] == found["b"]["name"])
        #expect(found["text"] == "Thanks, Ana López!")
    }

    @Test func `a secret becomes its setting's word, and what still holds one is noticed in every spelling`() {
        #expect(anonymiser.text("https://x.test/botT0p-s3cret/+/getMe") == "https://x.test/botsecret-token/getMe")
        for spelling in ["T0p-s3cret/+", "T0p-s3cret%2F%2B", "VDBwLXMzY3JldC8r"] {
            #expect(anonymiser.leak(in: Array("a=\(spelling)&b".utf8)) == "secret-token", "\(spelling)")
        }
        #expect(anonymiser.leak(in: Array("nothing".utf8)) == nil)
    }
}

struct RecordingTests {
    private let answers: [String: String] = [
        "https://x.test/api/me": #"{"id": 1, "name": "Us"}"#,
        "https://x.test/api/comments":
            #"[{"id": 41, "text": "I am mira@stadtwerke.de", "by": 7, "at": "2026-03-01T12:00:00Z"}]"#,
        "https://x.test/api/comments?since_id=41": "[]",
    ]

    private func record(_ bench: Bench, secret: String = "T0p-s3cret", echo: String = "") async throws -> Recording {
        let manifest = try #require(bench.read().manifest)
        let answers = answers
        let platform = MadePlatform { call, _ throws(HTTPFailure) in
            let body = (answers[call.url] ?? "{}").replacing("I am", with: "\(echo) I am")
            return HTTPAnswer(status: 200, headers: ["Content-Type": "application/json"], body: Array(body.utf8))
        }
        return try await Recording.of(
            "comments", named: "recorded", manifest: manifest,
            binding: ChannelBinding(name: "acme", settings: ["site": "https://x.test"], secrets: ["token": secret]),
            client: platform, now: Timestamp(rfc3339: "2026-03-01T13:00:00Z")!)
    }

    @Test func `what was recorded plays, and holds neither people nor secrets`() async throws {
        let bench = try Bench()
        let recording = try await record(bench)
        try recording.save(to: bench.path + "/fixtures")
        let rehearsal = await bench.rehearse()
        #expect((rehearsal.passed, rehearsal.failed) == (1, 0), "\(rehearsal.text())")
        for (name, bytes) in recording.files {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("stadtwerke") && !text.contains("T0p-s3cret"), "\(name)")
        }
        #expect(throws: Recording.Refused.self) { try recording.save(to: bench.path + "/fixtures") }
    }

    @Test func `a secret that would reach the disk stops the writing`() async throws {
        // Base64 of the secret: nothing replaces it, so nothing is written.
        let bench = try Bench()
        let refused = await #expect(throws: Recording.Refused.self) { _ = try await record(bench, echo: "VDBwLXMzY3JldA==") }
        #expect(refused?.description.contains("would hold the secret `token`") == true)
        #expect(bench.read().tapes.isEmpty)
    }
}

struct SimulatedCallTests {
    private static let tape = #"""
        do: receive
        call:
          headers: {X-Signature: 'sha256=\(hmac_sha256($hook.secret; $body))'}
          body: {comment: {id: 1}}
        expect: {stored: true}
        """#

    @Test(arguments: [(SimulatedCall.Manner.signed, true), (.tampered, false)])
    func `a signed call is let in, a tampered one is not`(manner: SimulatedCall.Manner, isLetIn: Bool) throws {
        let folder = try Bench(tapes: ["call": Self.tape]).read()
        let made = try SimulatedCall(
            Array(#"{"comment":{"id":9}}"#.utf8), type: "application/json", of: folder, url: "https://inbox.example/hooks/a/b",
            secret: "the real one", settings: [:], manner: manner, at: Timestamp(seconds: 1_785_592_800))
        let binding = ChannelBinding(
            name: "acme", settings: ["site": "https://x.test"], secrets: ["token": "t"],
            hook: ChannelBinding.Hook(url: "https://inbox.example/hooks/a/b", secret: "the real one"))
        let connector = ManifestConnector(
            try #require(folder.manifest), binding: binding,
            client: MadePlatform { _, _ throws(HTTPFailure) in HTTPAnswer(status: 500) }, clock: ContinuousClock(),
            now: { Timestamp(seconds: 1_785_592_800) })
        let call = WebhookCall(
            method: "POST", url: "https://inbox.example/hooks/a/b",
            headers: Dictionary(made.headers.fields.map { ($0.name, $0.value) }) { $1 }, body: made.body,
            receivedAt: Timestamp(seconds: 1_785_592_800))
        if case .store = connector.admit(call) { #expect(isLetIn) } else { #expect(!isLetIn) }
    }
}
