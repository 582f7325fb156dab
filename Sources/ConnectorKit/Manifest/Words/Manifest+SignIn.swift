extension Manifest {
    /// A sign-in at an OAuth 2 server (RFC 6749): a person's consent with PKCE (RFC 7636), or the app's own credentials.
    struct OAuth2: Decodable, Sendable {
        /// `code` asks a person in the browser; `client_credentials` nobody.
        enum Flow: String, Decodable, CaseIterable, Sendable { case code, clientCredentials = "client_credentials" }
        /// How the app proves who it is: fields of the form, or HTTP basic.
        enum Client: String, Decodable, CaseIterable, Sendable { case body, basic }

        var flow: Flow
        var authorize: WrittenText?
        var token: TokenCall
        var client: Client
        var scopes: [WrittenTemplate]
        var separator: String
        /// Further parameters of the address that a person is sent to.
        var params: Ordered<WrittenTemplate>
        /// Names that this platform spells its own way: `client_id: client_key`.
        var rename: Ordered<Located<String>>
        /// Trades a short-lived token for a long-lived one.
        var exchange: Request?
        /// How a new token is fetched where there is no refresh token, or another request than the usual one.
        var refresh: Request?
        /// The token in an answer that wraps it.
        var answer: WrittenExpression?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case grant, authorize, token, client, scopes, separator, params, rename, exchange, refresh, answer
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            flow = try map.decodeIfPresent(Flow.self, forKey: .grant) ?? .code
            authorize = try map.decodeIfPresent(PlainText.self, forKey: .authorize)?.text
            token = try map.decode(TokenCall.self, forKey: .token)
            client = try map.decodeIfPresent(Client.self, forKey: .client) ?? .body
            scopes = try map.decodeIfPresent([WrittenTemplate].self, forKey: .scopes) ?? []
            separator = try map.decodeIfPresent(String.self, forKey: .separator) ?? " "
            params = try map.decodeIfPresent(Ordered<WrittenTemplate>.self, forKey: .params) ?? Ordered()
            rename = try map.decodeIfPresent(Ordered<Located<String>>.self, forKey: .rename) ?? Ordered()
            exchange = try map.decodeIfPresent(Request.self, forKey: .exchange)
            refresh = try map.decodeIfPresent(Request.self, forKey: .refresh)
            answer = try map.expression(.answer)
            if flow == .code, authorize == nil {
                decoder.report("`authorize` is missing: the address where a person agrees", atKey: nil)
            }
            if flow == .clientCredentials, authorize != nil {
                decoder.report("nobody is asked with `grant: client_credentials`; leave `authorize` out", atKey: "authorize")
            }
        }
    }

    /// Where tokens come from: an address for the usual form, or a request of its own.
    enum TokenCall: Decodable, Sendable {
        case address(WrittenText)
        case request(Request)

        init(from decoder: any Decoder) throws {
            self = decoder.shape == .map ? .request(try Request(from: decoder)) : .address(try WrittenText(decoder))
        }
    }

    /// A signed statement of our own (RFC 7519), used as it is or traded for a token (RFC 7523).
    struct JWT: Decodable, Sendable {
        enum Algorithm: String, Decodable, CaseIterable, Sendable { case rs256 = "RS256", es256 = "ES256" }

        var algorithm: Algorithm
        /// The private key as PEM.
        var key: WrittenTemplate
        var kid: WrittenTemplate?
        var claims: WrittenTemplate
        var token: WrittenText?
        var expires: Duration

        enum CodingKeys: String, CodingKey, CaseIterable { case alg, key, kid, claims, token, expires }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            algorithm = try map.decode(Algorithm.self, forKey: .alg)
            key = try map.decode(WrittenTemplate.self, forKey: .key)
            kid = try map.decodeIfPresent(WrittenTemplate.self, forKey: .kid)
            claims = try map.decode(WrittenTemplate.self, forKey: .claims)
            token = try map.decodeIfPresent(PlainText.self, forKey: .token)?.text
            expires = try map.decodeIfPresent(Span.self, forKey: .expires)?.duration ?? .seconds(3_600)
        }
    }

    /// A sign-in with name and password that gives a token (Matrix, Bluesky).
    struct Session: Decodable, Sendable {
        var login: Request
        var refresh: Request?
        var token: WrittenExpression
        var refreshToken: WrittenExpression?
        /// Seconds it lives, or the moment it ends.
        var expires: WrittenExpression?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case login, refresh, token
            case refreshToken = "refresh_token"
            case expires
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            login = try map.decode(Request.self, forKey: .login)
            refresh = try map.decodeIfPresent(Request.self, forKey: .refresh)
            guard let token = try map.expression(.token) else {
                throw decoder.fault("`token` is missing: the token in the answer")
            }
            self.token = token
            refreshToken = try map.expression(.refreshToken)
            expires = try map.expression(.expires)
        }
    }

    /// Requests signed one by one (RFC 5849, HMAC-SHA1).
    struct OAuth1: Decodable, Sendable {
        var consumerKey: WrittenTemplate
        var consumerSecret: WrittenTemplate
        var token: WrittenTemplate
        var tokenSecret: WrittenTemplate

        enum CodingKeys: String, CodingKey, CaseIterable {
            case consumerKey = "consumer_key"
            case consumerSecret = "consumer_secret"
            case token
            case tokenSecret = "token_secret"
        }
    }

    /// A text that must be there.
    struct PlainText: Decodable, Sendable {
        var text: WrittenText
        init(from decoder: any Decoder) throws { text = try WrittenText(decoder) }
    }
}
