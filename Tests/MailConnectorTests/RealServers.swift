import ConnectorKit
import CurlHTTP
import Foundation
import InboxModel
import MailFormat

@testable import MailConnector

extension MailServers {
    /// Whether the environment names mail servers to test against.
    static var isUp: Bool { RealServers.folder.map { FileManager.default.fileExists(atPath: $0 + "/ports") } ?? false }
}

/// The mail servers of `Tests/Servers/mail/up.sh`. Every test takes mailboxes of its own, so all run at once.
struct RealServers {
    static let folder = ProcessInfo.processInfo.environment["STELLWERK_MAIL_SERVER"]

    private let folder: String
    private let ports: [String: String]
    private let run = UUID().uuidString.prefix(8).lowercased()
    let network: CurlHTTP.MailSettings

    init() throws {
        folder = Self.folder ?? ""
        let lines = try String(contentsOfFile: folder + "/ports", encoding: .utf8).split(separator: "\n")
        ports = Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let parts = line.split(separator: "=", maxSplits: 1)
                return (String(parts[0]), String(parts[1]))
            })
        network = MailSettings(policy: try OutboundPolicy(allow: ["127.0.0.1:*"]), extraCAFile: ports["CERTIFICATE"])
    }

    private func server(_ name: String, _ security: MailServer.Security) -> MailServer {
        MailServer(host: "127.0.0.1", port: UInt16(ports[name] ?? "") ?? 0, security: security)
    }

    func address(_ name: String, at domain: String) -> String { "\(name)-\(run)@\(domain)" }

    func account(_ name: String) -> MailAccount {
        let address = address(name, at: "inbox.test")
        var account = MailAccount(
            imap: server("IMAPS", .tls), smtp: server("SUBMISSION", .startTLS), user: address, password: "secret",
            address: MailAddress(name: "Shop Support", address: address))
        (account.sentFolder, account.trashFolder) = ("Sent", "Trash")
        return account
    }

    func connector(_ account: MailAccount) -> MailConnector {
        MailConnector(
            account: account, network: network, secret: shopSecret, version: "1.0.0",
            now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) })
    }

    func session(_ user: String) async throws -> IMAPSession {
        try await IMAPSession.open(server("IMAP", .plain), login: .password(user: user, "secret"), settings: network)
    }

    // MARK: Acts and mails

    func question(from address: String) -> ArrivedMessage {
        var message = ArrivedMessage(
            id: "<q@customer.test>", kind: .mail, visibility: .private, author: ArrivedAuthor(), text: "?")
        let keep = MailKeep(
            messageID: "<q@customer.test>", references: [], answerTo: [MailAddress(address: address)], subject: "Frage")
        message.keep = keep.text
        return message
    }

    /// The same act for the same message: its key is made from both.
    func act(answering message: ArrivedMessage, text: String) -> Act {
        let item = StoredItem(
            id: message.id, kind: .mail, visibility: .private, thread: ThreadKey("t"), at: noon, keep: message.keep)
        return Act(verb: .reply, key: run + message.id.rawValue, item: item, text: text, firstTriedAt: noon)
    }

    /// A customer's own program sends a mail.
    func send(from sender: String, to recipient: String, id: String, extra: [String] = [], text: String) async throws {
        let lines =
            ["From: Alice <\(sender)>", "To: <\(recipient)>", "Subject: Frage", "Message-ID: \(id)", "MIME-Version: 1.0"]
            + extra
            + ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text, ""]
        let session = SMTPSession(server("SMTP", .plain), login: nil, settings: network)
        _ = try await session.send(Array(lines.joined(separator: "\r\n").utf8), .init(from: sender, to: [recipient]))
    }

    // MARK: Waiting

    /// The mail with this id, as soon as it lies in the user's mailbox.
    @discardableResult
    func awaitMail(_ id: String, for user: String) async throws -> Mail {
        let uid = try await awaitUID(for: user, .messageID(id))
        let session = try await session(user)
        _ = try await session.open("INBOX", readOnly: true)
        let mails = try await session.fetch([uid])
        await session.logout()
        guard let mail = mails.first else { throw MailServerTests.Unexpected(what: "\(id) is gone") }
        return Mail(mail.bytes)
    }

    func awaitAnyMail(for user: String) async throws { _ = try await awaitUID(for: user, .from(1)) }

    private func awaitUID(for user: String, _ criterion: IMAPSearch) async throws -> UInt32 {
        let session = try await session(user)
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            _ = try await session.open("INBOX", readOnly: true)
            if let uid = try await session.search(criterion).last {
                await session.logout()
                return uid
            }
            // Dovecot tells as soon as something comes; what came between is found by the next look.
            _ = try await session.idle(for: .seconds(2))
        }
        throw MailServerTests.Unexpected(what: "no mail came to \(user)")
    }

    // MARK: The mailbox from the server's side

    /// Puts mails into a mailbox as the server's own delivery does: as files. Needs the rights of root.
    func fill(_ user: String, _ numbers: Range<Int>) throws {
        let files = FileManager.default
        let box = folder + "/mail/" + user
        for part in ["new", "cur", "tmp"] {
            try files.createDirectory(atPath: box + "/" + part, withIntermediateDirectories: true)
        }
        for number in numbers {
            let text =
                "From: Customer \(number) <c\(number)@customer.test>\r\nTo: <\(user)>\r\nSubject: Question \(number)\r\n"
                + "Message-ID: <fill-\(number)-\(run)@customer.test>\r\n\r\n" + String(repeating: "word \(number) ", count: 120)
                + "\r\n"
            try Data(text.utf8).write(to: URL(filePath: "\(box)/new/\(1_700_000_000 + number).M\(number).\(run)"))
        }
        let owner = try files.attributesOfItem(atPath: folder + "/mail")
        for path in [box] + (files.subpaths(atPath: box) ?? []).map({ box + "/" + $0 }) {
            try files.setAttributes(
                [.ownerAccountID: owner[.ownerAccountID]!, .groupOwnerAccountID: owner[.groupOwnerAccountID]!],
                ofItemAtPath: path)
        }
    }

    /// Takes away what the server knows about UIDs, as a restored backup does: it gives new ones.
    func forgetUIDs(_ user: String) throws {
        let box = folder + "/mail/" + user
        for name in try FileManager.default.contentsOfDirectory(atPath: box) where name.hasPrefix("dovecot") {
            try FileManager.default.removeItem(atPath: box + "/" + name)
        }
        try Data().write(to: URL(filePath: box + "/dovecot-uidvalidity.6543210f"))
    }
}
