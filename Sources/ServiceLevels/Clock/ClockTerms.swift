public import InboxModel
import TimeZones

/// What is promised to one conversation at one time: a policy with its calendar found and its targets chosen by priority.
public struct ClockTerms: Hashable, Sendable {
    /// The policy's name.
    public var policy: String
    public var calendar: BusinessCalendar
    /// Open time by metric; a metric that is absent has no clock. `legal` is not looked at: see `legal`.
    public var targets: [Metric: Duration]
    /// The remaining open time at which people are warned.
    public var warnings: [Metric: Duration] = [:]
    /// Statuses that pause the resolution clock.
    public var pauseOn: Set<ConversationStatus> = [.waiting, .onHold]
    public var reopen = ReopenRule.continueBudget
    public var peers = PeerRule.ignore
    /// Take-down deadlines by name.
    public var legal: [String: LegalTerm] = [:]

    public init(policy: String, calendar: BusinessCalendar, targets: [Metric: Duration]) {
        (self.policy, self.calendar, self.targets) = (policy, calendar, targets)
    }
}

/// What a second resolution clock gets when a resolved conversation is opened again.
public enum ReopenRule: String, CaseIterable, Decodable, Sendable {
    /// What was left of the budget; no clock at all after a breach.
    case continueBudget = "continue"
    /// The whole budget again.
    case restart
    /// No second clock.
    case off
}

/// What an answer by another member of the community does to the response clock.
public enum PeerRule: String, CaseIterable, Decodable, Sendable {
    case ignore
    /// The clock stands still until the customer's next message that needs an answer.
    case pause
    /// The clock is met, as by our own reply.
    case stop
}

/// How long a take-down may take.
public enum LegalTerm: Hashable, Sendable {
    /// By the wall clock, whatever the calendar says.
    case wallClock(Duration)
    /// The day of receipt does not count; due at the end of the n-th day after it in the calendar's zone. Of the calendar only
    /// zone and holidays are looked at: with `rolls` the last day moves on to one that is no Saturday, Sunday or holiday.
    case days(Int, calendar: BusinessCalendar, rolls: Bool)

    /// When a term that starts at this moment ends.
    public func due(from start: Timestamp) -> Timestamp {
        switch self {
        case .wallClock(let span): return start.wholeSecond + .seconds(span.components.seconds)
        case .days(let days, let calendar, let rolls):
            var last = calendar.zone.localReading(at: start).date.advanced(by: days)
            while rolls, last.weekday == .saturday || last.weekday == .sunday || calendar.isHoliday(last) {
                last = last.advanced(by: 1)
            }
            return calendar.zone.earliest(on: last, atOrAfter: .endOfDay)
        }
    }
}
