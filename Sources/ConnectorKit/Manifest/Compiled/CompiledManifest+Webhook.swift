public import InboxModel

extension CompiledManifest {
    /// How the platform calls us.
    public struct Webhook: Sendable {
        /// True: one address serves every channel of an app, and `account` says whose each event is.
        public var isAppWide: Bool
        public var verify: Verify
        public var answers: [Answer]
        public var reading: Request.Format?
        public var each: Formula?
        /// The account an event is for.
        public var account: Formula?
        public var into: [(stream: String, records: Formula)]
        public var poke: [(stream: String, test: Formula)]
        /// What an event says about the channel itself: signed out, taken off.
        public var signals: [(label: ErrorLabel, test: Formula)]
        public var subscribe: Subscribe?
    }

    public enum Verify: Sendable {
        case none
        case token(Formula, equals: Formula)
        case signature(Signature)
        case signedToken(SignedToken)
    }

    public struct Signature: Sendable {
        public enum Algorithm: Sendable { case sha1, sha256, sha512, ed25519 }
        public enum Encoding: Sendable { case text, hex, base64 }

        public var algorithm: Algorithm
        /// One secret or public key, or several of which one must fit: an old one is still good while it is rotated.
        public var secret: Formula
        public var secretEncoding: Encoding
        public var signature: Formula
        /// Nil: the raw body.
        public var signed: TemplateTree?
        public var encoding: Encoding
        public var prefix: String?
        public var timestamp: Formula?
        public var maxAge: Duration
    }

    /// A JSON Web Token that the platform signs with a key it publishes.
    public struct SignedToken: Sendable {
        /// Where the keys are published (a JWK set).
        public var keys: AddressTemplate
        /// Nil: the bearer token of `Authorization`.
        public var token: Formula?
        public var issuer: TemplateTree
        public var audience: TemplateTree
        public var claims: [(name: String, value: TemplateTree)]
    }

    public struct Answer: Sendable {
        public enum Body: Sendable {
            case text(TemplateTree, type: String)
            case json(TemplateTree)
        }

        public var when: Formula?
        public var body: Body?
        public var status: Int
    }

    /// How the platform is told where to call.
    public struct Subscribe: Sendable {
        public var exists: Exists?
        public var request: Request
        public var renew: Renew?
        public var remove: Request?
    }

    /// How an earlier registration is found; `$found` is the record for which `when` holds.
    public struct Exists: Sendable {
        public var request: Request
        public var each: Formula?
        public var when: Formula
    }

    /// Registrations that run out.
    public struct Renew: Sendable {
        public var every: Duration
        /// Nil: the registering request again.
        public var request: Request?
    }
}
