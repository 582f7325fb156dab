import CurlHTTP
import Synchronization
import TestSupport
import Testing

@Suite struct SMTPSessionTests {
    static let envelope = SMTPSession.Envelope(from: "support@shop.example", to: ["ana.lopez@customer.example"])
    static let login = MailLogin.password(user: "support@shop.example", "pw")

    static func session(_ server: ScriptedServer, login: MailLogin? = login, limits: MailLimits = MailLimits()) throws
        -> SMTPSession
    {
        SMTPSession(server.mail, login: login, hostName: "inbox.shop.example", settings: try .reaching(server, limits: limits))
    }

    @Test func `a mail is handed over as recorded`() async throws {
        let transcript = try Transcript("smtp_send")
        let server = try ScriptedServer { try transcript.play(on: $0) }
        let receipt = try await Self.session(server).send(try Transcript.mail("outbound_reply"), Self.envelope)
        #expect(receipt.reply == "250 2.0.0 queued as 4XyZ")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let transcript: String
        var login = SMTPSessionTests.login
        let code: MailFailure.Code
        let reply: String?

        var testDescription: String { transcript }
    }

    static let recorded = [
        Case(transcript: "smtp_greylisted", code: .temporary, reply: "450 4.2.0 greylisted"),
        Case(transcript: "smtp_data_rejected", code: .rejected, reply: "554 5.7.1 spam"),
        Case(transcript: "smtp_auth_failed", code: .credentialsRefused, reply: "535 5.7.8 Username and Password not accepted"),
        Case(
            transcript: "smtp_xoauth2_failed", login: .token(user: "support@shop.example", "bad", scheme: .xoauth2),
            code: .tokenRefused,
            reply: nil),
    ]

    @Test(arguments: recorded) func `a recorded refusal is sorted`(_ example: Case) async throws {
        let transcript = try Transcript(example.transcript)
        let server = try ScriptedServer {
            try transcript.play(on: $0)
            $0.waitForPeerToClose()
        }
        let failure = try await mailFailure {
            try await Self.session(server, login: example.login).send(try Transcript.mail("outbound_reply"), Self.envelope)
        }
        #expect(failure.code == example.code, "\(failure)")
        #expect(failure.reply == example.reply)
        #expect(!failure.dataLeft)
    }

    static let answers: [(String, String, MailFailure.Code)] = [
        ("GREETING", "421 4.3.2 too busy", .temporary), ("GREETING", "554 5.7.1 go away", .permission),
        ("AUTH", "454 4.7.0 later", .temporary),
        ("AUTH", "535 5.7.8 no", .credentialsRefused), ("MAIL", "451 4.3.0 try again", .temporary),
        ("MAIL", "552 5.3.4 too big", .rejected),
        ("MAIL", "530 5.7.0 authentication required", .permission), ("MAIL", "550 5.7.60 not your address", .permission),
        ("MAIL", "553 5.1.8 sender unknown", .permission), ("RCPT", "450 4.2.0 greylisted", .temporary),
        ("RCPT", "451 4.7.1 wait", .temporary),
        ("RCPT", "452 4.5.3 too many", .temporary), ("RCPT", "550 5.1.1 no such user", .noRecipient),
        ("RCPT", "551 5.1.6 moved", .noRecipient),
        ("RCPT", "553 5.1.3 bad address", .noRecipient), ("RCPT", "550 5.7.1 relaying denied", .permission),
        ("RCPT", "554 5.7.1 relay", .permission),
        ("DATA", "451 4.3.0 not now", .temporary), ("DATA", "554 5.5.1 no valid recipients", .rejected),
        (".", "421 4.3.0 shutting down", .temporary),
        (".", "452 4.3.1 disk full", .temporary), (".", "550 5.7.1 spam", .rejected), (".", "554 5.6.0 no", .rejected),
        (".", "552 5.3.4 too big", .rejected),
    ]

    @Test(arguments: answers) func `a refusal means what its place in the dialogue says`(
        verb: String, reply: String, code: MailFailure.Code
    ) async throws {
        let server = try Self.server { $0 == verb ? reply : nil }
        let failure = try await mailFailure { try await Self.session(server).send(Array("a\n".utf8), Self.envelope) }
        #expect(failure.code == code, "\(failure)")
        #expect(failure.reply == reply)
        #expect(!failure.dataLeft)
    }

    @Test func `signing in without a mail says whether one could be handed over`() async throws {
        let mails = TakenMails()
        let open = try Self.server(mails) { _ in nil }
        try await Self.session(open).signIn()
        #expect(mails.all.isEmpty)
        let strict = try Self.server { $0 == "AUTH" ? "535 5.7.8 no" : nil }
        let failure = try await mailFailure { try await Self.session(strict).signIn() }
        #expect(failure.code == .credentialsRefused && failure.reply == "535 5.7.8 no")
        let closed = try Self.server { $0 == "GREETING" ? "554 5.7.1 go away" : nil }
        #expect(try await mailFailure { try await Self.session(closed).signIn() }.code == .permission)
        withExtendedLifetime((open, strict, closed)) {}
    }

