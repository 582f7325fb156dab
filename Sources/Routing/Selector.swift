/// Values in order, each with the condition it is for; the first that is met is chosen. Policies are chosen so.
///
/// Decoded from a list of maps: the key `when` is read here, everything else by the value; without `when` it is for everything.
public struct Selector<Value: Sendable>: Sendable {
    public let entries: [Entry]
    private let book: ConditionBook

    public struct Entry: Sendable {
        public let condition: Condition
        public let value: Value

        public init(_ value: Value, when condition: Condition = .always) { (self.value, self.condition) = (value, condition) }
    }

    public init(_ entries: [Entry]) {
        self.entries = entries
        book = ConditionBook(entries.map(\.condition))
    }

    /// The values in their order.
    public var values: [Value] { entries.map(\.value) }

    /// Answers every question to the message, outside the transaction.
    public func prepare(_ message: RoutingMessage) -> PreparedSelection<Value> {
        PreparedSelection(selector: self, tests: book.prepare(message))
    }

    func choice(_ tests: PreparedTests, for state: RoutingSnapshot) -> PreparedSelection<Value>.Choice? {
        guard let place = entries.indices.first(where: { book.isMet($0, by: tests, in: state) }) else { return nil }
        return PreparedSelection.Choice(value: entries[place].value, matched: book.matches(place, by: tests, in: state))
    }
}

/// A message with all that a selector asks of it alone.
public struct PreparedSelection<Value: Sendable>: Sendable {
    let selector: Selector<Value>
    let tests: PreparedTests

    /// What was chosen and which values met its condition.
    public struct Choice: Sendable {
        public let value: Value
        public let matched: [MatchedValue]
    }

    /// The first value whose condition is met in this state; nil where none is.
    public func choice(for state: RoutingSnapshot) -> Choice? { selector.choice(tests, for: state) }
}

extension Selector: Decodable where Value: Decodable {
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([Entry].self))
    }
}

extension Selector.Entry: Decodable where Value: Decodable {
    /// Lets every key pass: the value names those that there are.
    private enum OwnKey: String, CodingKey { case when }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: OwnKey.self)
        self.init(
            try Value(from: decoder), when: try container.decodeIfPresent(Condition.self, forKey: .when) ?? .always)
    }
}
