public import InboxModel

/// What conditions can ask of a conversation: its state inside the transaction, before the plan is written.
public struct RoutingSnapshot: Hashable, Sendable {
    /// Decisions that belong to whoever took them.
    public enum Decision: String, CaseIterable, Sendable { case assignment, priority, goal, status }

    public var status: ConversationStatus
    public var priority: Priority
    public var labels: Set<String>
    public var team: String?
    public var hasAssignee: Bool
    public var goal: Goal?
    /// Whether the message at hand opened the conversation.
    public var isNew: Bool
    /// What a person has decided by hand: rules leave it as it is.
    public var decidedByPeople: Set<Decision>

    public init(
        status: ConversationStatus = .open, priority: Priority = .normal, labels: Set<String> = [], team: String? = nil,
        hasAssignee: Bool = false, goal: Goal? = nil, isNew: Bool = true, decidedByPeople: Set<Decision> = []
    ) {
        (self.status, self.priority, self.labels, self.team) = (status, priority, labels, team)
        (self.hasAssignee, self.goal, self.isNew, self.decidedByPeople) = (hasAssignee, goal, isNew, decidedByPeople)
    }

    /// The conversation once the plan is written: what policies are chosen by.
    public func applying(_ plan: RoutingPlan) -> RoutingSnapshot { applying(plan.effects) }

    func applying(_ effects: [Effect]) -> RoutingSnapshot {
        effects.reduce(into: self) { after, effect in
            switch effect {
            case .assignTeam(let team): after.team = team
            case .assignAgent: after.hasAssignee = true
            case .setPriority(let priority): after.priority = priority
            case .addLabel(let label): after.labels.insert(label)
            case .removeLabel(let label): after.labels.remove(label)
            case .setGoal(let goal): after.goal = goal
            case .resolve: after.status = .resolved
            case .markSpam: after.status = .spam
            }
        }
    }
}
