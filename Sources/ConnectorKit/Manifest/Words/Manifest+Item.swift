import Spelling

extension Manifest {
    /// What a record can be; the closed list of the language.
    enum Kind: String, Decodable, CaseIterable, Sendable {
        case comment, mention, message, review, post, mail, reaction, receipt, place
    }

    /// One way to read a record.
    struct Item: Decodable, Sendable {
        var place: SourcePlace
        var from: WrittenExpression?
        var kinds: Kinds
        var fields: [Field: WrittenExpression]
        var author: WrittenExpression?
        var post: WrittenExpression?
        var keep: WrittenExpression?
        var attachments: Attachments?

        /// The kind itself, or labels with their tests: the first that holds.
        enum Kinds: Sendable {
            case always(Kind)
            case tests([(kind: Kind, test: WrittenExpression)])
        }

        /// The fields that one expression fills.
        enum Field: String, CaseIterable, Sendable {
            case id, thread, parent, target, also, subject, text, html, language, at, url, rating, reaction, gone, mine, role
            case status, reason
            case editedAt = "edited_at"
            case isPrivate = "private"
            case needsAnswer = "needs_answer"
        }

        /// The fields that have a shape of their own.
        private enum Other: String, CaseIterable { case from, kind, post, author, attachments, keep }

        struct Word: CodingKey, CaseIterable {
            let stringValue: String
            var intValue: Int? { nil }

            init(_ name: String) { stringValue = name }
            init?(stringValue: String) { self.init(stringValue) }
            init?(intValue: Int) { nil }

            static var allCases: [Word] { (Other.allCases.map(\.rawValue) + Field.allCases.map(\.rawValue)).map(Word.init) }
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: Word.self)
            place = decoder.place
            from = try map.expression(Word("from"))
            kinds = try map.decode(Kinds.self, forKey: Word("kind"))
            author = try map.expression(Word("author"))
            post = try map.expression(Word("post"))
            keep = try map.expression(Word("keep"))
            attachments = try map.decodeIfPresent(Attachments.self, forKey: Word("attachments"))
            fields = [:]
            for field in Field.allCases { fields[field] = try map.expression(Word(field.rawValue)) }
            Self.check(author, decoder, "author", ["id", "name", "handle", "avatar", "url", "role", "followers"])
            Self.check(post, decoder, "post", ["id", "url", "title", "text", "image", "at", "author", "counts"])
        }

        /// Reports names that an object written as a YAML map may not have.
        private static func check(_ written: WrittenExpression?, _ decoder: any Decoder, _ key: String, _ names: [String]) {
            guard case .object(let map) = written else { return }
            for name in map.keys where !names.contains(name) {
                decoder.report("unknown key `\(name)` in `\(key)`; \(Spelling.hint(for: name, in: names))", atKey: key)
            }
        }
    }

    /// The files of a record: each output of `each` is one.
    struct Attachments: Decodable, Sendable {
        var each: WrittenExpression
        var fields: [Field: WrittenExpression]

        enum Field: String, CaseIterable, Sendable { case name, type, size, url, ref, alt }

        enum Word: String, CodingKey, CaseIterable { case each, name, type, mime, size, url, ref, alt }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: Word.self)
            guard let each = try map.expression(.each) else { throw decoder.fault("`each` is missing: one output a file") }
            self.each = each
            fields = [:]
            for field in Field.allCases { fields[field] = try map.expression(Word(rawValue: field.rawValue)!) }
            // `mime` is the exact media type where `type` is a platform's word for a family.
            if let mime = try map.expression(.mime) { fields[.type] = mime }
        }
    }
}

extension Manifest.Item.Kinds: Decodable {
    init(from decoder: any Decoder) throws {
        guard decoder.shape == .map else {
            self = .always(try decoder.singleValueContainer().decode(Manifest.Kind.self))
            return
        }
        let map = try decoder.container(keyedBy: AnyName.self)
        let names = Manifest.Kind.allCases.map(\.rawValue)
        self = .tests(
            try map.allKeys.compactMap { key in
                guard let kind = Manifest.Kind(rawValue: key.stringValue) else {
                    decoder.report(
                        "unknown kind `\(key.stringValue)`; \(Spelling.hint(for: key.stringValue, in: names))",
                        atKey: key.stringValue)
                    return nil
                }
                guard let test = try map.expression(key) else { return nil }
                return (kind, test)
            })
    }
}
