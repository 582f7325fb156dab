import HTTPCore
import Simulators
import Testing

struct TelegramServerTests {
    private let test = TestTown()

    @Test(arguments: [
        ("/telegram/bot123:wrong/getMe", 401, "Unauthorized"),
        ("/telegram/botnonsense/getMe", 401, "Unauthorized: invalid token specified"),
        ("/telegram/getMe", 404, "Not Found"),
    ])
    func `a wrong token is refused`(target: String, status: Int, words: String) async {
        let answer = await test.call(.get, target)
        #expect(answer.status == status)
        #expect(answer.body["description"]?.text == words)
        #expect(answer.body["error_code"]?.whole == Int64(status))
    }

    @Test func `a revoked token is refused until it is given back`() async {
        await test.town.setCredentials(of: .telegram, areGood: false)
        #expect(await test.telegram("getMe").status == 401)
        await test.town.setCredentials(of: .telegram, areGood: true)
        #expect(await test.telegram("getMe").body["result"]?["username"]?.text == "lindwerk_bot")
    }

    @Test func `an offset confirms what lies below it`() async throws {
        for text in ["eins", "zwei", "drei"] { try await test.write(.telegram, text) }
        let first = await test.telegram("getUpdates", ["limit": 2]).body["result"]?.elements ?? []
        #expect(first.map { $0["message"]?["text"]?.text } == ["eins", "zwei"])
        let last = try #require(first.last?["update_id"]?.whole)
        let rest = await test.telegram("getUpdates", ["offset": .whole(last + 1)]).body["result"]?.elements ?? []
        #expect(rest.map { $0["message"]?["text"]?.text } == ["drei"])
        let again = await test.telegram("getUpdates", ["offset": 1]).body["result"]?.elements ?? []
        #expect(again.count == 1, "what was confirmed is gone")
    }

    @Test func `a waiting call is answered by the next message`() async throws {
        let test = TestTown(clock: ContinuousClock())
        async let waiting = test.telegram("getUpdates", ["timeout": 50])
        try await until("somebody waits") { await test.town.telegram.isHeard }
        try await test.write(.telegram, "Moin")
        #expect(await waiting.body["result"]?[0]?["message"]?["text"]?.text == "Moin")
    }

    @Test func `a second poller ends the first one's call`() async throws {
        let test = TestTown(clock: ContinuousClock())
        async let first = test.telegram("getUpdates", ["timeout": 50])
        try await until("somebody waits") { await test.town.telegram.isHeard }
        #expect(await test.telegram("getUpdates").status == 200)
        #expect(await first.status == 409)
    }

    @Test func `polling beside a webhook is a conflict`() async {
        _ = await test.telegram("setWebhook", ["url": "https://inbox.example/hooks/bot/key"])
        let answer = await test.telegram("getUpdates")
        #expect(answer.status == 409)
        #expect(answer.body["description"]?.text?.contains("webhook is active") == true)
        _ = await test.telegram("deleteWebhook")
        #expect(await test.telegram("getUpdates").status == 200)
    }

    @Test(arguments: [("http://inbox.example/hook", "s"), ("https://inbox.example/hook", "not a secret")])
    func `a webhook that cannot be is refused`(url: String, secret: String) async {
        #expect(await test.telegram("setWebhook", ["url": .text(url), "secret_token": .text(secret)]).status == 400)
    }

    @Test func `a reply carries the message it answers`() async throws {
        let id = try await test.write(.telegram, "Wann ist offen?")
        let (chat, message) = try ids(id)
        let answer = await test.telegram(
            "sendMessage",
            ["chat_id": .whole(chat), "text": "Samstag.", "reply_parameters": ["message_id": .whole(message)]])
        #expect(answer.body["result"]?["reply_to_message"]?["text"]?.text == "Wann ist offen?")
        #expect(answer.body["result"]?["from"]?["is_bot"]?.bool == true)
        let sent = try #require(test.town.ledger.all.first)
        #expect(sent.target == "\(chat)/\(message)" && sent.text == "Samstag." && sent.count == 1)
    }

