import CurlHTTP
import Foundation
import TestSupport

/// A recorded dialogue of the `Fixtures` folder.
struct Transcript: Sendable {
    enum Line: Sendable, Equatable {
        case client(String)
        case server(String)
    }

    let lines: [Line]

    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    init(_ name: String) throws {
        let text = try String(contentsOf: Self.tests.appending(path: "Fixtures/\(name).txt"), encoding: .utf8)
        lines = text.replacing("^A", with: "\u{1}").split(separator: "\n").map { line in
            line.hasPrefix("C:") ? .client(String(line.dropFirst(3))) : .server(String(line.dropFirst(3)))
        }
    }

    /// A mail that transcripts carry.
    static func mail(_ name: String) throws -> [UInt8] {
        let folder = tests.deletingLastPathComponent().appending(path: "MailFormatTests/Fixtures")
        return Array(try Data(contentsOf: folder.appending(path: "\(name).eml")))
    }

    /// What the server said to the first command that contains these words, up to its end, whose tag is replaced.
    func answer(to words: String, tag: String) -> [String] {
        for (index, line) in lines.enumerated() {
            guard case .client(let command) = line, command.contains(words) else { continue }
            let recordedTag = command.prefix { $0 != " " } + " "
            let said = lines[index...].compactMap { if case .server(let text) = $0 { text } else { nil } }
            let end = said.lastIndex { $0.hasPrefix(recordedTag) } ?? 0
            return said[..<end] + [tag + said[end].drop { $0 != " " }]
        }
        return []
    }

    /// Plays the server's part, and checks that the client plays its own.
    func play(on connection: ScriptedServer.Connection) throws {
        for line in lines {
            switch line {
            case .server(let text): connection.write(text + "\r\n")
            case .client(let expected):
                guard let said = try connection.readLine() else { return }
                // The recorded client named the port it spoke to.
                let isSame = expected.contains("OAUTHBEARER") ? said.hasPrefix(expected.prefix(32)) : said == expected
                guard isSame else {
                    connection.write("* BAD expected '\(expected)'\r\n")
                    return
                }
            }
        }
    }
}

extension MailSettings {
    /// In clear to this server, with little patience.
    static func reaching(_ server: ScriptedServer, limits: MailLimits = MailLimits()) throws -> MailSettings {
        MailSettings(policy: try OutboundPolicy(allow: ["127.0.0.1:\(server.port)"]), limits: limits)
    }
}

extension ScriptedServer {
    var mail: MailServer { MailServer(host: "127.0.0.1", port: port, security: .plain) }

    /// An IMAP server that signs anyone in, and then answers commands by what they begin with. `TAG` in an answer stands for
    /// the command's tag; lines get their CR LF.
    static func imap(
        capabilities: String = "IMAP4rev1 IDLE MOVE UIDPLUS SPECIAL-USE",
        _ answer: @escaping @Sendable (String, String, Connection) throws -> [String]
    ) throws -> ScriptedServer {
        try ScriptedServer { connection in
            connection.write("* OK ready\r\n")
            while let line = try connection.readLine() {
                let words = line.split(separator: " ", maxSplits: 1).map(String.init)
                let (tag, command) = (words[0], words.count > 1 ? words[1] : "")
                switch command {
                case "CAPABILITY": connection.write("* CAPABILITY \(capabilities)\r\n\(tag) OK done\r\n")
                case _ where command.hasPrefix("LOGIN"): connection.write("\(tag) OK signed in\r\n")
                case "LOGOUT":
                    connection.write("* BYE see you\r\n\(tag) OK done\r\n")
                    return
                default: connection.write(try answer(tag, command, connection).map { $0 + "\r\n" }.joined())
                }
            }
        }
    }
}

extension IMAPSession {
    static func open(_ server: ScriptedServer, limits: MailLimits = MailLimits()) async throws -> IMAPSession {
        try await open(server.mail, login: .password(user: "u", "p"), settings: .reaching(server, limits: limits))
    }
}

/// The failure of something that must fail.
func mailFailure(_ body: () async throws -> some Sendable) async throws -> MailFailure {
    do {
        _ = try await body()
    } catch let failure as MailFailure {
        return failure
    }
    throw NoFailure()
}

struct NoFailure: Error {}
