extension CompiledManifest {
    /// How a token is got and kept fresh; its answer is `$token`.
    public enum SignIn: Sendable {
        case oauth2(OAuth2)
        case jwt(JWT)
        case session(Session)
        case oauth1(OAuth1)

        /// Whether a person has to agree in a browser.
        public var asksPerson: Bool {
            guard case .oauth2(let oauth) = self else { return false }
            return oauth.authorize != nil
        }

        /// Whether there is a token at all: requests signed one by one need none.
        public var hasToken: Bool {
            if case .oauth1 = self { return false }
            return true
        }
    }

    public enum TokenCall: Sendable {
        case address(AddressTemplate)
        case request(Request)
    }

    public struct OAuth2: Sendable {
        /// Nil where the app signs in by itself.
        public var authorize: AddressTemplate?
        public var token: TokenCall
        public var usesBasic: Bool
        public var scopes: [TemplateTree]
        public var separator: String
        public var parameters: [(name: String, value: TemplateTree)]
        public var rename: [String: String]
        public var exchange: Request?
        public var refresh: Request?
        public var answer: Formula?
    }

    public struct JWT: Sendable {
        public enum Algorithm: String, Sendable { case rs256 = "RS256", es256 = "ES256" }

        public var algorithm: Algorithm
        public var key: TemplateTree
        public var kid: TemplateTree?
        public var claims: TemplateTree
        /// Where it is traded for a token; nil: it is the token.
        public var token: AddressTemplate?
        public var expires: Duration
    }

    public struct Session: Sendable {
        public var login: Request
        public var refresh: Request?
        public var token: Formula
        public var refreshToken: Formula?
        public var expires: Formula?
    }

    public struct OAuth1: Sendable {
        public var consumerKey: TemplateTree
        public var consumerSecret: TemplateTree
        public var token: TemplateTree
        public var tokenSecret: TemplateTree
    }
}
