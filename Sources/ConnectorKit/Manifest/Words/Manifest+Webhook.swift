extension Manifest {
    /// How the platform calls us.
    struct Webhook: Decodable, Sendable {
        var place: SourcePlace
        var verify: Verify?
        var answers: [Answer]
        var reading: Request.Format?
        var each: WrittenExpression?
        var into: Ordered<WrittenExpression>
        var subscribe: Subscribe?
        var poke: Ordered<WrittenExpression>
        /// What a call says about the channel itself: a label, and the test by which it is known.
        var signals: [(label: Signal, test: WrittenExpression)]

        /// Labels a call can stand for.
        enum Signal: String, CaseIterable, Sendable {
            case config
            case authExpired = "auth_expired"
            case authDenied = "auth_denied"
        }

        enum CodingKeys: String, CodingKey, CaseIterable {
            case scope, verify, answers, body, each, account, into, subscribe, poke, signals
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            place = decoder.place
            verify = try map.decodeIfPresent(Verify.self, forKey: .verify)
            answers = try map.decodeIfPresent([Answer].self, forKey: .answers) ?? []
            reading = try map.decodeIfPresent(Request.Format.self, forKey: .body)
            each = try map.expression(.each)
            into = try map.decodeIfPresent(Ordered<WrittenExpression>.self, forKey: .into) ?? Ordered()
            subscribe = try map.decodeIfPresent(Subscribe.self, forKey: .subscribe)
            poke = try map.decodeIfPresent(Ordered<WrittenExpression>.self, forKey: .poke) ?? Ordered()
            signals = try map.contains(.signals) ? Self.signals(try map.superDecoder(forKey: .signals)) : []
            map.refuse([.scope, .account], decoder)
        }

        private static func signals(_ decoder: any Decoder) throws -> [(label: Signal, test: WrittenExpression)] {
            let map = try decoder.container(keyedBy: AnyName.self)
            return try map.allKeys.compactMap { key in
                guard let label = Signal(rawValue: key.stringValue) else {
                    let words = Signal.allCases.map(\.rawValue)
                    decoder.report(
                        "unknown signal `\(key.stringValue)`; \(Spelling.hint(for: key.stringValue, in: words))",
                        atKey: key.stringValue)
                    return nil
                }
                return try map.expression(key).map { (label, $0) }
            }
        }
    }

    /// What is said back: to a handshake, or with the acknowledgement.
    struct Answer: Decodable, Sendable {
        var when: WrittenExpression?
        var text: WrittenTemplate?
        var json: WrittenTemplate?
        var status: Int

        enum CodingKeys: String, CodingKey, CaseIterable { case when, text, json, status }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            when = try map.expression(.when)
            text = try map.decodeIfPresent(WrittenTemplate.self, forKey: .text)
            json = try map.decodeIfPresent(WrittenTemplate.self, forKey: .json)
            status = try map.decodeIfPresent(Int.self, forKey: .status) ?? 200
        }
    }

    /// How a call is known to be the platform's.
    enum Verify: Decodable, Sendable {
        /// Said out loud: nothing is checked, for this reason.
        case none(reason: String)
        case token(WrittenExpression, equals: WrittenExpression)
        case signature(Signature)

        enum CodingKeys: String, CodingKey, CaseIterable {
            case none, token, equals, hmac, ed25519, secret, signature, signed, encoding, prefix, timestamp, jwt
            case maxAge = "max_age"
            case secretEncoding = "secret_encoding"
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            map.refuse([.jwt], decoder)
            if map.contains(.none) {
                self = .none(reason: try map.decode(String.self, forKey: .none))
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
        /// The shared secret, or the public key.
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
                    "`verify` goes by {token, equals}, {hmac, secret, signature}, {ed25519, signature} or {none: reason}")
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

    /// How the platform is told where to call.
    struct Subscribe: Decodable, Sendable {
        var exists: Exists?
        var request: Request
        var remove: Request?

        struct Exists: Decodable, Sendable {
            var request: Request
            var when: WrittenExpression

            enum Word: String, CaseIterable, Sendable { case when }

            init(from decoder: any Decoder) throws {
                let map = try decoder.container(keyedBy: RequestWord<Word>.self)
                guard let request = try Request(map, decoder), let when = try map.expression(RequestWord(.when)) else {
                    throw decoder.fault("`exists` needs a request and `when`")
                }
                (self.request, self.when) = (request, when)
            }
        }

        enum Word: String, CaseIterable, Sendable { case exists, remove, renew }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            guard let request = try Request(map, decoder) else {
                throw decoder.fault("`subscribe` needs a request: post with a path")
            }
            self.request = request
            exists = try map.decodeIfPresent(Exists.self, forKey: RequestWord(.exists))
            remove = try map.decodeIfPresent(Request.self, forKey: RequestWord(.remove))
            map.refuse([RequestWord<Word>(.renew)], decoder)
        }
    }
}
