import Spelling

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
        var max: WrittenTemplate
        var unit: Unit
        var url: WrittenTemplate?

        enum Unit: String, Decodable, CaseIterable, Sendable { case codepoints, graphemes, utf16, bytes, weighted }
        enum CodingKeys: String, CodingKey, CaseIterable { case max, unit, url }

        init(from decoder: any Decoder) throws {
            if decoder.shape == .scalar {
                (max, unit, url) = (try WrittenTemplate(from: decoder), .codepoints, nil)
                return
            }
            let map = try decoder.container(keyedBy: CodingKeys.self)
            max = try map.decode(WrittenTemplate.self, forKey: .max)
            unit = try map.decodeIfPresent(Unit.self, forKey: .unit) ?? .codepoints
            url = try map.decodeIfPresent(WrittenTemplate.self, forKey: .url)
        }
    }

    struct Files: Decodable, Sendable {
        var max: WrittenTemplate?
        /// Media types, with `image/*` for a family.
        var types: [String]
        /// Bytes of one file: a number, or one with `kB`, `MB`, `KiB`, `MiB` behind it.
        var size: WrittenTemplate?

        enum CodingKeys: String, CodingKey, CaseIterable { case max, types, size }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: CodingKeys.self)
            max = try map.decodeIfPresent(WrittenTemplate.self, forKey: .max)
            types = try map.decodeIfPresent([String].self, forKey: .types) ?? []
            size = try map.decodeIfPresent(WrittenTemplate.self, forKey: .size)
        }
    }

    /// The platform's errors in our words: tests in order, before the built-in table.
    struct Errors: Decodable, Sendable {
        var tests: [(label: Label, test: WrittenExpression)]
        var retryAfter: WrittenExpression?
        var message: WrittenExpression?
        /// What `$item.keep` is from now on, where an answer says that the item has moved.
        var moved: WrittenExpression?

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
            moved = try map.expression(AnyName("moved"))
            for key in map.allKeys {
                switch key.stringValue {
                case "retry_after", "message", "moved": break
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
                let words = Label.allCases.map(\.rawValue) + ["retry_after", "message", "moved"]
                decoder.report(
                    "unknown error label `\(key.stringValue)`; \(Spelling.hint(for: key.stringValue, in: words))",
                    atKey: key.stringValue)
                return
            }
            if let test = try map.expression(key) { tests.append((label, test)) }
        }
    }
}
