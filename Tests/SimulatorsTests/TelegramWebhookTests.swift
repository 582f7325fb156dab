import HTTPCore
import Simulators
import Testing

struct TelegramWebhookTests {
    @Test func `updates of one chat come in order, with the secret, until they are taken`() async throws {
        let door = Door(answering: [500, 503])
        let test = TestTown(door: door)
        _ = await test.telegram("setWebhook", ["url": "https://inbox.example/hooks/bot/key", "secret_token": "Zk3_-f9QmWb7"])
        try await running(test) {
            for text in ["eins", "zwei", "drei"] { try await test.write(.telegram, text) }
            try await until("all is delivered") {
                await test.telegram("getWebhookInfo").body["result"]?["pending_update_count"]?.whole == 0
            }
        }
        let texts = door.bodies.map { $0["message"]?["text"]?.text }
        #expect(texts == ["eins", "eins", "eins", "zwei", "drei"])
        #expect(door.calls.allSatisfy { $0.headers["X-Telegram-Bot-Api-Secret-Token"] == "Zk3_-f9QmWb7" })
        #expect(door.calls.allSatisfy { $0.url == "https://inbox.example/hooks/bot/key" })
        let ids = door.bodies.compactMap { $0["update_id"]?.whole }
        #expect(Set(ids.prefix(3)).count == 1, "a repeated update keeps its id")
    }

    @Test func `what waited before the webhook was set is delivered then`() async throws {
        let door = Door()
        let test = TestTown(door: door)
        try await test.write(.telegram, "noch vor dem Webhook")
        try await running(test) {
            _ = await test.telegram("setWebhook", ["url": "https://inbox.example/hooks/bot/key"])
            try await until("it is delivered") { !door.calls.isEmpty }
        }
        #expect(door.bodies.first?["message"]?["text"]?.text == "noch vor dem Webhook")
    }

    @Test func `a chat that is not taken blocks no other chat`() async throws {
        let door = Door(answering: [500])
        let test = TestTown(door: door, clock: ContinuousClock())
        try await test.write(.telegram, "von Ole", name: "Ole Brandt")
        try await running(test) {
            _ = await test.telegram("setWebhook", ["url": "https://inbox.example/hooks/bot/key"])
            try await until("the first try failed") { !door.calls.isEmpty }
            try await test.write(.telegram, "von Mira", name: "Mira Öz")
            try await until("both came") { Set(door.bodies.map { $0["message"]?["text"]?.text }).count == 2 }
        }
        #expect(
            await test.telegram("getWebhookInfo").body["result"]?["last_error_message"]?.text
                == "Wrong response from the webhook: 500")
    }

    /// Runs the town beside the body.
    private func running(_ test: TestTown, _ body: () async throws -> Void) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { [town = test.town] in await town.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }
}
