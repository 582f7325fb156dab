/// What the rules ask for, and why: the answer to "why is this here?".
public struct RoutingPlan: Hashable, Sendable {
    /// In the order in which the rules ask; nothing that is so already.
    public var effects: [Effect] { applied.flatMap(\.effects) }
    /// The rules that matched, in their order.
    public internal(set) var applied: [AppliedRule] = []
    /// Patterns that gave up, with the reason; their questions counted as not met.
    public internal(set) var troubles: [String] = []

    /// Nothing to do.
    public static let nothing = RoutingPlan()
}

/// A rule that matched.
public struct AppliedRule: Hashable, Sendable {
    public let name: String
    public let revision: String
    /// What met its condition; empty for a rule without one.
    public let matched: [MatchedValue]
    /// What it changes.
    public let effects: [Effect]
    /// What it asked for and did not get.
    public let skipped: [SkippedEffect]
    /// Rules below it were not looked at.
    public let stopped: Bool
}

/// One value that met a question: a word of the rule, a word of our vocabulary or a number. Never the customer's text, so that it
/// may stand in events.
public struct MatchedValue: Hashable, Sendable, CustomStringConvertible {
    /// The key of the condition: `text`, `rating`, `author.role`.
    public let field: String
    public let value: String

    /// `rating: 1`.
    public var description: String { "\(field): \(value)" }
}

/// An effect that was left out.
public struct SkippedEffect: Hashable, Sendable {
    public enum Reason: String, CaseIterable, Sendable {
        /// The conversation is so already.
        case alreadySo
        /// It is assigned, and rules do not take conversations away.
        case alreadyAssigned
        /// A rule above decided the same thing.
        case decidedAbove
        /// A person has decided it by hand.
        case decidedByPerson
    }

    public let effect: Effect
    public let reason: Reason

    public init(effect: Effect, reason: Reason) { (self.effect, self.reason) = (effect, reason) }
}
