import InboxModel

/// What `Config/service-levels.yaml` declares: calendars by name, and policies with whatever chooses among them
/// (`Routing.Selector<Policy>`). Its decoder needs a `ZoneDatabase` under `CodingUserInfoKey.zones`.
public struct ServiceLevelFile<Policies: Decodable & Sendable>: Decodable, Sendable {
    public let calendars: [String: BusinessCalendar]
    /// Nil where the file has none.
    public let policies: Policies?

    private enum CodingKeys: String, CodingKey, CaseIterable { case calendars, policies }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        calendars = try container.decodeIfPresent([String: BusinessCalendar].self, forKey: .calendars) ?? [:]
        policies = try container.decodeIfPresent(Policies.self, forKey: .policies)
        try checkCalendars(container)
        try checkPolicies(container)
    }

    /// A calendar that never opens gives no due: it is a mistake to write one.
    private func checkCalendars(_ container: KeyedDecodingContainer<CodingKeys>) throws {
        for (name, calendar) in calendars.sorted(by: { $0.key < $1.key }) where calendar.definition.neverOpens {
            guard let map = try? container.superDecoder(forKey: .calendars) else { continue }
            try map.reportMistake("calendar '\(name)' never opens; give it hours, or `always: true`", at: NameKey(name))
        }
    }

    /// Names are given once, and every calendar that a policy names is declared.
    private func checkPolicies(_ container: KeyedDecodingContainer<CodingKeys>) throws {
        guard var list = try? container.nestedUnkeyedContainer(forKey: .policies) else { return }
        var names: Set<String> = []
        while !list.isAtEnd {
            let decoder = try list.superDecoder()
            // What is wrong within a policy has been told.
            guard let policy = try? Policy(from: decoder) else { continue }
            if !names.insert(policy.name).inserted {
                try decoder.reportMistake("a policy '\(policy.name)' stands above already", at: NameKey("name"))
            }
            if calendars[policy.calendar] == nil {
                try decoder.reportMistake(unknown(policy.calendar), at: NameKey("calendar"))
            }
            for case .days(_, let name?, _) in policy.legal.values where calendars[name] == nil {
                try decoder.reportMistake(unknown(name), at: NameKey("legal"))
            }
        }
    }

    private func unknown(_ calendar: String) -> String {
        calendars.isEmpty
            ? "there is no calendar `\(calendar)`; declare it under `calendars:`"
            : "there is no calendar `\(calendar)`; declared are \(calendars.keys.sorted().joined(separator: ", "))"
    }
}

private struct NameKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}