    /// A server that takes everything, but for what the closure answers otherwise (by verb; `.` is the end of the mail).
    static func server(_ mails: TakenMails? = nil, _ answer: @escaping @Sendable (String) throws -> String?) throws
        -> ScriptedServer
    {
        try ScriptedServer { connection in
            connection.write("\(try answer("GREETING") ?? "220 ready")\r\n")
            while let line = try connection.readLine() {
                let verb = String(line.prefix { $0 != " " })
                switch verb {
                case "EHLO": connection.write("250-fake\r\n250-AUTH PLAIN\r\n250 SIZE 1000000\r\n")
                case "AUTH": connection.write("334 \r\n")
                case "MAIL", "RCPT": connection.write("\(try answer(verb) ?? "250 ok")\r\n")
                case "DATA":
                    let reply = try answer(verb) ?? "354 go"
                    connection.write("\(reply)\r\n")
                    guard reply.hasPrefix("354") else { continue }
                    var text = ""
                    while let line = try connection.readLine(), line != "." { text += line + "\r\n" }
                    mails?.append(text)
                    connection.write("\(try answer(".") ?? "250 2.0.0 queued")\r\n")
                case "QUIT":
                    connection.write("221 bye\r\n")
                    return
                default: connection.write("\(try answer("AUTH") ?? "235 ok")\r\n")
                }
            }
        }
    }

    /// The mails a server took, with their dots still stuffed.
    final class TakenMails: Sendable {
        private let texts = Mutex<[String]>([])
        func append(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock { $0 } }
    }

    static let bodies: [(String, String)] = [
        ("a\n.\nb\n", "a\r\n..\r\nb\r\n"), (".\r\n", "..\r\n"), ("..\n.a\n", "...\r\n..a\r\n"), ("a\n.", "a\r\n..\r\n"),
        ("a", "a\r\n"),
        ("a\r.\rb", "a\r\n..\r\nb\r\n"), ("\n\n.\n\n", "\r\n\r\n..\r\n\r\n"), ("a .\n. a\n", "a .\r\n.. a\r\n"),
        ("a\n.\r\nQUIT\r\n", "a\r\n..\r\nQUIT\r\n"),
    ]

    @Test(arguments: bodies) func `no line of a mail ends it, and its line ends are CR LF`(mail: String, wire: String)
        async throws
    {
        let mails = TakenMails()
        let server = try Self.server(mails) { _ in nil }
        _ = try await Self.session(server).send(Array(mail.utf8), Self.envelope)
        #expect(mails.all == [wire])
    }

    @Test func `a large mail with dots at every edge arrives whole`() async throws {
        // Lines of growing length, so that dots fall on every place in libcurl's buffers.
        let lines = (0..<2_000).map { "." + String(repeating: "x", count: $0 % 173) }
        let mails = TakenMails()
        let server = try Self.server(mails) { _ in nil }
        _ = try await Self.session(server).send(Array(lines.joined(separator: "\n").utf8), Self.envelope)
        #expect(mails.all == [lines.map { "." + $0 + "\r\n" }.joined()])
    }

    @Test func `one refused recipient stops the mail for all`() async throws {
        let mails = TakenMails()
        let count = Mutex(0)
        let server = try Self.server(mails) { verb in
            guard verb == "RCPT" else { return nil }
            return count.withLock {
                $0 += 1
                return $0 == 2 ? "550 5.1.1 no such user" : nil
            }
        }
        let envelope = SMTPSession.Envelope(
            from: "a@shop.example", to: ["b@customer.example", "bad@customer.example", "c@customer.example"])
        let failure = try await mailFailure { try await Self.session(server).send([65], envelope) }
        #expect(failure.code == .noRecipient)
        #expect(failure.message == "127.0.0.1:\(server.port) refused a recipient")
        #expect(mails.all.isEmpty)
    }

