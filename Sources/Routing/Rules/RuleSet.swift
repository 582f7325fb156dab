/// Rules in order, made ready. What depends on the message alone is decided by `prepare(_:)`, outside the transaction; inside it
/// `PreparedMessage.plan(for:)` only compares.
public struct RuleSet: Sendable {
    public let rules: [Rule]
    private let book: ConditionBook
    private let revisions: [String]

    public init(_ rules: [Rule]) {
        self.rules = rules
        book = ConditionBook(rules.map(\.condition))
        revisions = rules.map(\.revision)
    }

    /// Answers every question to the message: words, phrases, patterns, author, rating.
    public func prepare(_ message: RoutingMessage) -> PreparedMessage {
        PreparedMessage(rules: self, tests: book.prepare(message))
    }

    func plan(_ tests: PreparedTests, for state: RoutingSnapshot) -> RoutingPlan {
        var plan = RoutingPlan()
        plan.troubles = tests.troubles
        var ledger = DecisionLedger(state)
        for (place, rule) in rules.enumerated() where rule.isEnabled && book.isMet(place, by: tests, in: ledger.state) {
            let matched = book.matches(place, by: tests, in: ledger.state)
            let taken = ledger.take(rule.effects)
            plan.applied.append(
                AppliedRule(
                    name: rule.name, revision: revisions[place], matched: matched, effects: taken.effects,
                    skipped: taken.skipped,
                    stopped: rule.stops))
            if rule.stops { break }
        }
        return plan
    }

    /// Each rule with the answer to each of its questions, also of those that a `stop` kept from being looked at.
    func trace(_ tests: PreparedTests, for state: RoutingSnapshot) -> [RuleTrace] {
        var ledger = DecisionLedger(state)
        var isStopped = false
        return rules.enumerated().map { place, rule in
            let trace = RuleTrace(
                name: rule.name, revision: revisions[place],
                outcome: !rule.isEnabled ? .switchedOff : isStopped ? .notReached : .notMet,
                condition: book.trace(place, by: tests, in: ledger.state))
            guard trace.outcome == .notMet, trace.condition.isMet else { return trace }
            _ = ledger.take(rule.effects)
            isStopped = rule.stops
            return trace.applying()
        }
    }
}

/// A message with all that the rules ask of it alone; made by `RuleSet.prepare(_:)`. It carries its rules, so a change of
/// configuration between preparing and planning mixes nothing.
public struct PreparedMessage: Sendable {
    let rules: RuleSet
    let tests: PreparedTests

    public var message: RoutingMessage { tests.message }

    /// What the rules ask for in this state. A pure function, and comparisons only.
    ///
    /// Rules are taken in order, each seeing what those above it have changed. What a rule above has decided, one below leaves:
    /// the first to assign assigns, the first to name a label decides it. A conversation that is assigned stays where it is.
    public func plan(for state: RoutingSnapshot) -> RoutingPlan { rules.plan(tests, for: state) }

    /// Why each rule did or did not apply in this state.
    public func trace(for state: RoutingSnapshot) -> [RuleTrace] { rules.trace(tests, for: state) }
}
