/// Where a mail server listens and how the connection is protected.
public struct MailServer: Sendable, Hashable {
    public enum Security: String, Sendable {
        /// TLS from the first byte: IMAP on 993, SMTP on 465.
        case tls
        /// Begins in clear and must turn to TLS before the login: IMAP on 143, SMTP on 587. A server that does not offer it
        /// is not spoken to.
        case startTLS
        /// In clear, only where the operator's policy names the server.
        case plain
    }

    public var host: String
    public var port: UInt16
    public var security: Security

    public init(host: String, port: UInt16, security: Security) {
        (self.host, self.port, self.security) = (host, port, security)
    }

    var destination: Destination { Destination(security == .plain ? .plainMail : .mail, host: host, port: port) }
}

/// How one signs in. Its description shows no secret.
public struct MailLogin: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// How an OAuth token is presented.
    public enum TokenScheme: String, Sendable {
        /// The better one of those the server offers.
        case offered = ""
        case xoauth2 = "AUTH=XOAUTH2"
        case oauthBearer = "AUTH=OAUTHBEARER"
    }

    enum Secret: Sendable {
        case password(String)
        case token(String, TokenScheme)
    }

    public let user: String
    let secret: Secret

    public static func password(user: String, _ password: String) -> MailLogin {
        MailLogin(user: user, secret: .password(password))
    }

    /// An OAuth 2 access token, without `Bearer`.
    public static func token(user: String, _ token: String, scheme: TokenScheme = .offered) -> MailLogin {
        MailLogin(user: user, secret: .token(token, scheme))
    }

    public var description: String { "login of \(user)" }
    public var debugDescription: String { description }

    /// LOGIN sends both as they are: a line end in one of them would begin a command.
    var isSendable: Bool {
        let parts =
            switch secret {
            case .password(let password): [user, password]
            case .token(let token, _): [user, token]
            }
        return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } }
    }
}

/// How long mail may take and how much it may bring.
public struct MailLimits: Sendable {
    /// DNS, connect and TLS together.
    public var connect: Duration
    /// Connection and login together.
    public var login: Duration
    /// One command with its whole answer; for SMTP the whole delivery.
    public var command: Duration
    /// Bytes of one literal, so of one mail.
    public var literalBytes: Int
    /// Bytes of one answer line besides its literals.
    public var lineBytes: Int

    public init(
        connect: Duration = .seconds(10), login: Duration = .seconds(30), command: Duration = .seconds(60),
        literalBytes: Int = 32 << 20, lineBytes: Int = 1 << 20
    ) {
        (self.connect, self.login, self.command) = (connect, login, command)
        (self.literalBytes, self.lineBytes) = (literalBytes, lineBytes)
    }
}

/// What sessions of one installation have in common.
public struct MailSettings: Sendable {
    public var policy: OutboundPolicy
    public var limits: MailLimits
    /// A PEM file of certificates that are trusted besides the system's.
    public var extraCAFile: String?

    public init(policy: OutboundPolicy, limits: MailLimits = MailLimits(), extraCAFile: String? = nil) {
        (self.policy, self.limits, self.extraCAFile) = (policy, limits, extraCAFile)
    }
}
