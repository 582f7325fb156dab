import InboxModel
import Routing
import ServiceLevels
import Storage

extension Reception {
    /// Applies the rules to a conversation because of one of its messages, then chooses the policy it is promised by. Rules decide
    /// in values; here the plan is written, each applied rule with the values that matched.
    func applyRules(
        _ prepared: PreparedArrival, because message: Message, to conversation: inout Conversation, isNew: Bool
    ) throws {
        guard let routing = prepared.routing else { return }
        let snapshot = try self.snapshot(of: conversation, isNew: isNew)
        let plan = routing.rules.plan(for: snapshot)
        for effect in plan.effects { try write(effect, to: &conversation) }
        let applied = plan.applied.map {
            RuleRecord(
                message: message.id, rule: $0.name, revision: $0.revision,
                matched: $0.matched.map(\.description).joined(separator: "\n"), at: now)
        }
        if !applied.isEmpty {
            try transaction.record(applied, on: conversation.id)
            try transaction.record(
                Event(
                    .ruleApplied, at: now, channel: channel.id, conversation: conversation.id, message: message.id,
                    detail: ["count": String(applied.count)]))
        }
        conversation.policy = routing.policies.choice(for: snapshot.applying(plan))?.value.name ?? conversation.policy
    }

    private func snapshot(of conversation: Conversation, isNew: Bool) throws -> RoutingSnapshot {
        RoutingSnapshot(
            status: conversation.status, priority: conversation.priority,
            labels: isNew ? [] : Set(try transaction.labels(of: conversation.id)), team: conversation.team,
            hasAssignee: conversation.assignee != nil, goal: conversation.goal, isNew: isNew,
            decidedByPeople: isNew ? [] : try decidedByPeople(in: conversation.id))
    }

    private func decidedByPeople(in conversation: ConversationID) throws -> Set<RoutingSnapshot.Decision> {
        Set(
            try transaction.kindsDoneByPeople(in: conversation).compactMap { kind in
                switch kind {
                case .assigned: .assignment
                case .prioritised: .priority
                case .goalSet: .goal
                case .statusChanged: .status
                default: nil
                }
            })
    }

    private func write(_ effect: Effect, to conversation: inout Conversation) throws {
        var event = Event(.labelled, at: now, channel: channel.id, conversation: conversation.id, detail: ["by": "rule"])
        switch effect {
        case .assignTeam(let team):
            guard conversation.team != team else { return }
            conversation.team = team
            event.kind = .assigned
        case .assignAgent(let name):
            guard let user = try transaction.user(named: name), conversation.assignee != user.id else { return }
            conversation.assignee = user.id
            event.kind = .assigned
        case .setPriority(let priority):
            guard conversation.priority != priority else { return }
            conversation.priority = priority
            event.kind = .prioritised
        case .addLabel(let label): guard try transaction.add(label, to: conversation.id) else { return }
        case .removeLabel(let label): guard try transaction.remove(label, from: conversation.id) else { return }
        case .setGoal(let goal):
            guard conversation.goal != goal else { return }
            conversation.goal = goal
            event.kind = .goalSet
        case .resolve: return try setStatus(.resolved, of: &conversation, since: now)
        case .markSpam(let reason):
            try setStatus(.spam, of: &conversation, since: now)
            conversation.spamReason = reason
            return
        }
        try transaction.record(event)
    }
}
