/// How one rule went, question by question.
public struct RuleTrace: Hashable, Sendable {
    public enum Outcome: String, CaseIterable, Sendable {
        case applied
        case notMet
        /// A rule above it stopped.
        case notReached
        case switchedOff
    }

    public let name: String
    public let revision: String
    public let outcome: Outcome
    public let condition: ConditionTrace

    func applying() -> RuleTrace { RuleTrace(name: name, revision: revision, outcome: .applied, condition: condition) }
}

/// A condition or one of its parts, with the answer.
public struct ConditionTrace: Hashable, Sendable {
    /// `all`, `any`, `not`, or the question: `rating is 1 to 2`.
    public let text: String
    public let isMet: Bool
    /// What met it, for questions.
    public let values: [String]
    public let parts: [ConditionTrace]
}

extension RuleTrace: CustomStringConvertible {
    /// A line for the rule and one for each part of its condition, marked `+` where met and `-` where not.
    public var description: String {
        "\(name): \(outcome.rawValue)\n" + condition.lines.map { "  \($0)" }.joined(separator: "\n")
    }
}

extension ConditionTrace {
    /// One line for each part, parts indented below what they belong to.
    public var lines: [String] {
        let found = values.isEmpty ? "" : " (\(values.joined(separator: ", ")))"
        return ["\(isMet ? "+" : "-") \(text)\(found)"] + parts.flatMap { $0.lines.map { "  \($0)" } }
    }
}
