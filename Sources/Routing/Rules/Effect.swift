public import InboxModel

/// One change that a rule asks for; the Desk writes it.
public enum Effect: Hashable, Sendable {
    /// A team of the routing file.
    case assignTeam(String)
    /// A user's name.
    case assignAgent(String)
    case setPriority(Priority)
    case addLabel(String)
    case removeLabel(String)
    case setGoal(Goal)
    case resolve
    case markSpam(SpamReason)

    /// Whose decision it touches; nil for labels, which are decided one by one.
    var decision: RoutingSnapshot.Decision? {
        switch self {
        case .assignTeam, .assignAgent: .assignment
        case .setPriority: .priority
        case .setGoal: .goal
        case .resolve, .markSpam: .status
        case .addLabel, .removeLabel: nil
        }
    }

    /// The label it touches.
    var label: String? {
        switch self {
        case .addLabel(let label), .removeLabel(let label): label
        default: nil
        }
    }

    /// Whether the conversation is so already.
    func holds(in state: RoutingSnapshot) -> Bool {
        switch self {
        case .assignTeam(let team): state.team == team
        case .assignAgent: false
        case .setPriority(let priority): state.priority == priority
        case .addLabel(let label): state.labels.contains(label)
        case .removeLabel(let label): !state.labels.contains(label)
        case .setGoal(let goal): state.goal == goal
        case .resolve: state.status == .resolved || state.status == .spam
        case .markSpam: state.status == .spam
        }
    }
}

extension Effect: CustomStringConvertible {
    /// `assign to team support`, `priority urgent`, `label complaint`.
    public var description: String {
        switch self {
        case .assignTeam(let team): "assign to team \(team)"
        case .assignAgent(let agent): "assign to \(agent)"
        case .setPriority(let priority): "priority \(priority.rawValue)"
        case .addLabel(let label): "label \(label)"
        case .removeLabel(let label): "remove label \(label)"
        case .setGoal(let goal): "goal \(goal.rawValue)"
        case .resolve: "resolve"
        case .markSpam(let reason): "spam (\(reason.rawValue))"
        }
    }
}
