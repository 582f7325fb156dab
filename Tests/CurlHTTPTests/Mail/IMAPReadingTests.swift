import CurlHTTP
import TestSupport
import Testing

@Suite struct IMAPReadingTests {
    @Test func `a poll cycle reads what is new, and leaves it unread`() async throws {
        let recorded = try Transcript("imap_poll")
        let server = try ScriptedServer.imap { tag, command, _ in
            switch command {
            case #"STATUS "INBOX" (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"#: recorded.answer(to: "STATUS INBOX", tag: tag)
            case #"EXAMINE "INBOX""#: recorded.answer(to: "EXAMINE INBOX", tag: tag)
            case "UID SEARCH UID 3:*": recorded.answer(to: "UID SEARCH UID 3:*", tag: tag)
            case "UID SEARCH UID 100:*": recorded.answer(to: "UID SEARCH UID 100:*", tag: tag)
            case "UID FETCH 3:5 (UID FLAGS INTERNALDATE RFC822.SIZE)": recorded.answer(to: "UID FETCH 3:5", tag: tag)
            case "UID FETCH 4 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.33554432>)":
                recorded.answer(to: "UID FETCH 4 ", tag: tag)
            default: ["\(tag) BAD \(command)"]
            }
        }
        let session = try await IMAPSession.open(server)
        #expect(
            try await session.status(of: "INBOX") == IMAPStatus(messages: 7, uidNext: 8, uidValidity: 1_782_979_200, unseen: 0))
        let inbox = try await session.open("INBOX", readOnly: true)
        #expect(inbox.uidValidity == 1_782_979_200)
        #expect(inbox.uidNext == 8)
        #expect(inbox.messages == 7)
        #expect(inbox.isReadOnly)
        #expect(try await session.search(.from(3)) == [3, 4, 5, 6, 7])
        #expect(try await session.search(.from(100)) == [])
        let summaries = try await session.summaries(of: [3, 4, 5])
        #expect(summaries.map(\.uid) == [3, 4, 5])
        #expect(
            summaries[1]
                == IMAPSummary(uid: 4, flags: ["\\Seen", "\\Recent"], internalDate: "02-Jul-2026 08:15:02 +0000", size: 464))
        let mails = try await session.fetch([4])
        #expect(try mails.map(\.bytes) == [Transcript.mail("auto_reply")])
        await session.logout()
        #expect(await !session.isOpen)
    }

    @Test(arguments: ["imap_tag_spoof", "imap_tag_spoof_hit"]) func `a mail that looks like answers is a mail`(name: String)
        async throws
    {
        let recorded = try Transcript(name)
        let server = try ScriptedServer.imap { tag, _, _ in
            recorded.answer(to: "UID FETCH 6", tag: tag).map { $0.replacing("BODY[TEXT]", with: "BODY[]<0>") }
        }
        let mails = try await IMAPSession.open(server).fetch([6])
        #expect(mails.map(\.uid) == [6])
        let text =
            "* 99 EXISTS\r\nA003 OK done\r\nA004 NO [ALERT] spoofed\r\nA005 BAD x\r\n* BYE bye\r\n+ continue\r\n)\r\nthe end\r\n"
        #expect(mails.map { String(decoding: $0.bytes, as: UTF8.self) } == [text])
    }

    @Test func `a mail that knows our own tags is a mail`() async throws {
        let text =
            (1...9).map { "stw\($0) OK done\r\nstw\($0) NO [AUTHENTICATIONFAILED] no\r\n* \($0) FETCH (UID 9 BODY[] {3}\r\n" }
            .joined() + "{5}"
        let server = try ScriptedServer.imap { tag, _, _ in
            ["* 1 FETCH (UID 1 BODY[]<0> {\(text.utf8.count)}", "\(text))", "\(tag) OK done"]
        }
        let session = try await IMAPSession.open(server)
        for _ in 0..<3 {
            let mails = try await session.fetch([1])
            #expect(mails.map { String(decoding: $0.bytes, as: UTF8.self) } == [text])
        }
    }

    @Test(arguments: ["long_line", "html_inline_attachment", "charset_unknown", "tag_spoof"])
    func `every byte of a mail arrives`(name: String) async throws {
        let mail = try Transcript.mail(name)
        let server = try ScriptedServer.imap { tag, _, connection in
            connection.write("* 1 FETCH (UID 1 RFC822.SIZE \(mail.count) BODY[]<0> {\(mail.count)}\r\n")
            connection.write(mail)
            return [")", "\(tag) OK done"]
        }
        let mails = try await IMAPSession.open(server).fetch([1])
        #expect(mails.map(\.bytes) == [mail])
        #expect(mails.allSatisfy { !$0.isCut })
    }

    @Test func `an answer may be split at any byte`() async throws {
        let server = try ScriptedServer.imap { tag, _, connection in
            for byte
                in "* 2 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (UID 1 BODY[]<0> {5}\r\na\r\nb\r FLAGS ())\r\n\(tag) OK done\r\n"
                .utf8
            {
                connection.write([byte])
            }
            return []
        }
        let mails = try await IMAPSession.open(server).fetch([1])
        #expect(mails.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a\r\nb\r"])
    }

    @Test func `many mails in one answer come in the order of their UIDs`() async throws {
        let server = try ScriptedServer.imap { tag, _, _ in
            (1...200).reversed().flatMap { ["* \($0) FETCH (BODY[]<0> {\("\($0)".utf8.count)}", "\($0) UID \($0))"] } + [
                "\(tag) OK done"
            ]
        }
        let mails = try await IMAPSession.open(server).fetch(1...200 as ClosedRange<UInt32>)
        #expect(mails.map(\.uid) == Array(1...200))
        #expect(mails.allSatisfy { String(decoding: $0.bytes, as: UTF8.self) == "\($0.uid)" })
    }

    static let odd: [(String, String, [String])] = [
        ("imap_fetch_quoted", "UID FETCH 1", ["short text"]), ("imap_fetch_trailing_items", "UID FETCH 1", ["hello"]),
        ("imap_fetch_missing_uid", "UID FETCH 999", []),
    ]

    @Test(arguments: odd) func `legal but rare forms are read`(name: String, command: String, texts: [String]) async throws {
        let recorded = try Transcript(name)
        let server = try ScriptedServer.imap { tag, _, _ in recorded.answer(to: command, tag: tag) }
        let mails = try await IMAPSession.open(server).fetch([1])
        #expect(mails.map { String(decoding: $0.bytes, as: UTF8.self) } == texts)
    }

    @Test func `news that nobody asked for are no mail, and an empty one is none that is missing`() async throws {
        let server = try ScriptedServer.imap { tag, _, _ in
            [
                "* 2 FETCH (FLAGS (\\Seen))", "* 7 EXISTS", "* OK [ALERT] maintenance {9}", "* 1 FETCH (UID 1 BODY[] {5}",
                "hello)",
                "* 3 FETCH (UID 3 BODY[] {0}", ")", "* 4 FETCH (UID 4 BODY[] NIL)", "* 1 FETCH (UID 1 FLAGS (\\Answered))",
                "* 5 EXPUNGE",
                "\(tag) OK done",
            ]
        }
        let mails = try await IMAPSession.open(server).fetch([1, 3, 4])
        #expect(mails.map(\.uid) == [1, 3])
        #expect(mails.map { String(decoding: $0.bytes, as: UTF8.self) } == ["hello", ""])
        #expect(mails[0].flags == ["\\Answered"])
    }

    @Test func `a mail longer than asked for is cut by the server, and says so`() async throws {
        let server = try ScriptedServer.imap { tag, command, _ in
            command == "UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.4>)"
                ? ["* 1 FETCH (UID 1 RFC822.SIZE 9 BODY[]<0> {4}", "long)", "\(tag) OK done"] : ["\(tag) BAD \(command)"]
        }
        let mail = try #require(try await IMAPSession.open(server).fetch([1], most: 4).first)
        #expect(mail.isCut)
        #expect(mail.size == 9)
    }

    @Test func `a literal or line past its limit ends the session`() async throws {
        let limits = MailLimits(literalBytes: 1_000, lineBytes: 2_000)
        let answers = [
            "* 1 FETCH (UID 1 BODY[] {1001}", "* 1 FETCH (UID 1 BODY[] {99999999999999999999}",
            "* SEARCH \(String(repeating: "1 ", count: 40_000))",
        ]
        for answer in answers {
            let server = try ScriptedServer.imap { _, _, _ in [answer] }
            let session = try await IMAPSession.open(server, limits: limits)
            #expect(try await mailFailure { try await session.fetch([1]) }.code == .tooLarge)
            #expect(await !session.isOpen)
        }
    }

    @Test func `folders come with their names and marks`() async throws {
        let server = try ScriptedServer.imap { tag, command, _ in
            command == #"LIST "" "*" RETURN (SPECIAL-USE)"#
                ? [
                    #"* LIST (\HasNoChildren \Sent) "/" Sent"#, #"* LIST () "/" "Entw&APw-rfe/A \"B\"""#,
                    #"* LIST (\Noselect) NIL {4}"#, "A)\"b",
                    "\(tag) OK done",
                ] : ["\(tag) BAD \(command)"]
        }
        let folders = try await IMAPSession.open(server).folders()
        #expect(
            folders == [
                IMAPFolder(name: "Sent", separator: "/", attributes: ["\\HasNoChildren", "\\Sent"]),
                IMAPFolder(name: "Entwürfe/A \"B\"", separator: "/", attributes: []),
                IMAPFolder(name: "A)\"b", separator: nil, attributes: ["\\Noselect"]),
            ])
        #expect(folders.filter { $0.isMarked("\\sent") }.map(\.name) == ["Sent"])
    }

    @Test func `searches are joined and written as the server wants them`() async throws {
        let expected = #"UID SEARCH UID 3:9 SINCE 2-Jul-2026 UNSEEN HEADER MESSAGE-ID "<a\"b\\@shop.example>""#
        let server = try ScriptedServer.imap { tag, command, _ in
            command == expected ? ["* SEARCH 9 4", "* SEARCH 12 5", "\(tag) OK done"] : ["\(tag) BAD \(command)"]
        }
        let found = try await IMAPSession.open(server).search(
            .uids(3...9), .since(year: 2026, month: 7, day: 2), .unseen, .messageID("<a\"b\\@shop.example>"))
        #expect(found == [4, 5, 9])
    }
}
