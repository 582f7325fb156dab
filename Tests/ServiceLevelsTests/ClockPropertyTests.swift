import InboxModel
import ServiceLevels
import Testing

struct ClockPropertyTests {
    private static let calendars = ["office", "night", "two shifts", "midnight", "always"]

    @Test(arguments: calendars) func `a minute-by-minute count of the same history comes to the same clocks`(name: String)
        throws
    {
        var random = SplitMix(state: 3)
        for round in 0..<60 {
            let history = try History(calendar: name, random: &random)
            let found = evaluate(history.events, under: history.terms, now: history.now).map(Counted.init)
            let counted = MinuteCount(history).clocks
            #expect(found == counted, "round \(round): \(history.told)")
        }
    }

    @Test(arguments: calendars) func `the order in which events are learned of does not matter`(name: String) throws {
        var random = SplitMix(state: 5)
        for _ in 0..<60 {
            let history = try History(calendar: name, random: &random)
            let known = evaluate(history.events, under: history.terms, now: history.now)
            #expect(evaluate(history.events.shuffled(using: &random), under: history.terms, now: history.now) == known)
        }
    }

    @Test(arguments: calendars) func `a breach is never taken back and never moves`(name: String) throws {
        var random = SplitMix(state: 9)
        for _ in 0..<40 {
            let history = try History(calendar: name, random: &random)
            var breached: [String: Timestamp] = [:]
            for minutes in stride(from: 0, through: History.minutes, by: 97) {
                for clock in evaluate(history.events, under: history.terms, now: history.start + .seconds(minutes * 60)) {
                    let key = "\(clock.metric) \(clock.n)"
                    if let before = breached[key] {
                        #expect((clock.state, clock.breachedAt) == (.breached, before), "\(history.told)")
                    }
                    breached[key] = clock.breachedAt
                }
            }
        }
    }

    @Test(arguments: calendars) func `what was counted adds up to what was used, and a due has an open second before it`(
        name: String
    ) throws {
        var random = SplitMix(state: 13)
        for _ in 0..<60 {
            let history = try History(calendar: name, random: &random)
            for clock in evaluate(history.events, under: history.terms, now: history.now) {
                let total = clock.counted.reduce(Duration.zero) {
                    $0 + $1.calendar.openTime(from: $1.from, until: min($1.until, history.now))
                }
                // A continued clock has the earlier one's time in it.
                let isContinued = clock.metric == .resolution && clock.n > 1 && history.terms.reopen == .continueBudget
                #expect(isContinued ? total <= clock.consumed : total == clock.consumed, "\(history.told)")
                if let due = clock.dueAt, clock.counted.last.map({ $0.from < due }) ?? false {
                    #expect(history.terms.calendar.isOpen(at: due - .seconds(1)), "\(history.told)")
                }
            }
        }
    }
}

/// Four days of a conversation, at random, in whole minutes; no two events at one time.
private struct History {
    static let minutes = 4 * 1_440
    let terms: ClockTerms
    let start: Timestamp
    var events: [ClockEvent] = []

    var now: Timestamp { start + .seconds(Self.minutes * 60) }
    var told: String {
        "\(terms.reopen) \(terms.targets) " + events.map { "\($0.at.rfc3339) \($0.kind)" }.joined(separator: ", ")
    }

    init(calendar name: String, random: inout SplitMix) throws {
        start = moment(
            name == "night" ? "2026-10-30T12:00:00Z" : name == "midnight" ? "2026-04-22T12:00:00Z" : "2026-10-02T09:00:00Z")
        var targets: [Metric: Duration] = [:]
        for metric in Metric.allCases where metric != .legal && Int.random(in: 0..<4, using: &random) > 0 {
            targets[metric] = .seconds(Int.random(in: 1...600, using: &random) * 60)
        }
        var terms = ClockTerms(
            policy: "Test", calendar: try calendar(oddCalendars.first { $0.name == name }!.yaml), targets: targets)
        terms.reopen = ReopenRule.allCases.randomElement(using: &random)!
        self.terms = terms
        let times = Set(
            (0..<Int.random(in: 2...14, using: &random)).map { _ in Int.random(in: 0..<Self.minutes, using: &random) })
        events = times.sorted().map { ClockEvent(Self.kind(using: &random), at: start + .seconds($0 * 60)) }
    }

    private static func kind(using random: inout SplitMix) -> ClockEvent.Kind {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7: .inbound(needsAnswer: Int.random(in: 0..<6, using: &random) > 0)
        case 7..<11:
            .reply(
                by: [.agent, .native, .bot].randomElement(using: &random)!,
                isDelivered: Int.random(in: 0..<6, using: &random) > 0)
        case 11: .acknowledged
        case 12: [.answerWaived, .deleted].randomElement(using: &random)!
        case 13: .note
        default: .statusChanged([.open, .waiting, .waiting, .onHold, .resolved, .resolved].randomElement(using: &random)!)
        }
    }
}

/// What both counts must agree on.
private struct Counted: Equatable {
    var metric: Metric
    var n: Int
    var startedAt: Timestamp
    var state: Promise.State
    var endedBy: Clock.Ending?
    var stoppedAt: Timestamp?
    var breachedAt: Timestamp?
    var consumed: Duration

