import CurlHTTP
import TestSupport
import Testing

/// Each failure of the fact sheet's table, told apart.
@Suite struct IMAPFailureTests {
    struct Login: Sendable, CustomTestStringConvertible {
        let transcript: String
        let login: MailLogin
        let code: MailFailure.Code
        let reply: String?

        var testDescription: String { transcript }
    }

    static let logins = [
        Login(
            transcript: "imap_login_failed", login: .password(user: "support", "wrong"), code: .credentialsRefused,
            reply: "NO [AUTHENTICATIONFAILED] Authentication failed."),
        Login(
            transcript: "imap_login_unavailable", login: .password(user: "u", "p"), code: .temporary,
            reply: "NO [UNAVAILABLE] Temporary authentication failure"),
        Login(
            transcript: "imap_bye_greeting", login: .password(user: "u", "p"), code: .temporary,
            reply: "BYE [UNAVAILABLE] too many connections"),
        Login(
            transcript: "imap_xoauth2_failed", login: .token(user: "u@shop.example", "bad", scheme: .xoauth2),
            code: .tokenRefused, reply: nil),
        Login(
            transcript: "imap_oauthbearer_failed", login: .token(user: "u@shop.example", "bad", scheme: .oauthBearer),
            code: .tokenRefused,
            reply: "NO [AUTHENTICATIONFAILED] SASL authentication failed"),
    ]

    @Test(arguments: logins) func `a failed login is sorted by the server's words`(_ example: Login) async throws {
        let transcript = try Transcript(example.transcript)
        let server = try ScriptedServer { connection in
            try transcript.play(on: connection)
            connection.waitForPeerToClose()
        }
        let failure = try await mailFailure {
            try await IMAPSession.open(server.mail, login: example.login, settings: .reaching(server))
        }
        #expect(failure.code == example.code, "\(failure)")
        #expect(failure.reply == example.reply)
        #expect(!failure.dataLeft)
        for secret in ["wrong", "bad", "d3Jvbmc"] { #expect(!"\(failure)".contains(secret)) }
    }

    @Test func `a token signs in by the scheme that was asked for`() async throws {
        let transcript = try Transcript("imap_xoauth2_ok")
        let server = try ScriptedServer { connection in
            for line in transcript.lines.prefix(6) {
                switch line {
                case .server(let text): connection.write(text + "\r\n")
                case .client(let text): guard try connection.readLine() == text else { return }
                }
            }
            let line = try connection.readLine() ?? ""
            connection.write("* CAPABILITY IMAP4rev1 IDLE\r\n\(line.prefix { $0 != " " }) OK done\r\n")
            connection.waitForPeerToClose()
        }
        let login = MailLogin.token(user: "u@shop.example", "good", scheme: .xoauth2)
        let session = try await IMAPSession.open(server.mail, login: login, settings: .reaching(server))
        #expect(await session.capabilities == ["IMAP4REV1", "IDLE"])
    }

    static let scripts: [(String, MailFailure.Code, @Sendable (ScriptedServer.Connection) throws -> Void)] = [
        ("closes at once", .broken, { _ in }),
        (
            "speaks SMTP", .nonsense,
            {
                $0.write("220 mail.example ESMTP\r\n"); $0.waitForPeerToClose()
            }
        ),
        (
            "speaks HTTP", .nonsense,
            {
                $0.write("HTTP/1.1 400 Bad Request\r\n\r\n"); $0.waitForPeerToClose()
            }
        ),
        ("is silent", .timeout, { $0.waitForPeerToClose() }),
        (
            "offers no login", .refused,
            {
                $0.write("* OK ready\r\n")
                _ = try $0.readLine()
                $0.write("* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nA001 OK done\r\n")
                $0.waitForPeerToClose()
            }
        ),
        (
            "closes amid the login", .broken,
            {
                $0.write("* OK ready\r\n")
                _ = try $0.readLine()
                $0.write("* CAPABILITY IMAP4rev1\r\nA001 OK done\r\n")
                _ = try $0.readLine()
            }
        ),
    ]

    @Test(arguments: 0..<scripts.count) func `a server that is none is told apart`(index: Int) async throws {
        let (what, code, script) = Self.scripts[index]
        let server = try ScriptedServer(script)
        let limits = MailLimits(login: .milliseconds(700))
        let failure = try await mailFailure { try await IMAPSession.open(server, limits: limits) }
        #expect(failure.code == code, "a server that \(what): \(failure)")
    }

    static let commands: [(String, MailFailure.Code)] = [
        ("NO Mailbox doesn't exist: Nope", .noFolder), ("NO [NONEXISTENT] Unknown Mailbox: Nope", .noFolder),
        ("NO [NOPERM] denied", .permission),
        ("NO [INUSE] locked", .temporary), ("NO [UNAVAILABLE] later", .temporary),
        ("NO [EXPIRED] password", .credentialsRefused),
        ("BAD Unknown command", .refused), ("NO [OVERQUOTA] full", .rejected),
    ]

    @Test(arguments: commands) func `a refused folder is sorted by its code, and the session lives on`(
        reply: String, code: MailFailure.Code
    ) async throws {
        let server = try ScriptedServer.imap { tag, command, _ in
            command.hasPrefix("SELECT") ? ["\(tag) \(reply)"] : ["\(tag) OK done"]
        }
        let session = try await IMAPSession.open(server)
        let failure = try await mailFailure { try await session.open("Nope") }
        #expect(failure.code == code)
        #expect(failure.reply == reply)
        #expect(failure.message == "127.0.0.1:\(server.port) refused SELECT")
        #expect(try await session.search() == [])
    }

    @Test func `NO to another command is a refusal, and BYE ends the session`() async throws {
        let server = try ScriptedServer.imap { tag, command, _ in
            command.hasPrefix("UID COPY")
                ? ["\(tag) NO sorry"] : command.hasPrefix("UID STORE") ? ["* BYE shutting down"] : ["\(tag) OK"]
        }
        let session = try await IMAPSession.open(server)
        #expect(try await mailFailure { try await session.status(of: "INBOX") }.code == .nonsense)
        let other = try await IMAPSession.open(server)
        let failure = try await mailFailure { try await other.setFlags(["\\Seen"], of: [1]) }
        #expect(failure.code == .temporary)
        #expect(failure.reply == "BYE shutting down")
        #expect(await !other.isOpen)
    }

    @Test func `a connection lost amid a mail is broken, and a silent command times out`() async throws {
        let recorded = try Transcript("imap_drop_mid_literal")
        let dropping = try ScriptedServer.imap { _, _, connection in
            for line in recorded.lines.suffix(2) { if case .server(let text) = line { connection.write(text + "\r\n") } }
            throw ScriptedServer.Ended()
        }
        #expect(try await mailFailure { try await IMAPSession.open(dropping).fetch([1]) }.code == .broken)
        let silent = try ScriptedServer.imap { _, _, connection in
            connection.write("* 1 FETCH (UID 1 BODY[] {5}\r\nhe")
            connection.waitForPeerToClose()
            return []
        }
        let session = try await IMAPSession.open(silent, limits: MailLimits(command: .milliseconds(150)))
        let failure = try await mailFailure { try await session.fetch([1]) }
        #expect(
            failure
                == MailFailure(
                    .timeout, "127.0.0.1:\(silent.port) did not answer in time",
                    advice: "The server is slow or unreachable; it is tried again."))
        #expect(await !session.isOpen)
    }

