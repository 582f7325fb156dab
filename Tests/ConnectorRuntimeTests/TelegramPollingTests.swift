import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore
import InboxModel
import Testing

struct TelegramPollingTests {
    private let updates = StreamName("updates")

    private func bot(_ platform: ScriptedPlatform, _ time: TestTime = TestTime()) throws -> ManifestConnector {
        ManifestConnector(try connector("telegram"), .telegram, platform, time)
    }

    private func at(_ intake: MemoryIntake) throws -> JSON {
        try JSON(parsing: intake.snapshot.cursors["updates"]?.rawValue ?? "null")["at"]
    }

    @Test func `a long poll stores what came and asks from behind it`() async throws {
        let platform = ScriptedPlatform(
            try .recorded("telegram", "get_me"), try .recorded("telegram", "get_updates"),
            try .recorded("telegram", "get_updates_empty"))
        let (bot, intake) = (try bot(platform), MemoryIntake())
        try await bot.poll(updates, intake: intake)
        let first = try #require(intake.snapshot.order.first)
        #expect(first == "915550011:42")
        let offset = try at(intake)
        #expect(offset.int64 != nil)
        try await bot.poll(updates, intake: intake)
        #expect(
            platform.asked[1]
                == "GET /bot6123456789:AAExampleExampleExampleExampleExample/getUpdates?limit=100&timeout=50"
                + "&allowed_updates=%5B%22message%22%2C%22edited_message%22%2C%22message_reaction%22%5D")
        #expect(platform.asked[2].hasSuffix("&offset=\(offset.encodedText())"))
        #expect(platform.calls[1].limits.total == .seconds(60))
        #expect(try at(intake) == offset)
    }

    @Test func `what was written before the first run is history, what comes during it is not`() async throws {
        let page = """
            {"ok":true,"result":[
            {"update_id":7,"message":{"message_id":1,"from":{"id":5,"first_name":"A"},"chat":{"id":5,"type":"private"},"date":\(noon.seconds - 60),"text":"old"}},
            {"update_id":8,"message":{"message_id":2,"from":{"id":5,"first_name":"A"},"chat":{"id":5,"type":"private"},"date":\(noon.seconds + 20),"text":"new"}}]}
            """
        let (intake, time) = (MemoryIntake(), TestTime())
        try await bot(ScriptedPlatform(try .recorded("telegram", "get_me"), .json(page)), time).poll(updates, intake: intake)
        #expect(intake.snapshot.order == ["5:1", "5:2"])
        #expect(intake.snapshot.history == ["5:1"])
        #expect(Set(intake.snapshot.pages.map(\.delivery.context)).count == 2)
    }

    @Test func `an empty first run is over: what comes next is no history`() async throws {
        let message =
            #"{"update_id":8,"message":{"message_id":2,"from":{"id":5,"first_name":"A"},"chat":{"id":5,"type":"private"},"date":1785592000,"text":"x"}}"#
        let platform = ScriptedPlatform(
            try .recorded("telegram", "get_me"), try .recorded("telegram", "get_updates_empty"),
            .json(#"{"ok":true,"result":[\#(message)]}"#))
        let (bot, intake) = (try bot(platform), MemoryIntake())
        try await bot.poll(updates, intake: intake)
        try await bot.poll(updates, intake: intake)
        #expect(intake.snapshot.order == ["5:2"])
        #expect(intake.snapshot.history == [])
    }

    @Test func `a crash before storing asks for the same updates again`() async throws {
        let platform = ScriptedPlatform(
            try .recorded("telegram", "get_me"), try .recorded("telegram", "get_updates"),
            try .recorded("telegram", "get_updates"))
        let (bot, intake) = (try bot(platform), MemoryIntake())
        intake.change { $0.crash = (after: 0, isStored: false) }
        await #expect(throws: ConnectorFailure.self) { try await bot.poll(updates, intake: intake) }
        intake.change { $0.crash = nil }
        try await bot.poll(updates, intake: intake)
        #expect(platform.asked[1] == platform.asked[2])
        #expect(intake.snapshot.order.isEmpty == false)
    }

    @Test(
        arguments: [
            ("error_401", 401, ErrorLabel.authExpired), ("error_409_webhook", 409, .config),
            ("error_409_two_pollers", 409, .config), ("error_429", 429, .rateLimited), ("error_404_method", 404, .config),
        ]) func `a refused poll says why`(name: String, status: Int, label: ErrorLabel) async throws
    {
        let platform = ScriptedPlatform(try .recorded("telegram", "get_me"), try .recorded("telegram", name, status: status))
        let bot = try bot(platform)
        let failure = await #expect(throws: ConnectorFailure.self) { try await bot.poll(updates, intake: MemoryIntake()) }
        #expect(failure?.label == label)
        #expect(failure?.message.contains("AAExample") == false)
        #expect(failure?.message.hasPrefix("Telegram bot answered \(status) to channel 'acme-telegram': ") == true)
    }

    @Test func `after a 429 no call is made until the platform allows it`() async throws {
        let platform = ScriptedPlatform(
            try .recorded("telegram", "get_me"), try .recorded("telegram", "error_429", status: 429),
            try .recorded("telegram", "get_updates_empty"))
        let (time, intake) = (TestTime(), MemoryIntake())
        let bot = try bot(platform, time)
        let told = await #expect(throws: ConnectorFailure.self) { try await bot.poll(updates, intake: intake) }
        let wait = try #require(told?.retryAfter)
        time.advance(by: wait - .seconds(1))
        let early = await #expect(throws: ConnectorFailure.self) { try await bot.poll(updates, intake: intake) }
        #expect(early?.retryAfter == .seconds(1))
        #expect(platform.calls.count == 2)
        time.advance(by: .seconds(1))
        try await bot.poll(updates, intake: intake)
        #expect(platform.calls.count == 3)
    }

    @Test func `HTML where JSON was promised is a fault of the way, not of an item`() async throws {
        let page = HTTPAnswer(status: 200, headers: ["Content-Type": "text/html"], body: Array("<html>502</html>".utf8))
        let bot = try bot(ScriptedPlatform(try .recorded("telegram", "get_me"), page))
        let failure = await #expect(throws: ConnectorFailure.self) { try await bot.poll(updates, intake: MemoryIntake()) }
        #expect(failure?.label == .retry)
        #expect(
            failure?.message
                == "Channel 'acme-telegram': Telegram bot answered 200 with no JSON (text/html): unexpected at byte 0")
    }
}