    init(_ clock: Clock) {
        (metric, n, startedAt, state) = (clock.metric, clock.n, clock.startedAt, clock.state)
        (endedBy, stoppedAt, breachedAt, consumed) = (clock.endedBy, clock.stoppedAt, clock.breachedAt, clock.consumed)
    }
}

/// The table of sla-cases.md, walked minute by minute with nothing but "is it open now": no due is ever calculated.
private struct MinuteCount {
    private struct Tick {
        var metric: Metric
        var n: Int
        var startedAt: Int
        var target: Int
        var used: Int
        var isPaused = false
        var dueAt: Int?
        var breachedAt: Int?
        var end: (at: Int, by: Clock.Ending, isGoal: Bool)?
    }

    private var ticks: [Tick] = []
    private let history: History
    private var (status, unanswered, answered, seen) = (ConversationStatus.open, false, false, false)

    init(_ history: History) {
        self.history = history
        var events = history.events[...]
        for minute in 0...History.minutes {
            let moment = history.start + .seconds(minute * 60)
            for place in ticks.indices where ticks[place].end == nil {
                if let due = ticks[place].dueAt, due < minute, ticks[place].breachedAt == nil { ticks[place].breachedAt = due }
            }
            while let event = events.first, event.at == moment {
                apply(event.kind, minute)
                events.removeFirst()
            }
            guard minute < History.minutes, history.terms.calendar.isOpen(at: moment) else { continue }
            for place in ticks.indices where ticks[place].end == nil && !ticks[place].isPaused {
                ticks[place].used += 1
                if ticks[place].used == ticks[place].target { ticks[place].dueAt = minute + 1 }
            }
        }
    }

    var clocks: [Counted] {
        let ordered = ticks.sorted { ($0.metric, $0.n) < ($1.metric, $1.n) }
        return ordered.map { tick in
            func at(_ minute: Int) -> Timestamp { history.start + .seconds(minute * 60) }
            let state: Promise.State =
                if tick.breachedAt != nil { .breached } else if let end = tick.end { end.isGoal ? .met : .cancelled } else {
                    tick.isPaused ? .paused : .running
                }
            var counted = Counted(
                Clock(
                    metric: tick.metric, n: tick.n, startedAt: at(tick.startedAt), target: .zero, state: state,
                    consumed: .seconds(tick.used * 60), counted: []))
            (counted.endedBy, counted.stoppedAt, counted.breachedAt) = (
                tick.end?.by, tick.end.map { at($0.at) }, tick.breachedAt.map(at)
            )
            return counted
        }
    }

    private mutating func apply(_ kind: ClockEvent.Kind, _ minute: Int) {
        switch kind {
        case .inbound(needsAnswer: true):
            let wasResolved = status == .resolved
            if status == .waiting || wasResolved { status = .open }
            if !seen {
                start(.acknowledgement, minute)
                start(.resolution, minute)
            } else if wasResolved {
                reopen(minute)
            }
            if !unanswered { start(answered ? .nextResponse : .firstResponse, minute) }
            (seen, unanswered) = (true, true)
        case .reply(.agent, true), .reply(.native, true):
            end([.firstResponse, .nextResponse, .acknowledgement], minute, .reply, isGoal: true)
            (answered, unanswered) = (true, false)
        case .acknowledged: end([.acknowledgement], minute, .ack, isGoal: true)
        case .answerWaived, .deleted:
            end([.firstResponse, .nextResponse], minute, kind == .deleted ? .deleted : .noAnswer, isGoal: false)
            unanswered = false
        case .statusChanged(let new) where new != status:
            let wasResolved = status == .resolved
            status = new
            if new == .resolved {
                end([.resolution, .acknowledgement], minute, .resolved, isGoal: true)
                end([.firstResponse, .nextResponse], minute, .resolved, isGoal: false)
                unanswered = false
            } else if wasResolved {
                reopen(minute)
            }
        default: break
        }
        for place in ticks.indices where ticks[place].metric == .resolution && ticks[place].end == nil {
            let pauses = status == .waiting || status == .onHold
            if pauses, !ticks[place].isPaused, ticks[place].breachedAt == nil { ticks[place].dueAt = nil }
            if !pauses, ticks[place].isPaused, ticks[place].used == ticks[place].target {
                ticks[place].dueAt = ticks[place].dueAt ?? minute
            }
            ticks[place].isPaused = pauses
        }
    }

    private mutating func start(_ metric: Metric, _ minute: Int, used: Int = 0) {
        guard let target = history.terms.targets[metric] else { return }
        let minutes = Int(target.components.seconds / 60)
        ticks.append(
            Tick(
                metric: metric, n: ticks.count { $0.metric == metric } + 1, startedAt: minute, target: minutes, used: used,
                dueAt: used >= minutes ? minute : nil))
    }

    private mutating func reopen(_ minute: Int) {
        let earlier = ticks.filter { $0.metric == .resolution }
        guard seen else { return }
        switch history.terms.reopen {
        case .off: break
        case .restart: start(.resolution, minute)
        case .continueBudget:
            if !earlier.contains(where: { $0.breachedAt != nil }) { start(.resolution, minute, used: earlier.last?.used ?? 0) }
        }
    }

    private mutating func end(_ metrics: [Metric], _ minute: Int, _ cause: Clock.Ending, isGoal: Bool) {
        for place in ticks.indices where metrics.contains(ticks[place].metric) && ticks[place].end == nil {
            ticks[place].end = (minute, cause, isGoal)
        }
    }
}
