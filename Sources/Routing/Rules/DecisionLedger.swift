/// The state as the rules so far have left it, and what they have decided.
struct DecisionLedger {
    private(set) var state: RoutingSnapshot
    private let isAssigned: Bool
    private var decided: Set<RoutingSnapshot.Decision> = []
    private var labels: Set<String> = []

    init(_ state: RoutingSnapshot) {
        self.state = state
        isAssigned = state.team != nil || state.hasAssignee
    }

    /// Takes what is still open of one rule's effects.
    mutating func take(_ effects: [Effect]) -> (effects: [Effect], skipped: [SkippedEffect]) {
        var taken: [Effect] = []
        var skipped: [SkippedEffect] = []
        for effect in effects {
            if let reason = refusal(of: effect) {
                skipped.append(SkippedEffect(effect: effect, reason: reason))
            } else {
                taken.append(effect)
            }
        }
        // Decided also by asking for what is so already; and one rule may assign both team and agent.
        for effect in effects where !skipped.contains(where: { $0.effect == effect && $0.reason != .alreadySo }) {
            if let decision = effect.decision { decided.insert(decision) }
            if let label = effect.label { labels.insert(label) }
        }
        state = state.applying(taken)
        return (taken, skipped)
    }

    private func refusal(of effect: Effect) -> SkippedEffect.Reason? {
        if let decision = effect.decision {
            if state.decidedByPeople.contains(decision) { return .decidedByPerson }
            if decided.contains(decision) { return .decidedAbove }
            if decision == .assignment, isAssigned { return .alreadyAssigned }
        }
        if let label = effect.label, labels.contains(label) { return .decidedAbove }
        return effect.holds(in: state) ? .alreadySo : nil
    }
}
