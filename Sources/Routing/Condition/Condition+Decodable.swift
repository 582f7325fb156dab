import InboxModel

extension Condition: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case all, any, not
        case channel, connector, kind, visibility, text, author, rating, language, attachments, links
        case label, priority, status, team, assigned, goal, new
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let parts = try container.allKeys.map { try Self.part(of: container, at: $0) }
        if try decoder.container(keyedBy: AnyKey.self).allKeys.isEmpty {
            try decoder.reportMistake("a condition without a question; leave it out where everything is meant")
        }
        self.init(parts.count == 1 ? parts[0] : .all(parts))
    }

    private static func part(of container: KeyedDecodingContainer<CodingKeys>, at key: CodingKeys) throws -> Node {
        func several<T: Decodable>(_ type: T.Type) throws -> [T] { try container.oneOrMore(type, forKey: key) }
        func flag() throws -> Bool { try container.decode(Bool.self, forKey: key) }
        switch key {
        case .all: return .all(try several(Condition.self).map(\.root))
        case .any: return .any(try several(Condition.self).map(\.root))
        case .not: return .not(try container.decode(Condition.self, forKey: key).root)
        case .channel: return .message(.channel(try several(String.self)))
        case .connector: return .message(.connector(try several(String.self)))
        case .kind: return .message(.kind(try several(MessageKind.self)))
        case .visibility: return .message(.visibility(try several(Visibility.self)))
        case .text: return try text(of: container)
        case .author: return try container.decode(AuthorQuestion.self, forKey: key).node
        case .rating: return .message(.rating(try rating(of: container)))
        case .language: return .message(.language(try several(String.self).map { $0.lowercased() }))
        case .attachments: return .message(.attachments(try flag()))
        case .links: return .message(.links(try flag()))
        case .label: return .state(.label(try several(String.self)))
        case .priority: return .state(.priority(try priorities(of: container)))
        case .status: return .state(.status(try several(ConversationStatus.self)))
        case .team: return .state(.team(try several(String.self)))
        case .assigned: return .state(.assigned(try flag()))
        case .goal: return .state(.goal(try several(Goal.self)))
        case .new: return .state(.new(try flag()))
        }
    }

    private static func text(of container: KeyedDecodingContainer<CodingKeys>) throws -> Node {
        if let question = try container.ifMap(TextQuestion.self, forKey: .text) { return question.node }
        return .message(.anyPhrase(try container.oneOrMore(Phrase.self, forKey: .text)))
    }

    private static func rating(of container: KeyedDecodingContainer<CodingKeys>) throws -> ClosedRange<Int> {
        let bounds: Bounds<Int>
        if let found = try container.ifMap(Bounds<Int>.self, forKey: .rating) {
            bounds = found
        } else {
            let rating = try container.decode(Int.self, forKey: .rating)
            bounds = Bounds(atLeast: rating, atMost: rating)
        }
        let (lowest, highest) = (bounds.atLeast ?? 1, bounds.atMost ?? 5)
        guard 1 <= lowest, lowest <= highest, highest <= 5 else {
            throw DecodingError.dataCorruptedError(
                forKey: .rating, in: container,
                debugDescription: "ratings go from 1 to 5: write `rating: 1` or `rating: {at_most: 2}`")
        }
        return lowest...highest
    }

    private static func priorities(of container: KeyedDecodingContainer<CodingKeys>) throws -> [Priority] {
        guard let bounds = try container.ifMap(Bounds<Priority>.self, forKey: .priority) else {
            return try container.oneOrMore(Priority.self, forKey: .priority)
        }
        return Priority.allCases.filter { $0 >= bounds.atLeast ?? .low && $0 <= bounds.atMost ?? .urgent }
    }
}

/// `{at_least: …, at_most: …}`.
private struct Bounds<Value: Decodable>: Decodable {
    var atLeast: Value?
    var atMost: Value?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case atLeast = "at_least"
        case atMost = "at_most"
    }
}

/// `{any: […], all: […], pattern: '…'}`: all that stand there.
private struct TextQuestion: Decodable {
    let node: Condition.Node

    private enum CodingKeys: String, CodingKey, CaseIterable { case any, all, pattern }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let parts = try container.allKeys.map { key in
            switch key {
            case .any: Condition.Node.message(.anyPhrase(try container.oneOrMore(Phrase.self, forKey: key)))
            case .all: Condition.Node.message(.allPhrases(try container.oneOrMore(Phrase.self, forKey: key)))
            case .pattern: Condition.Node.message(.pattern(try container.decode(TextPattern.self, forKey: key)))
            }
        }
        if try decoder.container(keyedBy: AnyKey.self).allKeys.isEmpty {
            try decoder.reportMistake("`text` asks for nothing; write words, or any, all or pattern")
        }
        node = parts.count == 1 ? parts[0] : .all(parts)
    }
}

/// `{name: …, handle: …, role: …}`: all that stand there.
private struct AuthorQuestion: Decodable {
    let node: Condition.Node

    private enum CodingKeys: String, CodingKey, CaseIterable { case name, handle, role }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let tests: [MessageTest] = try container.allKeys.map { key in
            switch key {
            case .name: .authorName(try container.oneOrMore(Phrase.self, forKey: key))
            case .handle: .authorHandle(try container.oneOrMore(String.self, forKey: key).map(MessageTest.bareHandle))
            case .role: .authorRole(try container.oneOrMore(AuthorRole.self, forKey: key))
            }
        }
        if tests.isEmpty { try decoder.reportMistake("`author` asks for nothing; write name, handle or role") }
        node = tests.count == 1 ? .message(tests[0]) : .all(tests.map { .message($0) })
    }
}

extension Phrase: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let phrase = Phrase(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "`\(text)` is no word or phrase; `*` may stand at the end of a word only")
        }
        self = phrase
    }
}

extension TextPattern: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let compiler = decoder.userInfo[.patterns] as? PatternCompiler else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "patterns cannot be used here")
        }
        do { self = try compiler.compile(text) } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: String(describing: error))
        }
    }
}
