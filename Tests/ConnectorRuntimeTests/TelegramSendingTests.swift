import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore
import InboxModel
import Testing

struct TelegramSendingTests {
    private let item = StoredItem(
        id: RemoteMessageID("915550011:42"), kind: .message, visibility: .private, thread: ThreadKey("915550011"), at: noon,
        keep: #"{"chat":915550011,"message":42,"topic":null}"#)

    private func act(_ verb: Verb = .reply, _ text: String = "Bis Freitag.", files: [OutgoingFile] = []) -> Act {
        Act(verb: verb, key: "k-1", item: item, text: text, files: files, firstTriedAt: noon)
    }

    private func bot(_ answers: HTTPAnswer...) throws -> (ManifestConnector, ScriptedPlatform) {
        let me = try HTTPAnswer.recorded("telegram", "get_me")
        let platform = ScriptedPlatform { call, index in
            if index == 0 { return me }
            guard answers.indices.contains(index - 1) else {
                throw HTTPFailure(.broken, "reset", advice: "", requestLeft: true)
            }
            return answers[index - 1]
        }
        return (ManifestConnector(try connector("telegram"), .telegram, platform), platform)
    }

    @Test func `an answer goes to its chat and message, and brings the id of its echo`() async throws {
        let (bot, platform) = try bot(try .recorded("telegram", "send_message_ok"))
        let outcome = await bot.perform(act(), steps: MemoryJournal())
        #expect(outcome == .sent(id: RemoteMessageID("915550011:54"), at: nil, permalink: nil))
        #expect(platform.calls[1].url.hasSuffix("/sendMessage"))
        #expect(
            try JSON(parsing: platform.calls[1].bodyText) == [
                "chat_id": 915_550_011, "text": "Bis Freitag.",
                "reply_parameters": ["message_id": 42, "allow_sending_without_reply": true],
            ])
    }