    @Test func `contact lost after the mail means nobody knows`() async throws {
        let closing = try Self.server { verb in if verb == "." { throw ScriptedServer.Ended() } else { nil } }
        let failure = try await mailFailure { try await Self.session(closing).send([65], Self.envelope) }
        #expect(
            failure
                == MailFailure(
                    .unknownDelivery, "contact to 127.0.0.1:\(closing.port) was lost after the mail had left",
                    advice: "Look whether the mail is in the Sent folder before sending it again.", dataLeft: true))
        let gate = Gate()
        let silent = try Self.server { verb in
            if verb == "." { try gate.pass() }
            return nil
        }
        let slow = try await mailFailure {
            try await Self.session(silent, limits: MailLimits(command: .milliseconds(300))).send([65], Self.envelope)
        }
        gate.open()
        #expect(slow.code == .unknownDelivery)
        #expect(slow.dataLeft)
    }

    @Test(arguments: ["GREETING", "MAIL", "RCPT", "DATA"]) func `contact lost before the mail means not sent`(verb: String)
        async throws
    {
        let server = try Self.server { if $0 == verb { throw ScriptedServer.Ended() } else { nil } }
        let failure = try await mailFailure { try await Self.session(server).send([65], Self.envelope) }
        #expect(failure.code == .broken, "\(failure)")
        #expect(!failure.dataLeft)
    }

    @Test func `contact lost amid the mail means not sent`() async throws {
        let server = try ScriptedServer { connection in
            connection.write("220 ready\r\n")
            while let line = try connection.readLine() {
                if line == "DATA" {
                    connection.write("354 go\r\n")
                    _ = try connection.read(1_000)
                    return connection.reset()
                }
                connection.write("250 ok\r\n")
            }
        }
        // Far more than the buffers of the system hold.
        let mail = [UInt8](repeating: 65, count: 30 << 20)
        let failure = try await mailFailure { try await Self.session(server, login: nil).send(mail, Self.envelope) }
        #expect(failure.code == .broken, "\(failure)")
        #expect(!failure.dataLeft)
    }

    @Test func `a cancelled delivery ends, and says whether the mail had left`() async throws {
        let (isAsked, gate) = (Gate(), Gate())
        let server = try Self.server { verb in
            if verb == "MAIL" {
                isAsked.open()
                try gate.pass()
            }
            return nil
        }
        let session = try Self.session(server)
        let task = Task { try await session.send([65], Self.envelope) }
        await isAsked.opened()
        task.cancel()
        let failure = try await mailFailure { try await task.value }
        gate.open()
        #expect(failure.code == .cancelled)
        #expect(!failure.dataLeft)
    }

    static let addresses = [
        "", "a", "@b.example", "a@", "a@b.example\r\nRCPT TO:<x@y.example>", "a@b.example\n", "a b@c.example", "<a@b.example>",
        "Ana <a@b.example>",
        "a@b.example> SIZE=1", "a@b.example,c@d.example", "\"a\"@b.example", "a@b.example\u{0}", "a@.example", "a@-b.example",
        "a@[127.0.0.1]",
        "a\u{85}@b.example", String(repeating: "a", count: 320) + "@b.example",
    ]

    @Test(arguments: addresses) func `what is no bare address is refused before anything is sent`(address: String) async throws
    {
        let server = try Self.server { _ in nil }
        let session = try Self.session(server)
        let to = try await mailFailure {
            try await session.send([65], .init(from: "a@shop.example", to: ["b@c.example", address]))
        }
        #expect(to.code == .invalid)
        if !address.isEmpty {
            let from = try await mailFailure { try await session.send([65], .init(from: address, to: ["b@c.example"])) }
            #expect(from.code == .invalid)
        }
        #expect(try await mailFailure { try await session.send([65], .init(from: "a@shop.example", to: [])) }.code == .invalid)
        #expect(server.connections == 0)
    }

    @Test(arguments: ["", "a b", "a\r\nMAIL FROM:<x>", "a/b", "a%0d%0ab", "höst"]) func `a strange EHLO name is refused`(
        name: String
    ) async throws {
        let server = try Self.server { _ in nil }
        let session = SMTPSession(server.mail, login: nil, hostName: name, settings: try .reaching(server))
        #expect(try await mailFailure { try await session.send([65], Self.envelope) }.code == .invalid)
        #expect(server.connections == 0)
    }

    @Test func `a mail without sender bounces nowhere, and a relay may want no login`() async throws {
        let mails = TakenMails()
        let server = try Self.server(mails) { _ in nil }
        let receipt = try await Self.session(server, login: nil).send([65], .init(from: "", to: ["a@b.example"]))
        #expect(receipt.reply == "250 2.0.0 queued")
        #expect(mails.all == ["A\r\n"])
    }

    @Test func `a password is never sent where TLS was wanted and is not offered`() async throws {
        let server = try Self.server { $0 == "AUTH" ? "535 never" : nil }
        let place = MailServer(host: "127.0.0.1", port: server.port, security: .startTLS)
        let session = SMTPSession(place, login: Self.login, settings: try .reaching(server))
        #expect(try await mailFailure { try await session.send([65], Self.envelope) }.code == .noStartTLS)
        let forbidden = SMTPSession(place, login: Self.login, settings: MailSettings(policy: OutboundPolicy()))
        #expect(try await mailFailure { try await forbidden.send([65], Self.envelope) }.code == .forbidden)
        #expect(server.connections == 1)
    }
}