    private static let unsendable: [(Document, String)] = [
        (["chat_id": 1, "text": "x"], "Bad Request: chat not found"),
        (["text": " "], "Bad Request: message text is empty"),
        (["text": .text(String(repeating: "🙂", count: 2_049))], "Bad Request: message is too long"),
        (["text": "x", "reply_parameters": ["message_id": 7]], "Bad Request: message to be replied not found"),
    ]

    @Test(arguments: unsendable)
    func `what cannot be sent is refused and made nothing of`(words: Document, why: String) async throws {
        let (chat, _) = try ids(try await test.write(.telegram, "Hallo"))
        guard case .members(let members) = words else { return }
        let body = Document.members(
            members.contains { $0.name == "chat_id" } ? members : members + [.init("chat_id", .whole(chat))])
        let answer = await test.telegram("sendMessage", body)
        #expect(answer.status == 400)
        #expect(answer.body["description"]?.text == why)
        #expect(test.town.ledger.all.isEmpty)
    }

    @Test func `a chat takes a short burst, then one message a second`() async throws {
        let (chat, _) = try ids(try await test.write(.telegram, "Hallo"))
        var statuses: [Int] = []
        for n in 1...4 {
            statuses.append(await test.telegram("sendMessage", ["chat_id": .whole(chat), "text": .text("\(n)")]).status)
        }
        #expect(statuses == [200, 200, 200, 429])
        let refused = await test.telegram("sendMessage", ["chat_id": .whole(chat), "text": "5"])
        #expect(refused.body["parameters"]?["retry_after"]?.whole == 1)
        test.time.pass(1)
        #expect(await test.telegram("sendMessage", ["chat_id": .whole(chat), "text": "5"]).status == 200)
    }

    @Test func `reactions are told only to who asked for them`() async throws {
        let (chat, _) = try ids(try await test.write(.telegram, "Hallo"))
        let sent = await test.telegram("sendMessage", ["chat_id": .whole(chat), "text": "Moin"])
        let item = "\(chat)/\(sent.body["result"]?["message_id"]?.whole ?? 0)"
        let like: Document = ["platform": "telegram", "id": .text(item), "name": "Mira Öz", "sign": "👍"]
        _ = await test.call(.post, "/side/react", like)
        #expect(await test.telegram("getUpdates").body["result"]?.elements.count == 1)
        _ = await test.telegram("getUpdates", ["allowed_updates": ["message", "message_reaction"]])
        _ = await test.call(.post, "/side/react", like)
        let told = await test.telegram("getUpdates").body["result"]?.elements.last
        #expect(told?["message_reaction"]?["new_reaction"]?[0]?["emoji"]?.text == "👍")
        #expect(told?["message_reaction"]?["old_reaction"]?.elements.count == 1)
    }

    @Test func `an edit is told with the same id, a deletion is not told`() async throws {
        let id = try await test.write(.telegram, "Hafenstrase")
        _ = await test.call(.post, "/side/edit", ["platform": "telegram", "id": .text(id), "text": "Hafenstraße"])
        _ = await test.call(.post, "/side/delete", ["platform": "telegram", "id": .text(id)])
        let updates = await test.telegram("getUpdates").body["result"]?.elements ?? []
        #expect(updates.count == 2)
        #expect(updates[1]["edited_message"]?["message_id"] == updates[0]["message"]?["message_id"])
        #expect(updates[1]["edited_message"]?["text"]?.text == "Hafenstraße")
    }

    @Test func `foreign letters are escaped, as the real server does`() async throws {
        try await test.write(.telegram, "Öl 👋")
        let text = await test.telegram("getUpdates").text
        #expect(text.contains(#"\u00d6l \ud83d\udc4b"#))
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
    }

    private func ids(_ item: String) throws -> (chat: Int64, message: Int64) {
        let parts = item.split(separator: "/").compactMap { Int64($0) }
        try #require(parts.count == 2)
        return (parts[0], parts[1])
    }
}
