import ConnectorKit
import ConnectorRuntime
import HTTPCore
import InboxModel
import Testing

struct TelegramTests {
    private func bot(_ platform: ScriptedPlatform = ScriptedPlatform(), _ time: TestTime = TestTime()) throws
        -> ManifestConnector
    {
        var binding = ChannelBinding.telegram
        binding.account = RemoteAccount(id: "6123456789", name: "stadtwerk_bot")
        return ManifestConnector(try connector("telegram"), binding, platform, time)
    }

    private func webhook(_ name: String) throws -> RawDelivery {
        RawDelivery(
            origin: .webhook, headers: ["content-type": "application/json"], body: try fixture("telegram", name),
            receivedAt: noon)
    }

    private func message(_ name: String) throws -> ArrivedMessage {
        let found = try bot().interpret(try webhook(name))
        #expect(found.refused == [])
        guard case .message(let message) = found.arrivals.first else { throw Missing(name) }
        return message
    }

    private struct Missing: Error { init(_ name: String) {} }

    // MARK: What comes in

    @Test func `a private text is a direct message with its author and time`() throws {
        let message = try message("update_message_text")
        #expect(message.id == RemoteMessageID("915550011:42"))
        #expect(message.kind == .message)
        #expect(message.visibility == .private)
        #expect(message.thread == ThreadKey("915550011"))
        #expect(message.author == ArrivedAuthor(id: RemoteAuthorID("915550011"), name: "Mira Öz", handle: "mira_oez"))
        #expect(message.text == "👋🏽 Moin! Siehe https://example.org – danke @stadtwerk_bot")
        #expect(message.at == Timestamp(seconds: 1_785_592_299))
        #expect(message.keep == #"{"chat":915550011,"message":42,"topic":null}"#)
        #expect(message.isOurs == false)
        #expect(message.needsAnswer)
    }

    @Test func `an answer in a group names its parent and carries its topic`() throws {
        let message = try message("update_message_group_reply")
        #expect(message.visibility == .public)
        #expect(message.thread == nil)
        #expect(message.parent == RemoteMessageID("-1002100200300:1290"))
        #expect(message.author.id == RemoteAuthorID("7000000123"))
        #expect(message.permalink == "https://t.me/hafen_nachbarn/1310")
        #expect(message.keep == #"{"chat":-1002100200300,"message":1310,"topic":1200}"#)
    }

    @Test(
        arguments: [
            ("update_message_anonymous_admin", "Nachbarschaft Hafen", "Bitte sachlich bleiben."),
            ("update_message_channel_comment", "Ole", "Wie lange denn?"), ("update_message_sticker", "Mira Öz", "👍"),
            ("update_message_location", "Mira Öz", "geo:53.543212,9.966544"),
            ("update_message_contact", "Mira Öz", "Ole 4940123456"), ("update_message_forwarded", "Mira Öz", "Strom ist weg"),
            ("update_message_start", "Mira Öz", "/start ref_17"),
        ]) func `who speaks and what is said`(name: String, author: String, text: String) throws
    {
        let message = try message(name)
        #expect(message.author.name == author)
        #expect(message.text == text)
    }

    @Test(
        arguments: [
            ("update_message_photo", "image/jpeg"), ("update_message_album_a", "image/jpeg"),
            ("update_message_album_b", "image/jpeg"), ("update_message_document", "application/pdf"),
            ("update_message_voice", "audio/ogg"), ("update_message_sticker", nil),
        ] as [(String, String?)]) func `one file is one attachment, the largest photo`(name: String, type: String?) throws
    {
        let message = try message(name)
        #expect(message.attachments.count == 1)
        #expect(message.attachments.first?.type == type)
        #expect(message.attachments.first?.reference?.isEmpty == false)
    }

    @Test func `an edit is the same message with new content`() throws {
        let message = try message("update_edited_message")
        #expect(message.id == RemoteMessageID("915550011:42"))
        #expect(message.editedAt != nil)
    }