    @Test func `a group that became a supergroup is answered there, once, and not under the old number`() async throws {
        let moved = try HTTPAnswer.recorded("telegram", "error_400_migrated", status: 400)
        let (bot, platform) = try bot(moved, try .recorded("telegram", "send_message_ok"))
        let outcome = await bot.perform(act(), steps: MemoryJournal())
        #expect(outcome == .sent(id: RemoteMessageID("915550011:54"), at: nil, permalink: nil))
        #expect(
            try JSON(parsing: platform.calls[2].bodyText) == ["chat_id": -1_002_233_445_566, "text": "Bis Freitag."])
        let (lost, _) = try self.bot(moved, moved)
        guard case .failed(let failure) = await lost.perform(act(), steps: MemoryJournal()) else {
            Issue.record("it went on and on")
            return
        }
        #expect(failure.label == .gone)
    }

    @Test func `files go one by one before the words, and a retry sends none twice`() async throws {
        let files = [
            OutgoingFile(name: "plan.pdf", type: "application/pdf", bytes: [1, 2]),
            OutgoingFile(name: "b.png", type: "image/png", bytes: [3]),
        ]
        let journal = MemoryJournal()
        let (first, sent) = try bot(try .recorded("telegram", "send_message_ok"))
        let outcome = await first.perform(act(files: files), steps: journal)
        guard case .unknown(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.isNetworkFault)
        #expect(sent.calls.count == 3)
        #expect(journal.all.keys.sorted() == [1])
        guard case .multipart(let parts) = sent.calls[1].body else {
            Issue.record("no multipart body")
            return
        }
        #expect(parts.map(\.name) == ["chat_id", "document"])
        #expect(parts[1].fileName == "plan.pdf")
        #expect(parts[1].bytes == [1, 2])

        let (second, rest) = try bot(try .recorded("telegram", "send_message_ok"), try .recorded("telegram", "send_message_ok"))
        let done = await second.perform(act(files: files), steps: journal)
        #expect(done == .sent(id: RemoteMessageID("915550011:54"), at: nil, permalink: nil))
        #expect(rest.calls.dropFirst().map { $0.url.split(separator: "/").last } == ["sendDocument", "sendMessage"])
        guard case .multipart(let last) = rest.calls[1].body else { return }
        #expect(last[1].fileName == "b.png")
    }

    @Test func `a step of another version of the connector is not guessed at`() async throws {
        let journal = MemoryJournal([1: #"{"manifest":"other","answer":{},"res":{}}"#])
        let (bot, platform) = try bot()
        let outcome = await bot.perform(act(), steps: journal)
        guard case .unknown = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(platform.calls.count == 1)
    }

    @Test(
        arguments: [
            ("error_400_too_long", 400, "failed rejected"), ("error_400_entities", 400, "failed rejected"),
            ("error_400_message_empty", 400, "failed rejected"), ("error_400_chat_not_found", 400, "failed gone"),
            ("error_400_reply_target_gone", 400, "failed gone"),
            ("error_403_blocked", 403, "failed gone"), ("error_403_deactivated", 403, "failed gone"),
            ("error_403_kicked", 403, "failed gone"), ("error_400_cant_delete", 400, "failed window_closed"),
            ("error_400_query_too_old", 400, "failed window_closed"), ("error_400_not_modified", 400, "sent"),
            ("error_401", 401, "blocked auth_expired"), ("error_429", 429, "retry rate_limited"),
            ("error_409_webhook", 409, "blocked config"),
        ]) func `each refusal becomes its outcome`(name: String, status: Int, expected: String) async throws
    {
        let (bot, _) = try bot(try .recorded("telegram", name, status: status))
        #expect(await bot.perform(act(), steps: MemoryJournal()).word == expected)
    }

    @Test(arguments: [
        (408, "unknown retry"), (409, "blocked config"), (500, "unknown retry"), (502, "unknown retry"), (504, "unknown retry"),
    ])
    func `an answer that leaves it open is unknown`(status: Int, expected: String) async throws {
        let (bot, _) = try bot(.json(#"{"ok":false,"error_code":\#(status),"description":"x"}"#, status: status))
        #expect(await bot.perform(act(), steps: MemoryJournal()).word == expected)
    }

    @Test(
        arguments: [
            (HTTPFailure.Code.dns, false, "retry retry"), (.connect, false, "retry retry"), (.tls, false, "retry retry"),
            (.timeout, false, "retry retry"), (.timeout, true, "unknown retry"), (.broken, true, "unknown retry"),
            (.tooLarge, true, "unknown retry"), (.forbidden, false, "blocked config"), (.busy, false, "retry retry"),
        ]) func `a fault of the way is not sent, or unknown once the request left`(
            code: HTTPFailure.Code, left: Bool, expected: String
        ) async throws
    {
        let me = try HTTPAnswer.recorded("telegram", "get_me")
        let platform = ScriptedPlatform { _, index in
            if index == 0 { return me }
            throw HTTPFailure(code, "api.telegram.org:443 failed", advice: "", requestLeft: left)
        }
        let bot = ManifestConnector(try connector("telegram"), .telegram, platform)
        #expect(await bot.perform(act(), steps: MemoryJournal()).word == expected)
    }

    @Test func `two answers into one chat keep the platform's pace`() async throws {
        let time = TestTime()
        let me = try HTTPAnswer.recorded("telegram", "get_me")
        let sent = try HTTPAnswer.recorded("telegram", "send_message_ok")
        let platform = ScriptedPlatform { _, index in index == 0 ? me : sent }
        let bot = ManifestConnector(try connector("telegram"), .telegram, platform, time)
        _ = await bot.perform(act(), steps: MemoryJournal())
        _ = await bot.perform(act(), steps: MemoryJournal())
        #expect(time.slept == [.seconds(1)])
    }

    @Test func `what the connector cannot do is refused before anything is sent`() async throws {
        let (bot, platform) = try bot()
        let outcome = await bot.perform(act(.hide), steps: MemoryJournal())
        #expect(outcome.word == "failed rejected")
        #expect(platform.calls.isEmpty)
    }

    @Test func `a like is a reaction of ours`() async throws {
        let (bot, platform) = try bot(try .recorded("telegram", "true_ok"))
        let outcome = await bot.perform(act(.like, ""), steps: MemoryJournal())
        #expect(outcome == .sent(id: nil, at: nil, permalink: nil))
        #expect(
            try JSON(parsing: platform.calls[1].bodyText)
                == ["chat_id": 915_550_011, "message_id": 42, "reaction": [["type": "emoji", "emoji": "👍"]]])
    }
}

extension SendOutcome {
    /// The case and its label, in two words.
    var word: String {
        switch self {
        case .sent: "sent"
        case .pending: "pending"
        case .retry(_, let failure): "retry \(failure.label.rawValue)"
        case .blocked(let failure): "blocked \(failure.label.rawValue)"
        case .failed(let failure): "failed \(failure.label.rawValue)"
        case .unknown(let failure): "unknown \(failure.label.rawValue)"
        }
    }
}
