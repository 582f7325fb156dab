extension Manifest {
    /// What the platform takes at most.
    struct Limits: Decodable, Sendable {
        var text: TextRule?
        var files: Files?
        var rates: [Rate]

        enum CodingKeys: String, CodingKey, CaseIterable { case text, files, rate }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            text = try map.decodeIfPresent(TextRule.self, forKey: .text)
            files = try map.decodeIfPresent(Files.self, forKey: .files)
            rates = try map.decodeIfPresent(OneOrMore<Rate>.self, forKey: .rate)?.values ?? []
        }
    }

    /// How long a text may be: a number of code points, or `{max, unit, url}`.
    struct TextRule: Decodable, Sendable {
        var max: Int
        var unit: Unit
        var url: Int?

        enum Unit: String, Decodable, CaseIterable, Sendable { case codepoints, graphemes, utf16, bytes, weighted }
        enum CodingKeys: String, CodingKey, CaseIterable { case max, unit, url }

        init(from decoder: any Decoder) throws {
            if decoder.shape == .scalar {
                (max, unit, url) = (try decoder.singleValueContainer().decode(Int.self), .codepoints, nil)
                return
            }
            let map = try decoder.container(keyedBy: CodingKeys.self)
            max = try map.decode(Int.self, forKey: .max)
            unit = try map.decodeIfPresent(Unit.self, forKey: .unit) ?? .codepoints
            url = try map.decodeIfPresent(Int.self, forKey: .url)
        }
    }

    struct Files: Decodable, Sendable {
        var max: Int?
        /// Media types, with `image/*` for a family.
        var types: [String]
        /// Bytes of one file.
        var size: Int?

        enum CodingKeys: String, CodingKey, CaseIterable { case max, types, size }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            max = try map.decodeIfPresent(Int.self, forKey: .max)
            types = try map.decodeIfPresent([String].self, forKey: .types) ?? []
            size = try map.decodeIfPresent(Int.self, forKey: .size)
        }
    }

    /// `300 per 5m`, or `1 per 1s each thread`.
    struct Rate: Decodable, Sendable {
        var count: Int
        var span: Duration
        var isPerThread: Bool

        init(from decoder: any Decoder) throws {
            let text = try decoder.singleValueContainer().decode(String.self)
            let words = text.split(separator: " ").map(String.init)
            guard words.count >= 3, let count = Int(words[0]), count > 0, words[1] == "per", let span = Span(words[2]) else {
                throw decoder.fault("`\(text)` is no rate; write it as in `300 per 5m` or `1 per 1s each thread`")
            }
            (self.count, self.span, isPerThread) = (count, span.duration, false)
            switch words.dropFirst(3).joined(separator: " ") {
            case "": break
            case "each thread": isPerThread = true
            case let rest where rest.hasPrefix("shared") || rest.hasPrefix("resets"):
                decoder.report("`\(rest)` is not supported yet; leave it out")
            case let rest: throw decoder.fault("`\(rest)` is unknown after a rate; possible: each thread")
            }
        }
    }

    /// The platform's errors in our words: tests in order, before the built-in table.
    struct Errors: Decodable, Sendable {
        var tests: [(label: Label, test: WrittenExpression)]
        var retryAfter: WrittenExpression?
        var message: WrittenExpression?

        enum Label: String, CaseIterable, Sendable {
            case ok, retry, gone, duplicate, rejected, pending, config, end
            case rateLimited = "rate_limited"
            case authExpired = "auth_expired"
            case authDenied = "auth_denied"
            case windowClosed = "window_closed"
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: AnyName.self)
            tests = []
            retryAfter = try map.expression(AnyName("retry_after"))
            message = try map.expression(AnyName("message"))
            for key in map.allKeys {
                switch key.stringValue {
                case "retry_after", "message": break
                case "when": try take(try map.superDecoder(forKey: key))
                default: try take(key, map, decoder)
                }
            }
        }

        private mutating func take(_ decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: AnyName.self)
            for key in map.allKeys { try take(key, map, decoder) }
        }

        private mutating func take(_ key: AnyName, _ map: KeyedDecodingContainer<AnyName>, _ decoder: any Decoder) throws {
            guard let label = Label(rawValue: key.stringValue) else {
                let words = Label.allCases.map(\.rawValue) + ["retry_after", "message"]
                decoder.report(
                    "unknown error label `\(key.stringValue)`; \(Spelling.hint(for: key.stringValue, in: words))",
                    atKey: key.stringValue)
                return
            }
            if let test = try map.expression(key) { tests.append((label, test)) }
        }
    }
}
