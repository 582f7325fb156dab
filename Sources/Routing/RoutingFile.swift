import InboxModel

/// What `Config/routing.yaml` declares: teams, labels, and rules in order.
public struct RoutingFile: Decodable, Sendable {
    /// By name.
    public let teams: [String: Team]
    /// By name. Labels are free: one that is not declared has no title and no hue of its own.
    public let labels: [String: Label]
    public let rules: RuleSet

    public struct Team: Decodable, Hashable, Sendable {
        public let title: String?
        /// Names of users; those who are no user yet are members once they are.
        public let members: [String]

        private enum CodingKeys: String, CodingKey, CaseIterable { case title, members }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            title = try container.decodeIfPresent(String.self, forKey: .title)
            members = try container.decodeIfPresent([String].self, forKey: .members) ?? []
        }
    }

    public struct Label: Decodable, Hashable, Sendable {
        public let title: String?
        /// 1 to 8, a place on the page's palette.
        public let hue: Int?

        private enum CodingKeys: String, CodingKey, CaseIterable { case title, hue }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            title = try container.decodeIfPresent(String.self, forKey: .title)
            hue = try container.decodeIfPresent(Int.self, forKey: .hue)
            if let hue, !(1...8).contains(hue) {
                try decoder.reportMistake("`hue` is a number from 1 to 8", at: CodingKeys.hue)
            }
        }
    }

    private enum CodingKeys: String, CodingKey, CaseIterable { case teams, labels, rules }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        teams = try container.decodeIfPresent([String: Team].self, forKey: .teams) ?? [:]
        labels = try container.decodeIfPresent([String: Label].self, forKey: .labels) ?? [:]
        rules = RuleSet(try container.decodeIfPresent([Rule].self, forKey: .rules) ?? [])
        try checkRules(container)
    }

    /// Names are given once, and every team that a rule names is declared.
    private func checkRules(_ container: KeyedDecodingContainer<CodingKeys>) throws {
        guard var list = try? container.nestedUnkeyedContainer(forKey: .rules) else { return }
        var names: Set<String> = []
        while !list.isAtEnd {
            let decoder = try list.superDecoder()
            // What is wrong within a rule has been told.
            guard let rule = try? Rule(from: decoder) else { continue }
            if !names.insert(rule.name).inserted {
                try decoder.reportMistake(
                    "a rule '\(rule.name)' stands above already; names tell rules apart", at: Rule.CodingKeys.name)
            }
            let assigned = rule.effects.compactMap { if case .assignTeam(let team) = $0 { team } else { nil } }
            for team in assigned where teams[team] == nil { try decoder.reportMistake(unknown(team), at: Rule.CodingKeys.then) }
            for team in rule.condition.teams where teams[team] == nil {
                try decoder.reportMistake(unknown(team), at: Rule.CodingKeys.when)
            }
        }
    }

    private func unknown(_ team: String) -> String {
        teams.isEmpty
            ? "there is no team `\(team)`; declare it under `teams:`"
            : "there is no team `\(team)`; declared are \(teams.keys.sorted().joined(separator: ", "))"
    }
}
