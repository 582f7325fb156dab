/// Why a mail server did not do what was asked.
public struct MailFailure: Error, Sendable, Hashable {
    public enum Code: String, Sendable {
        /// An address, folder, login or command cannot be sent: our mistake or a hostile value.
        case invalid
        /// The policy forbids the server.
        case forbidden
        case dns, connect, tls
        /// The server does not offer STARTTLS.
        case noStartTLS
        /// A deadline passed.
        case timeout
        /// The peer closed or reset, or the session is over.
        case broken
        /// The server spoke no IMAP or SMTP.
        case nonsense
        case cancelled
        /// User name or password refused: sign in again.
        case credentialsRefused
        /// OAuth token refused: refresh it once, then sign in again.
        case tokenRefused
        /// The server wants us to come back: busy, too many connections, greylisting.
        case temporary
        /// The folder does not exist or may not be opened.
        case noFolder
        /// The account lacks a right.
        case permission
        /// NO or BAD to another command.
        case refused
        /// A literal or line past its limit.
        case tooLarge
        /// A recipient does not exist.
        case noRecipient
        /// The server will not take this mail: content or size.
        case rejected
        /// Contact was lost after the whole mail had left: it may have been delivered.
        case unknownDelivery
    }

    public var code: Code
    /// What happened, with host and port and the server's own words, never with a secret.
    public var message: String
    /// What to do now.
    public var advice: String
    /// The server's last words (`450 4.2.0 greylisted`, `NO [LIMIT] too many`); nil where it said none.
    public var reply: String?
    /// Whether the content of a mail may have been taken by the server. False means for certain: not sent, not stored.
    public var dataLeft: Bool

    public init(_ code: Code, _ message: String, advice: String, reply: String? = nil, dataLeft: Bool = false) {
        (self.code, self.message, self.advice, self.reply, self.dataLeft) = (code, message, advice, reply, dataLeft)
    }
}

extension MailFailure.Code {
    /// What an operator is told to do.
    var advice: String {
        switch self {
        case .invalid: "Correct the value in the channel's settings."
        case .forbidden:
            "Private addresses, mail in clear and ports other than 993, 465, 587 and 143 need an entry in network.allow of stellwerk.yaml."
        case .dns: "Check the host name and the resolver."
        case .connect: "Check host and port; it is tried again."
        case .tls: "Check the server's certificate, and that the package ca-certificates is installed."
        case .noStartTLS: "Use TLS from the first byte (IMAP 993, SMTP 465), or have STARTTLS enabled on the server."
        case .timeout: "The server is slow or unreachable; it is tried again."
        case .broken: "It is tried again on a new connection."
        case .nonsense: "Check that host and port belong to this protocol and to this kind of protection."
        case .cancelled: "Nothing needs to be done."
        case .credentialsRefused: "Enter user name and password again; some providers want a password made for apps."
        case .tokenRefused: "The token is refreshed once; if that does not help, sign in again."
        case .temporary: "The server asks to come back later; it is tried again."
        case .noFolder: "Check the folder's name in the channel's settings, and the account's right to it."
        case .permission: "Give the account the right, or use another account."
        case .refused: "Look at the server's words; the command is not tried again as it is."
        case .tooLarge: "Raise the limit, or handle this mail in the mailbox."
        case .noRecipient: "Check the recipient's address."
        case .rejected: "Change the mail: the server refuses its content or size."
        case .unknownDelivery: "Look whether the mail is in the Sent folder before sending it again."
        }
    }
}

extension MailFailure {
    /// The failure with the advice of its code.
    static func of(_ code: Code, _ message: String, reply: String? = nil, dataLeft: Bool = false) -> MailFailure {
        MailFailure(code, message, advice: code.advice, reply: reply, dataLeft: dataLeft)
    }

    /// A server's words as they may be shown: one line, no control characters, not endless.
    static func shown(_ text: some StringProtocol) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }.prefix(300)))
    }
}
