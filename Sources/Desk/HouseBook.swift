import InboxModel
public import Routing
public import ServiceLevels

/// The rules of the house: routing, policies and calendars, as one value that is replaced as a whole.
public struct HouseBook: Sendable {
    /// By name.
    public var teams: [String: RoutingFile.Team] = [:]
    public var labels: [String: RoutingFile.Label] = [:]
    public var rules = RuleSet([])
    /// Which policy a conversation is promised by: ordered, the first whose condition holds.
    public var policies = Selector<Policy>([])
    public var calendars: [String: BusinessCalendar] = [:]

    public init() {}

    /// - Parameters: what `routing.yaml` and `service-levels.yaml` declare; nil for a file that is not there.
    public init(routing: RoutingFile?, levels: ServiceLevelFile<Selector<Policy>>?) {
        if let routing { (teams, labels, rules) = (routing.teams, routing.labels, routing.rules) }
        if let levels { (calendars, policies) = (levels.calendars, levels.policies ?? policies) }
    }

    /// What a policy promises to a conversation of this priority; nil for a policy that is no longer here.
    func terms(_ policy: String, priority: Priority) -> ClockTerms? {
        policies.values.first { $0.name == policy }?.terms(for: priority, calendars: calendars)
    }
}
