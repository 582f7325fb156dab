import InboxModel

/// Several conditions, made ready: questions to the message are numbered, and every phrase stands in one index.
struct ConditionBook: Sendable {
    private let roots: [NumberedNode]
    private let tests: [NumberedTest]
    private let index: PhraseIndex

    init(_ conditions: [Condition]) {
        var builder = Builder()
        roots = conditions.map { builder.number($0.root) }
        (tests, index) = (builder.tests, builder.index)
    }

    /// Answers every question that depends on the message alone.
    func prepare(_ message: RoutingMessage) -> PreparedTests {
        let found = index.found(in: FoldedText(message.text).words)
        let subject = MessageSubject(message: message, found: found)
        var prepared = PreparedTests(message: message, found: found)
        prepared.answers.reserveCapacity(tests.count)
        for test in tests {
            do { prepared.answers.append(try test.isMet(by: subject)) } catch {
                prepared.answers.append(false)
                prepared.troubles.append("\(test.test.description): \(error)")
            }
        }
        return prepared
    }

    /// Comparisons only.
    func isMet(_ place: Int, by prepared: PreparedTests, in state: RoutingSnapshot) -> Bool {
        isMet(roots[place], prepared, state)
    }

    private func isMet(_ node: NumberedNode, _ prepared: PreparedTests, _ state: RoutingSnapshot) -> Bool {
        switch node {
        case .all(let parts): parts.allSatisfy { isMet($0, prepared, state) }
        case .any(let parts): parts.contains { isMet($0, prepared, state) }
        case .not(let part, _): !isMet(part, prepared, state)
        case .message(let number): prepared.answers[number]
        case .state(let test): test.isMet(in: state)
        }
    }

    /// What met the condition; asked for conditions that are met.
    func matches(_ place: Int, by prepared: PreparedTests, in state: RoutingSnapshot) -> [MatchedValue] {
        matches(roots[place], prepared, state)
    }

    private func matches(_ node: NumberedNode, _ prepared: PreparedTests, _ state: RoutingSnapshot) -> [MatchedValue] {
        switch node {
        case .all(let parts), .any(let parts):
            return parts.flatMap { isMet($0, prepared, state) ? matches($0, prepared, state) : [] }
        case .not(_, let text): return [MatchedValue(field: "not", value: text)]
        case .message(let number):
            return tests[number].values(for: prepared).map { MatchedValue(field: tests[number].test.field, value: $0) }
        case .state(let test): return (test.matches(in: state) ?? []).map { MatchedValue(field: test.field, value: $0) }
        }
    }

    /// The condition with the answer to each of its questions.
    func trace(_ place: Int, by prepared: PreparedTests, in state: RoutingSnapshot) -> ConditionTrace {
        trace(roots[place], prepared, state)
    }

    private func trace(_ node: NumberedNode, _ prepared: PreparedTests, _ state: RoutingSnapshot) -> ConditionTrace {
        let isMet = isMet(node, prepared, state)
        let parts: (text: String, inner: [NumberedNode]) =
            switch node {
            case .all(let parts): ("all", parts)
            case .any(let parts): ("any", parts)
            case .not(let part, _): ("not", [part])
            case .message(let number): (tests[number].test.description, [])
            case .state(let test): (test.description, [])
            }
        let values = parts.inner.isEmpty && isMet ? matches(node, prepared, state).map(\.value) : []
        return ConditionTrace(
            text: parts.text, isMet: isMet, values: values, parts: parts.inner.map { trace($0, prepared, state) })
    }
}

/// What the message alone decides: made outside the transaction, read inside it.
struct PreparedTests: Sendable {
    let message: RoutingMessage
    /// For each phrase of the index whether it stands in the text.
    let found: [Bool]
    /// One for each numbered test.
    var answers: [Bool] = []
    /// Patterns that gave up, with the reason: their questions count as not met.
    var troubles: [String] = []
}

indirect enum NumberedNode: Sendable {
    case all([NumberedNode])
    case any([NumberedNode])
    /// With the inner condition's text.
    case not(NumberedNode, String)
    case message(Int)
    case state(StateTest)
}

extension ConditionBook {
    private struct Builder {
        var tests: [NumberedTest] = []
        var index = PhraseIndex()

        mutating func number(_ node: Condition.Node) -> NumberedNode {
            switch node {
            case .all(let parts): return .all(parts.map { number($0) })
            case .any(let parts): return .any(parts.map { number($0) })
            case .not(let part): return .not(number(part), part.description)
            case .state(let test): return .state(test)
            case .message(let test):
                let phrases: [Phrase] =
                    switch test {
                    case .anyPhrase(let phrases), .allPhrases(let phrases): phrases
                    default: []
                    }
                tests.append(NumberedTest(test: test, phrases: phrases.map { index.add($0) }))
                return .message(tests.count - 1)
            }
        }
    }
}
