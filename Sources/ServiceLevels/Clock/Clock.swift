public import InboxModel

/// A promise's clock as it stands at one moment: computed from history, never kept.
public struct Clock: Hashable, Sendable {
    public typealias State = Promise.State

    /// What ended a clock.
    public enum Ending: String, CaseIterable, Codable, Sendable {
        case reply, ack, resolved
        case noAnswer = "no_answer"
        case deleted, spam, policy, removed, decided
        /// Another member's answer, where the policy says that counts.
        case peer
    }

    public var metric: Metric
    /// The how-manieth of its metric, from 1.
    public var n: Int
    /// Which take-down, for legal clocks.
    public var name: String?
    public var startedAt: Timestamp
    /// Open time promised.
    public var target: Duration
    /// Nil while paused, and where the calendar never opens for that long. Stopped clocks keep what it was or would have been.
    public var dueAt: Timestamp?
    public var state: State
    public var stoppedAt: Timestamp?
    public var endedBy: Ending?
    /// The due instant itself, never when somebody noticed; nothing takes it back.
    public var breachedAt: Timestamp?
    /// Open time used, pauses left out; with `ReopenRule.continueBudget` what the earlier clock used is in it.
    public var consumed: Duration
    /// The instant at which the remaining open time first equals the warning; nil where that did not and will not happen, where
    /// the clock is paused before it, or where no warning is asked for.
    public var warnAt: Timestamp?
    /// What was counted, oldest first: a new stretch begins after each pause and each change of terms.
    public var counted: [CountedStretch]

    public init(
        metric: Metric, n: Int, name: String? = nil, startedAt: Timestamp, target: Duration, dueAt: Timestamp? = nil,
        state: State, stoppedAt: Timestamp? = nil, endedBy: Ending? = nil, breachedAt: Timestamp? = nil, consumed: Duration,
        warnAt: Timestamp? = nil, counted: [CountedStretch]
    ) {
        (self.metric, self.n, self.name, self.startedAt) = (metric, n, name, startedAt)
        (self.target, self.dueAt, self.state, self.stoppedAt) = (target, dueAt, state, stoppedAt)
        (self.endedBy, self.breachedAt, self.consumed) = (endedBy, breachedAt, consumed)
        (self.warnAt, self.counted) = (warnAt, counted)
    }

    public var isOpen: Bool { stoppedAt == nil }

    /// What is left of the target; negative when late, nil once stopped.
    public var remaining: Duration? { isOpen ? target - consumed : nil }
}

/// A stretch over which one calendar counted without a pause.
public struct CountedStretch: Hashable, Sendable {
    public var from: Timestamp
    /// The stop, the pause or the change; for a running clock its due, or `now` where that is later or there is no due.
    public var until: Timestamp
    public var calendar: BusinessCalendar
}
