import HTTPCore
import Simulators
import Testing

/// Files sent to the simulated platforms, and the line on which Mastodon tells what happens.
struct FileTests {
    private let test = TestTown()

    private func send(
        _ path: String, _ fields: [(String, String)], file: (field: String, name: String, type: String, text: String)
    )
        async -> HTTPResponse
    {
        var body = ""
        for (name, value) in fields { body += "--b0\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n" }
        body += "--b0\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\n"
        body += "Content-Type: \(file.type)\r\n\r\n\(file.text)\r\n--b0--\r\n"
        let headers: HTTPHeaders = [
            "Authorization": "Bearer \(test.settings.mastodonToken)", "Content-Type": "multipart/form-data; boundary=b0",
        ]
        return await test.town.respond(
            to: HTTPRequest(method: .post, path: path, headers: headers, body: Array(body.utf8)))
    }

    private func read(_ response: HTTPResponse) throws -> Document {
        guard case .bytes(let bytes) = response.body else { return .null }
        return try Document(parsing: bytes)
    }

    @Test func `a file for Mastodon is looked at first, then it may hang on a status`() async throws {
        let sent = await send(
            "/mastodon/api/v2/media", [("description", "ein Schild")], file: ("file", "a b.png", "image/png", "\r\n--not\r\n"))
        let id = try #require(try read(sent)["id"]?.text)
        #expect(sent.status == 202)
        let early = await test.mastodon(.post, "statuses", ["status": "Da", "media_ids": .list([.text(id)])])
        #expect(early.status == 422)
        #expect(await test.mastodon(.get, "media/\(id)").status == 206)
        #expect(await test.mastodon(.get, "media/\(id)").status == 200)
        let made = await test.mastodon(.post, "statuses", ["status": "", "media_ids": .list([.text(id)])])
        let shown = try #require(made.body["media_attachments"]?[0])
        #expect(shown["description"]?.text == "ein Schild" && shown["type"]?.text == "image")
        let address = try #require(shown["url"]?.text)
        let file = await test.town.respond(
            to: HTTPRequest(method: .get, path: "/mastodon" + address.dropFirst("https://fedi.example".count)))
        guard case .bytes(let bytes) = file.body else { return }
        #expect(String(decoding: bytes, as: UTF8.self) == "\r\n--not\r\n", "bytes are kept as they came")
    }

    @Test func `what Mastodon takes for no medium is refused`() async throws {
        #expect(await send("/mastodon/api/v2/media", [], file: ("file", "a.pdf", "application/pdf", "x")).status == 422)
        #expect(await test.mastodon(.post, "statuses", ["status": "x", "media_ids": ["99"]]).status == 422)
    }

    @Test func `a bot sends a document, and anybody with its token reads it again`() async throws {
        _ = try await test.write(.telegram, "Hallo")
        let chats = await test.telegram("getUpdates").body["result"]
        let chat = try #require(chats?[0]?["message"]?["chat"]?["id"]?.text)
        let path = "/telegram/bot\(test.settings.telegramToken)"
        let sent = await send(
            path + "/sendDocument", [("chat_id", chat)], file: ("document", "liste.txt", "text/plain", "1, 2, 3"))
        let document = try #require(try read(sent)["result"]?["document"])
        #expect(document["file_name"]?.text == "liste.txt" && document["file_size"]?.whole == 7)
        let found = await test.telegram("getFile", ["file_id": .text(document["file_id"]?.text ?? "")])
        let place = try #require(found.body["result"]?["file_path"]?.text)
        let file = await test.call(.get, "/telegram/file/bot\(test.settings.telegramToken)/\(place)")
        #expect(file.status == 200 && file.text == "1, 2, 3")
        #expect(await test.telegram("getFile", ["file_id": "x"]).status == 400)
        #expect(await test.call(.get, "/telegram/file/bot1:x/\(place)").status == 401)
    }

    @Test func `a line tells each notification as it happens, and ends when the server restarts`() async throws {
        let response = await test.town.respond(
            to: HTTPRequest(
                method: .get, path: "/mastodon/api/v1/streaming/user/notification",
                headers: ["Authorization": "Bearer \(test.settings.mastodonToken)"]))
        guard response.headers["Content-Type"] == "text/event-stream", case .stream(let chunks) = response.body else {
            Issue.record("\(response.status)")
            return
        }
        let id = try await test.write(.mastodon, "Wann?")
        await test.town.mastodon.hangUpAll()
        var text = ""
        for await chunk in chunks { text += String(decoding: chunk, as: UTF8.self) }
        #expect(text.hasPrefix(":)\nevent: notification\ndata: {") && text.hasSuffix("}\n\n"))
        #expect(text.contains("\"id\":\"\(id)\""))
    }
}