    @Test func `a reaction and its end name the message`() throws {
        let given = try bot().interpret(try webhook("update_message_reaction")).arrivals
        let taken = try bot().interpret(try webhook("update_message_reaction_removed")).arrivals
        let mira = ArrivedAuthor(id: RemoteAuthorID("915550011"), name: "Mira", handle: "mira_oez")
        let target = RemoteMessageID("915550011:53")
        #expect(
            given == [
                .reaction(ArrivedReaction(target: target, author: mira, value: "👍", at: Timestamp(seconds: 1_785_593_000)))
            ])
        #expect(
            taken == [
                .reaction(
                    ArrivedReaction(
                        target: target, author: mira, value: "👍", isRemoved: true, at: Timestamp(seconds: 1_785_593_060)))
            ])
    }

    @Test(
        arguments: [
            "update_new_members", "update_unknown_kind", "update_my_chat_member_blocked", "update_group_migrated",
            "update_callback_query", "update_channel_post", "update_message_reaction_count", "update_business_connection",
        ]) func `what is no message is counted and left out`(name: String) throws
    {
        let found = try bot().interpret(try webhook(name))
        #expect(found.arrivals == [])
        #expect(found.refused == [])
        #expect(found.skipped == 1)
    }

    @Test func `a body that is no JSON is refused, not lost`() throws {
        let delivery = RawDelivery(origin: .webhook, body: Array("<html>".utf8), receivedAt: noon)
        let found = try bot().interpret(delivery)
        #expect(found.arrivals == [])
        #expect(found.refused.map(\.place) == ["$"])
    }

    // MARK: The webhook

    private func call(_ headers: [String: String], method: String = "POST") throws -> WebhookCall {
        WebhookCall(
            method: method, url: "https://inbox.example/hooks/telegram/7f3a", headers: headers,
            body: try fixture("telegram", "update_message_text"), receivedAt: noon)
    }

    @Test func `a call with the right token is stored without it`() throws {
        let call = try call(["x-telegram-bot-api-secret-token": "Zk3_-f9QmWb7", "content-type": "application/json"])
        guard case .store(let delivery, let answer) = try bot().admit(call) else {
            Issue.record("refused")
            return
        }
        #expect(delivery.body == call.body)
        #expect(delivery.headers == ["content-type": "application/json"])
        #expect(answer == WebhookAnswer())
    }

    @Test(
        arguments: [
            [:], ["x-telegram-bot-api-secret-token": ""], ["x-telegram-bot-api-secret-token": "Zk3_-f9QmWb"],
            ["x-telegram-bot-api-secret-token": "Zk3_-f9QmWb7 "], ["x-telegram-bot-api-secret-token": "zk3_-f9QmWb7"],
            ["X-Other": "Zk3_-f9QmWb7"],
        ]) func `every other call is refused`(headers: [String: String]) throws
    {
        guard case .refuse = try bot().admit(try call(headers)) else {
            Issue.record("let in")
            return
        }
    }

    @Test func `without a secret of ours nobody gets in`() throws {
        var binding = ChannelBinding.telegram
        binding.hook = ChannelBinding.Hook(url: "https://inbox.example/h", secret: "")
        let bot = ManifestConnector(try connector("telegram"), binding, ScriptedPlatform())
        guard case .refuse = bot.admit(try call(["x-telegram-bot-api-secret-token": ""])) else {
            Issue.record("let in")
            return
        }
    }

    @Test func `a webhook that stands already is not set again`() async throws {
        let platform = ScriptedPlatform(try .recorded("telegram", "get_me"), try .recorded("telegram", "get_webhook_info"))
        try await bot(platform).subscribe(to: "https://inbox.example/hooks/telegram/7f3a")
        #expect(platform.asked.map { $0.split(separator: "/").last ?? "" } == ["getMe", "getWebhookInfo"])
    }

    @Test func `a missing webhook is set with our secret`() async throws {
        let platform = ScriptedPlatform(
            try .recorded("telegram", "get_me"), .json(#"{"ok":true,"result":{"url":""}}"#),
            try .recorded("telegram", "set_webhook_ok"))
        try await bot(platform).subscribe(to: "https://inbox.example/hooks/telegram/7f3a")
        #expect(
            platform.calls.last?.bodyText
                == #"{"url":"https://inbox.example/hooks/telegram/7f3a","secret_token":"Zk3_-f9QmWb7","#
                + #""allowed_updates":["message","edited_message","message_reaction"]}"#)
    }
}