    static let hostile = ["a\r\nb", "a\nb", "a\u{0}b", "a\u{7f}", ""]

    @Test(arguments: hostile) func `what could begin another command is refused before anything is sent`(text: String)
        async throws
    {
        let server = try ScriptedServer.imap { tag, _, _ in ["\(tag) OK done"] }
        let settings = try MailSettings.reaching(server)
        for login in [
            MailLogin.password(user: text, "p"), .password(user: "u", text), .token(user: text, "t"), .token(user: "u", text),
        ] {
            let failure = try await mailFailure { try await IMAPSession.open(server.mail, login: login, settings: settings) }
            #expect(failure.code == .invalid)
        }
        #expect(server.connections == 0)
        let session = try await IMAPSession.open(server)
        #expect(try await mailFailure { try await session.open(text) }.code == .invalid)
        #expect(try await mailFailure { try await session.move([1], to: text) }.code == .invalid)
        #expect(try await mailFailure { try await session.append([1], to: text) }.code == .invalid)
        #expect(try await mailFailure { try await session.setFlags([text], of: [1]) }.code == .invalid)
        #expect(try await mailFailure { try await session.search(.messageID(text)) }.code == .invalid)
        #expect(try await session.search() == [])
    }

    @Test func `the policy holds for mail as well`() async throws {
        let server = try ScriptedServer.imap { tag, _, _ in ["\(tag) OK done"] }
        let login = MailLogin.password(user: "u", "p")
        let nothing = MailSettings(policy: OutboundPolicy())
        for security in [MailServer.Security.plain, .startTLS, .tls] {
            for host in ["127.0.0.1", "localhost", "2130706433"] {
                let place = MailServer(host: host, port: server.port, security: security)
                let failure = try await mailFailure { try await IMAPSession.open(place, login: login, settings: nothing) }
                #expect(failure.code == .forbidden, "\(failure)")
            }
        }
        for port in [993, 143] as [UInt16] {
            let place = MailServer(host: "localhost", port: port, security: .tls)
            #expect(
                try await mailFailure { try await IMAPSession.open(place, login: login, settings: nothing) }.code == .forbidden)
        }
        #expect(server.connections == 0)
    }

    @Test func `a password is never sent where TLS was wanted and is not offered`() async throws {
        let server = try ScriptedServer.imap(capabilities: "IMAP4rev1") { tag, _, _ in ["\(tag) OK done"] }
        let place = MailServer(host: "127.0.0.1", port: server.port, security: .startTLS)
        let settings = try MailSettings.reaching(server)
        let failure = try await mailFailure {
            try await IMAPSession.open(place, login: .password(user: "u", "p"), settings: settings)
        }
        #expect(failure.code == .noStartTLS)
    }
}
