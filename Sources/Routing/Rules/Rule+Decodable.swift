import InboxModel

extension Rule: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case name, when, then, stop, enabled }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .name)
        let stops = try container.decodeIfPresent(Bool.self, forKey: .stop) ?? false
        let effects = container.contains(.then) ? try container.oneOrMore(Effects.self, forKey: .then).flatMap(\.effects) : []
        if effects.isEmpty, !stops { try decoder.reportMistake("rule '\(name)' does nothing; write `then:` or `stop: true`") }
        self.init(
            name: name, condition: try container.decodeIfPresent(Condition.self, forKey: .when) ?? .always, effects: effects,
            stops: stops, isEnabled: try container.decodeIfPresent(Bool.self, forKey: .enabled) ?? true)
    }
}

/// A map of effects: `{priority: urgent, label: [a, b], assign: {team: support}}`.
private struct Effects: Decodable {
    var effects: [Effect] = []

    private enum CodingKeys: String, CodingKey, CaseIterable { case assign, priority, label, unlabel, goal, resolve, spam }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        for key in container.allKeys {
            switch key {
            case .assign: effects += try container.decode(Assignment.self, forKey: key).effects
            case .priority: effects.append(.setPriority(try container.decode(Priority.self, forKey: key)))
            case .label: effects += try container.oneOrMore(String.self, forKey: key).map { .addLabel($0) }
            case .unlabel: effects += try container.oneOrMore(String.self, forKey: key).map { .removeLabel($0) }
            case .goal: effects.append(.setGoal(try container.decode(Goal.self, forKey: key)))
            case .spam: effects.append(.markSpam(try container.decode(SpamReason.self, forKey: key)))
            case .resolve:
                effects.append(.resolve)
                if try !container.decode(Bool.self, forKey: key) {
                    try decoder.reportMistake("`resolve: false` does nothing; leave it out", at: key)
                }
            }
        }
    }
}

/// `{team: support}`, `{agent: anna}` or both.
private struct Assignment: Decodable {
    let effects: [Effect]

    private enum CodingKeys: String, CodingKey, CaseIterable { case team, agent }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        effects =
            (try container.decodeIfPresent(String.self, forKey: .team).map { [.assignTeam($0)] } ?? [])
            + (try container.decodeIfPresent(String.self, forKey: .agent).map { [.assignAgent($0)] } ?? [])
        if effects.isEmpty { try decoder.reportMistake("`assign` needs a team, an agent or both") }
    }
}
