import Spelling

extension Manifest {
    /// How the platform calls us.
    struct Webhook: Decodable, Sendable {
        enum Scope: String, Decodable, CaseIterable, Sendable {
            case channel
            /// One address for every channel of an app.
            case app
        }

        var place: SourcePlace
        var scope: Scope
        var verify: Verify?
        var answers: [Answer]
        var reading: Request.Format?
        var each: WrittenExpression?
        var account: WrittenExpression?
        var into: Ordered<WrittenExpression>
        var poke: Ordered<WrittenExpression>
        /// What a call says about the channel itself: a label, and the test by which it is known.
        var signals: [(label: Signal, test: WrittenExpression)]
        var subscribe: Subscribe?

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
            scope = try map.decodeIfPresent(Scope.self, forKey: .scope) ?? .channel
            verify = try map.decodeIfPresent(Verify.self, forKey: .verify)
            answers = try map.decodeIfPresent([Answer].self, forKey: .answers) ?? []
            reading = try map.decodeIfPresent(Request.Format.self, forKey: .body)
            each = try map.expression(.each)
            account = try map.expression(.account)
            into = try map.decodeIfPresent(Ordered<WrittenExpression>.self, forKey: .into) ?? Ordered()
            poke = try map.decodeIfPresent(Ordered<WrittenExpression>.self, forKey: .poke) ?? Ordered()
            signals = try map.contains(.signals) ? Self.signals(try map.superDecoder(forKey: .signals)) : []
            subscribe = try map.decodeIfPresent(Subscribe.self, forKey: .subscribe)
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
        /// The content type of `text`; nil: plain text.
        var type: String?
        var json: WrittenTemplate?
        var status: Int

        enum CodingKeys: String, CodingKey, CaseIterable { case when, text, type, json, status }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            when = try map.expression(.when)
            text = try map.decodeIfPresent(WrittenTemplate.self, forKey: .text)
            type = try map.decodeIfPresent(String.self, forKey: .type)
            json = try map.decodeIfPresent(WrittenTemplate.self, forKey: .json)
            status = try map.decodeIfPresent(Int.self, forKey: .status) ?? 200
            if text != nil, json != nil { decoder.report("an answer has one body: `text` or `json`", atKey: "json") }
            if type != nil, text == nil { decoder.report("`type` says what `text` is; JSON needs none", atKey: "type") }
            if !(200..<600).contains(status) { decoder.report("\(status) is no status of an answer", atKey: "status") }
        }
    }

    /// How the platform is told where to call.
    struct Subscribe: Decodable, Sendable {
        var exists: Exists?
        var request: Request
        var renew: Renew?
        var remove: Request?

        enum Word: String, CaseIterable, Sendable { case exists, remove, renew }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<Word>.self)
            guard let request = try Request(map, decoder) else {
                throw decoder.fault("`subscribe` needs a request: post with a path")
            }
            self.request = request
            exists = try map.decodeIfPresent(Exists.self, forKey: RequestWord(.exists))
            renew = try map.decodeIfPresent(Renew.self, forKey: RequestWord(.renew))
            remove = try map.decodeIfPresent(Request.self, forKey: RequestWord(.remove))
        }

        /// Looking for an earlier registration.
        struct Exists: Decodable, Sendable {
            var request: Request
            var each: WrittenExpression?
            var when: WrittenExpression

            enum Word: String, CaseIterable, Sendable { case each, when }

            init(from decoder: any Decoder) throws {
                let map = try decoder.container(keyedBy: RequestWord<Word>.self)
                guard let request = try Request(map, decoder), let when = try map.expression(RequestWord(.when)) else {
                    throw decoder.fault("`exists` needs a request and `when`")
                }
                (self.request, self.when) = (request, when)
                each = try map.expression(RequestWord(.each))
            }
        }

        /// `renew: 6d`, or `{every: 2d, patch: …}` where renewing is another request than registering.
        struct Renew: Decodable, Sendable {
            var every: Duration
            var request: Request?

            enum Word: String, CaseIterable, Sendable { case every }

            init(from decoder: any Decoder) throws {
                guard decoder.shape == .map else {
                    every = try Span(from: decoder).duration
                    return
                }
                let map = try decoder.container(keyedBy: RequestWord<Word>.self)
                guard let span = try map.decodeIfPresent(Span.self, forKey: RequestWord(.every)) else {
                    throw decoder.fault("`renew` needs `every`: how long a registration is good, with room to spare")
                }
                every = span.duration
                request = try Request(map, decoder)
            }
        }
    }
}
