import InboxModel

/// One clock while history is read. Seconds are whole; every instant handed in is too.
struct RunningClock {
    let metric: Metric
    let n: Int
    let name: String?
    private(set) var startedAt: Timestamp
    private(set) var target: Int64
    private(set) var warning: Int64?
    private(set) var calendar: BusinessCalendar

    /// Open seconds used up to `since`.
    private(set) var used: Int64
    /// Counting began here, unless paused.
    private(set) var since: Timestamp
    private(set) var isPaused = false
    private(set) var dueAt: Timestamp?
    private(set) var warnAt: Timestamp?
    private(set) var breachedAt: Timestamp?
    private(set) var ending: (at: Timestamp, by: Clock.Ending, isGoal: Bool)?
    private(set) var counted: [CountedStretch] = []

    var isOpen: Bool { ending == nil }
    var isBreached: Bool { breachedAt != nil }

    /// A clock that starts to run at `start` with some of its budget used already.
    init(
        _ metric: Metric, n: Int, name: String? = nil, startedAt start: Timestamp, target: Int64, used: Int64 = 0,
        warning: Int64?, calendar: BusinessCalendar
    ) {
        (self.metric, self.n, self.name, self.startedAt) = (metric, n, name, start)
        (self.target, self.used, self.warning, self.calendar) = (target, used, warning, calendar)
        since = start
        foresee()
    }

    func used(at moment: Timestamp) -> Int64 {
        isPaused ? used : used + calendar.openTime(from: since, until: moment).components.seconds
    }

    /// Sees whether the due has passed. Comes before everything else that happens at `moment`.
    mutating func settle(at moment: Timestamp) {
        guard isOpen, breachedAt == nil, let dueAt, dueAt < moment else { return }
        breachedAt = dueAt
    }

    mutating func pause(at moment: Timestamp) {
        guard !isPaused else { return }
        count(until: moment)
        isPaused = true
        if !isBreached { dueAt = nil }
        forgetWarning(after: moment)
    }

    mutating func resume(at moment: Timestamp) {
        guard isPaused else { return }
        (isPaused, since) = (false, moment)
        if !isBreached { foresee() }
    }

    /// - Parameter isGoal: whether this is what was promised; else the clock is cancelled. A breach stays a breach.
    mutating func stop(at moment: Timestamp, by cause: Clock.Ending, isGoal: Bool) {
        // The due that a paused clock would have had is the one it would have gone on with.
        resume(at: moment)
        count(until: moment)
        ending = (moment, cause, isGoal)
        forgetWarning(after: moment)
    }

    /// New terms: what was used stays as it was measured, the rest is the new target less that.
    mutating func change(at moment: Timestamp, target: Int64, warning: Int64?, calendar: BusinessCalendar) {
        if !isPaused { count(until: moment) }
        forgetWarning(after: moment)
        (self.target, self.warning, self.calendar) = (target, warning, calendar)
        if !isPaused { foresee() }
    }

    /// A start that lies earlier than was known, learned of now, at `moment`.
    ///
    /// - Parameter used: open seconds to be added for the time before.
    /// - Parameter canBeLate: whether the due may lie before `moment`; after a change of rules nothing is late before it.
    mutating func moveStart(to start: Timestamp, adding used: Int64, at moment: Timestamp, canBeLate: Bool) {
        let earlier = CountedStretch(from: start, until: startedAt, calendar: calendar)
        if !isPaused { count(until: moment) }
        if start < startedAt { counted.insert(earlier, at: 0) }
        startedAt = start
        self.used += used
        guard !isPaused else { return }
        forgetWarning(after: moment)
        foresee()
        guard canBeLate else { return }
        if self.used >= target { dueAt = min(moment, calendar.due(from: start, target: .seconds(target)) ?? moment) }
        if let warning, let warnAt, warnAt == moment {
            let asked = calendar.due(from: start, target: .seconds(max(0, target - warning)))
            self.warnAt = min(moment, asked ?? moment)
        }
    }

    /// Due and warning as they lie ahead of `since`. Nothing left means due now, and no warning left means warned now.
    private mutating func foresee() {
        let rest = target - used
        dueAt = calendar.due(from: since, target: .seconds(max(0, rest)))
        if let warning, warnAt == nil { warnAt = calendar.due(from: since, target: .seconds(max(0, rest - warning))) }
    }

    private mutating func count(until moment: Timestamp) {
        used = used(at: moment)
        if since < moment { counted.append(CountedStretch(from: since, until: moment, calendar: calendar)) }
        since = moment
    }

    /// A warning that has been given is not given again; one that lies ahead is off.
    private mutating func forgetWarning(after moment: Timestamp) {
        if let given = warnAt, given > moment { warnAt = nil }
    }

    /// The clock as it stands at `now`, settled before.
    func reading(at now: Timestamp) -> Clock {
        let state: Clock.State =
            if isBreached { .breached } else if let ending { ending.isGoal ? .met : .cancelled } else {
                isPaused ? .paused : .running
            }
        var stretches = counted
        if isOpen, !isPaused {
            stretches.append(CountedStretch(from: since, until: max(dueAt ?? now, now), calendar: calendar))
        }
        return Clock(
            metric: metric, n: n, name: name, startedAt: startedAt, target: .seconds(target), dueAt: dueAt, state: state,
            stoppedAt: ending?.at, endedBy: ending?.by, breachedAt: breachedAt,
            consumed: .seconds(isOpen ? used(at: now) : used), warnAt: warnAt, counted: stretches)
    }
}
