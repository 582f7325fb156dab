extension Manifest {
    /// How a call is known to be the platform's.
    enum Verify: Decodable, Sendable {
        /// Said out loud: nothing is checked, for this reason.
        case none(reason: String)
        case token(WrittenExpression, equals: WrittenExpression)
        case signature(Signature)
        case signedToken(SignedToken)

        enum CodingKeys: String, CodingKey, CaseIterable {
            case none, token, equals, hmac, ed25519, secret, signature, signed, encoding, prefix, timestamp, jwt
            case maxAge = "max_age"
            case secretEncoding = "secret_encoding"
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            let schemes = [CodingKeys.none, .token, .hmac, .ed25519, .jwt].filter(map.contains)
            if schemes.count > 1 {
                decoder.report(
                    "a call is verified in one way; `\(schemes[0].rawValue)` stands here already", atKey: schemes[1].rawValue)
            }
            if map.contains(.none) {
                self = .none(reason: try map.decode(String.self, forKey: .none))
            } else if map.contains(.jwt) {
                self = .signedToken(try map.decode(SignedToken.self, forKey: .jwt))
            } else if let token = try map.expression(.token) {
                guard let equals = try map.expression(.equals) else {
                    throw decoder.fault("`token` needs `equals: $hook.secret`")
                }
                self = .token(token, equals: equals)
            } else {
                self = .signature(try Signature(map, decoder))
            }
        }
    }

    /// A signature over the raw bytes.
    struct Signature: Sendable {
        enum Algorithm: Sendable {
            case hmac(Digest)
            case ed25519
        }

        enum Digest: String, Decodable, CaseIterable, Sendable { case sha1, sha256, sha512 }
        enum Encoding: String, Decodable, CaseIterable, Sendable { case hex, base64 }
        enum SecretEncoding: String, Decodable, CaseIterable, Sendable { case text, hex, base64 }

        var algorithm: Algorithm
        /// The shared secret, or the public key; several outputs or a list while one is rotated.
        var secret: WrittenExpression
        var secretEncoding: SecretEncoding
        /// One signature, or several of which one must fit.
        var signature: WrittenExpression
        /// What was signed; nil: the raw body.
        var signed: WrittenTemplate?
        var encoding: Encoding
        /// Cut off each signature; one without it does not count.
        var prefix: String?
        var timestamp: WrittenExpression?
        var maxAge: Duration

        init(_ map: KeyedDecodingContainer<Verify.CodingKeys>, _ decoder: any Decoder) throws {
            if let digest = try map.decodeIfPresent(Digest.self, forKey: .hmac) {
                guard let secret = try map.expression(.secret) else { throw decoder.fault("`hmac` needs `secret`") }
                (algorithm, self.secret) = (.hmac(digest), secret)
            } else if let key = try map.expression(.ed25519) {
                (algorithm, secret) = (.ed25519, key)
            } else {
                throw decoder.fault(
                    "`verify` goes by {token, equals}, {hmac, secret, signature}, {ed25519, signature}, "
                        + "{jwt: {keys, issuer, audience}} or {none: reason}")
            }
            guard let signature = try map.expression(.signature) else {
                throw decoder.fault("`signature` is missing: where it stands in the call")
            }
            self.signature = signature
            encoding = try map.decodeIfPresent(Encoding.self, forKey: .encoding) ?? .hex
            let isKey = if case .ed25519 = algorithm { true } else { false }
            secretEncoding = try map.decodeIfPresent(SecretEncoding.self, forKey: .secretEncoding) ?? (isKey ? .hex : .text)
            signed = try map.decodeIfPresent(WrittenTemplate.self, forKey: .signed)
            prefix = try map.decodeIfPresent(String.self, forKey: .prefix)
            timestamp = try map.expression(.timestamp)
            maxAge = try map.decodeIfPresent(Span.self, forKey: .maxAge)?.duration ?? .seconds(300)
        }
    }

    /// A JSON Web Token that the platform signs with a key it publishes.
    struct SignedToken: Decodable, Sendable {
        var keys: WrittenText
        var token: WrittenExpression?
        var issuer: WrittenTemplate
        var audience: WrittenTemplate
        var claims: Ordered<WrittenTemplate>

        enum CodingKeys: String, CodingKey, CaseIterable { case keys, token, issuer, audience, claims }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            guard map.contains(.keys), map.contains(.issuer), map.contains(.audience) else {
                throw decoder.fault(
                    "`jwt` needs `keys` (where they are published), `issuer` and `audience`: a token for somebody else is none")
            }
            keys = try WrittenText(map.superDecoder(forKey: .keys))
            token = try map.expression(.token)
            issuer = try map.decode(WrittenTemplate.self, forKey: .issuer)
            audience = try map.decode(WrittenTemplate.self, forKey: .audience)
            claims = try map.decodeIfPresent(Ordered<WrittenTemplate>.self, forKey: .claims) ?? Ordered()
        }
    }
}
