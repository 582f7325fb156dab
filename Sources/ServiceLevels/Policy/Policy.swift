public import InboxModel

/// What is promised to the conversations it applies to, as a manager writes it. Which those are, Routing decides: the key `when`
/// stands in the same map and is read there.
///
/// ```yaml
/// name: Complaints
/// when: {label: complaint}
/// calendar: office
/// first_response: {urgent: 15m, high: 30m, else: 60m}
/// next_response: 2h
/// warn: 15m
/// ```
public struct Policy: Hashable, Sendable {
    public var name: String
    /// The calendar's name.
    public var calendar: String
    /// Without `legal`.
    public var targets: [Metric: PolicyTarget]
    public var warnings: [Metric: Duration] = [:]
    public var pauseOn: Set<ConversationStatus> = [.waiting, .onHold]
    public var reopen = ReopenRule.continueBudget
    public var peers = PeerRule.ignore
    /// Take-down deadlines by name.
    public var legal: [String: PolicyLegalTerm] = [:]

    public init(name: String, calendar: String, targets: [Metric: PolicyTarget]) {
        (self.name, self.calendar, self.targets) = (name, calendar, targets)
    }

    /// What it promises to a conversation of this priority; nil where it names a calendar that is not among these.
    public func terms(for priority: Priority, calendars: [String: BusinessCalendar]) -> ClockTerms? {
        guard let calendar = calendars[calendar] else { return nil }
        var terms = ClockTerms(policy: name, calendar: calendar, targets: targets.compactMapValues { $0[priority] })
        (terms.warnings, terms.pauseOn, terms.reopen, terms.peers) = (warnings, pauseOn, reopen, peers)
        for (name, term) in legal {
            guard let term = term.resolved(in: calendars, own: calendar) else { return nil }
            terms.legal[name] = term
        }
        return terms
    }
}

/// A target for every priority, or one for each.
public struct PolicyTarget: Hashable, Sendable {
    public var byPriority: [Priority: Duration]
    /// For priorities that are not named; nil for no promise to them.
    public var otherwise: Duration?

    public init(_ otherwise: Duration?, byPriority: [Priority: Duration] = [:]) {
        (self.otherwise, self.byPriority) = (otherwise, byPriority)
    }

    public subscript(priority: Priority) -> Duration? { byPriority[priority] ?? otherwise }
}

/// A take-down deadline as it is written: `24h`, or `{days: 7, calendar: office, roll: true}`.
public enum PolicyLegalTerm: Hashable, Sendable {
    case span(Duration)
    /// Ends with the n-th day after receipt, in the zone of a calendar (nil: the policy's own).
    case days(Int, calendar: String?, rolls: Bool)

    func resolved(in calendars: [String: BusinessCalendar], own: BusinessCalendar) -> LegalTerm? {
        switch self {
        case .span(let span): return .wallClock(span)
        case .days(let days, let name, let rolls):
            guard let name else { return .days(days, calendar: own, rolls: rolls) }
            return calendars[name].map { .days(days, calendar: $0, rolls: rolls) }
        }
    }
}
