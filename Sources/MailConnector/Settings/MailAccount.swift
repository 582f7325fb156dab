public import ConnectorKit
public import CurlHTTP
import InboxModel
public import MailFormat

/// How a mail channel reaches its mailbox and its way out. Read from the settings form of `Connectors/email`.
public struct MailAccount: Sendable {
    public var imap: MailServer
    public var smtp: MailServer
    public var user: String
    public var password: String
    /// The address we answer from.
    public var address: MailAddress
    /// Other addresses of ours: copies that went out from them are no customers.
    public var alsoOurs: [String] = []
    /// The mailbox that is read.
    public var folder = "INBOX"
    /// Where our own answers lie; nil: not read, and nothing is put there.
    public var sentFolder: String?
    /// The provider puts sent mails into the Sent folder itself (Gmail, Microsoft 365): we then put no copy there.
    public var sentIsKept = false
    /// Where deleted mails go; nil: they cannot be deleted from here.
    public var trashFolder: String?

    public init(imap: MailServer, smtp: MailServer, user: String, password: String, address: MailAddress) {
        (self.imap, self.smtp, self.user, self.password, self.address) = (imap, smtp, user, password, address)
    }

    /// Whether a mail address is one of ours.
    func isOurs(_ mailbox: MailAddress) -> Bool {
        mailbox.key == address.key || alsoOurs.contains { $0.lowercased() == mailbox.key }
    }
}

extension MailAccount {
    /// The fields of the settings form.
    static let formKeys: Set = [
        "address", "name", "user", "password", "imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port",
        "smtp_security",
        "folder", "sent_folder", "sent_is_kept", "trash_folder", "also_ours",
    ]

    /// Reads the values of the settings form, secrets included.
    /// - Throws: one `config` failure that names every mistake at once.
    public init(_ values: [String: String]) throws(ConnectorFailure) {
        var form = SettingsForm(values: values)
        let imap = form.server("imap", ports: [.tls: 993, .startTLS: 143, .plain: 143])
        let smtp = form.server("smtp", ports: [.tls: 465, .startTLS: 587, .plain: 25])
        let user = form.text("user", isNeeded: true)
        let password = form.secret("password")
        let address = form.address("address")
        self.init(
            imap: imap, smtp: smtp, user: user, password: password,
            address: MailAddress(name: form.text("name"), address: address))
        alsoOurs = form.list("also_ours")
        folder = form.text("folder", otherwise: "INBOX")
        sentFolder = form.optional("sent_folder")
        sentIsKept = form.flag("sent_is_kept")
        trashFolder = form.optional("trash_folder")
        try form.finish()
    }
}

/// Collects the mistakes of a form while it is read.
private struct SettingsForm {
    let values: [String: String]
    private var mistakes: [String] = []

    init(values: [String: String]) {
        self.values = values
        for name in values.keys.sorted() where !MailAccount.formKeys.contains(name) {
            mistakes.append("`\(name)` is no setting of mail")
        }
    }

    /// A value in one line; what would inject a command into IMAP or SMTP is a mistake.
    mutating func text(_ name: String, isNeeded: Bool = false, otherwise: String = "") -> String {
        let value = trimmed(values[name] ?? "")
        guard !value.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            mistakes.append("`\(name)` holds a control character")
            return otherwise
        }
        if value.isEmpty, isNeeded { mistakes.append("`\(name)` is missing") }
        return value.isEmpty ? otherwise : value
    }

    /// Kept as it is: blanks may belong to a password.
    mutating func secret(_ name: String) -> String {
        let value = values[name] ?? ""
        if value.isEmpty { mistakes.append("`\(name)` is missing") }
        if value.utf8.contains(where: { $0 < 32 || $0 == 127 }) { mistakes.append("`\(name)` holds a control character") }
        return value
    }

    mutating func optional(_ name: String) -> String? {
        let value = text(name)
        return value.isEmpty ? nil : value
    }

    mutating func list(_ name: String) -> [String] {
        let entries = text(name).split { $0 == "," || $0 == " " }.map(String.init)
        for entry in entries where !MailSyntax.isAddress(entry) { mistakes.append("`\(name)`: '\(entry)' is no mail address") }
        return entries
    }

    mutating func flag(_ name: String) -> Bool {
        let value = text(name, otherwise: "false")
        if !["true", "false"].contains(value) { mistakes.append("`\(name)` is true or false, not '\(value)'") }
        return value == "true"
    }

    mutating func address(_ name: String) -> String {
        let value = text(name, isNeeded: true)
        if !value.isEmpty, !MailSyntax.isAddress(value) { mistakes.append("`\(name)`: '\(value)' is no mail address") }
        return value
    }

    mutating func server(_ prefix: String, ports: [MailServer.Security: UInt16]) -> MailServer {
        let host = text(prefix + "_host", isNeeded: true)
        let word = text(prefix + "_security", otherwise: "tls")
        let security: MailServer.Security? = ["tls": .tls, "starttls": .startTLS, "none": .plain][word]
        if security == nil { mistakes.append("`\(prefix)_security` is tls, starttls or none, not '\(word)'") }
        let portText = text(prefix + "_port")
        let port = portText.isEmpty ? ports[security ?? .tls] : UInt16(portText)
        if port == nil || port == 0 { mistakes.append("`\(prefix)_port` is a number from 1 to 65535, not '\(portText)'") }
        return MailServer(host: host, port: port ?? 0, security: security ?? .tls)
    }

    func finish() throws(ConnectorFailure) {
        guard !mistakes.isEmpty else { return }
        throw ConnectorFailure(
            .config, "The mail settings cannot be used: " + mistakes.joined(separator: "; ") + ".",
            advice: "Correct the settings of this channel.")
    }

    private func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
