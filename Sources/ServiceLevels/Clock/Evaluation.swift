public import InboxModel

/// Every clock of a conversation as it stands at `now`: a pure function of its history.
///
/// The order in which events are handed in does not matter, their own times do; equal instants keep the order of the list, and
/// what lies after `now` is ignored. Milliseconds order events, then are cut: a promise is counted in whole seconds.
///
/// - Parameter terms: what held when the conversation began; `termsChanged` events change it.
/// - Returns: ordered by metric, then by `n`.
public func evaluate(_ events: [ClockEvent], under terms: ClockTerms, now: Timestamp) -> [Clock] {
    var keeper = Timekeeper(terms: terms)
    let ordered = events.enumerated().filter { $0.element.at <= now }
        .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
    for (_, event) in ordered { keeper.apply(event) }
    return keeper.clocks(at: now.wholeSecond)
}

/// Reads history event by event and keeps what the next one depends on.
struct Timekeeper {
    private(set) var terms: ClockTerms
    private var clocks: [RunningClock] = []
    private var status = ConversationStatus.open
    /// Statuses with the moment each began: what a clock that starts in hindsight leaves out.
    private var statuses: [(from: Timestamp, status: ConversationStatus)] = []
    /// The oldest message that waits for an answer.
    private var unansweredSince: Timestamp?
    /// A person has answered once: from then on next responses are owed.
    private var isAnswered = false
    private var hadInbound = false
    private var owesAcknowledgement = false
    /// A peer's answer holds the response clock.
    private var isHeldByPeer = false

    init(terms: ClockTerms) { self.terms = terms }

    mutating func apply(_ event: ClockEvent) {
        let at = event.at.wholeSecond
        for place in clocks.indices { clocks[place].settle(at: at) }
        switch event.kind {
        case .inbound(let needsAnswer): if needsAnswer { receive(at: at) }
        case .reply(let answerer, let isDelivered): if isDelivered { answer(by: answerer, at: at) }
        case .note: break
        case .acknowledged: acknowledge(at: at, by: .ack)
        case .answerWaived: waive(at: at, because: .noAnswer)
        case .deleted: waive(at: at, because: .deleted)
        case .statusChanged(let status): change(to: status, at: at)
        case .termsChanged(let terms): adopt(terms, at: at)
        case .merged(let created, let unanswered): merge(created?.wholeSecond, unanswered?.wholeSecond, at: at)
        case .takedownAsked(let name): startTakedown(name, at: at)
        case .takedownDone(let name): stop(.legal, name: name, at: at, by: .removed, isGoal: true)
        case .takedownDecided(let name): stop(.legal, name: name, at: at, by: .decided, isGoal: true)
        }
        pauseOrResume(at: at)
    }

    func clocks(at now: Timestamp) -> [Clock] {
        let settled = clocks.map { clock in
            var clock = clock
            clock.settle(at: now)
            return clock.reading(at: now)
        }
        return settled.sorted { ($0.metric, $0.n) < ($1.metric, $1.n) }
    }
}

// MARK: - What happens

extension Timekeeper {
    private var responseMetric: Metric { isAnswered ? .nextResponse : .firstResponse }

    private mutating func receive(at moment: Timestamp) {
        if status == .spam { return }
        isHeldByPeer = false
        let isReopened = status == .resolved
        if status == .waiting || status == .resolved { note(.open, at: moment) }
        if !hadInbound {
            (hadInbound, owesAcknowledgement) = (true, true)
            start(.acknowledgement, at: moment)
            start(.resolution, at: moment)
        } else if isReopened {
            reopen(at: moment)
        }
        if unansweredSince == nil {
            unansweredSince = moment
            start(responseMetric, at: moment)
        }
    }

    private mutating func answer(by answerer: ClockEvent.Answerer, at moment: Timestamp) {
        switch (answerer, terms.peers) {
        case (.agent, _), (.native, _):
            stopResponses(at: moment, by: .reply, isGoal: true)
            acknowledge(at: moment, by: .reply)
            isAnswered = true
        case (.peer, .stop): stopResponses(at: moment, by: .peer, isGoal: true)
        case (.peer, .pause): isHeldByPeer = unansweredSince != nil
        case (.peer, .ignore), (.bot, _): break
        }
    }

    private mutating func acknowledge(at moment: Timestamp, by cause: Clock.Ending) {
        owesAcknowledgement = false
        stop(.acknowledgement, at: moment, by: cause, isGoal: true)
    }

    private mutating func waive(at moment: Timestamp, because cause: Clock.Ending) {
        stopResponses(at: moment, by: cause, isGoal: false)
    }

    private mutating func change(to status: ConversationStatus, at moment: Timestamp) {
        guard status != self.status else { return }
        let wasResolved = self.status == .resolved
        note(status, at: moment)
        switch status {
        case .resolved:
            stop(.resolution, at: moment, by: .resolved, isGoal: true)
            acknowledge(at: moment, by: .resolved)
            stopResponses(at: moment, by: .resolved, isGoal: false)
        case .spam:
            for metric in Metric.allCases where metric != .legal { stop(metric, at: moment, by: .spam, isGoal: false) }
            (unansweredSince, owesAcknowledgement) = (nil, false)
        case .open, .waiting, .onHold: if wasResolved { reopen(at: moment) }
        }
    }

    private mutating func reopen(at moment: Timestamp) {
        let earlier = clocks.filter { $0.metric == .resolution }
        guard hadInbound, !earlier.contains(where: \.isOpen) else { return }
        switch (terms.reopen, earlier.last) {
        case (.restart, _), (_, nil): start(.resolution, at: moment)
        case (.continueBudget, let last?):
            if !earlier.contains(where: \.isBreached) { start(.resolution, at: moment, used: last.used) }
        case (.off, _): break
        }
    }

    private mutating func adopt(_ new: ClockTerms, at moment: Timestamp) {
        let old = terms
        terms = new
        for place in clocks.indices where clocks[place].isOpen && !clocks[place].isBreached && clocks[place].metric != .legal {
            let metric = clocks[place].metric
            guard let target = new.targets[metric] else {
                clocks[place].stop(at: moment, by: .policy, isGoal: false)
                continue
            }
            clocks[place].change(
                at: moment, target: target.components.seconds, warning: new.warnings[metric]?.components.seconds,
                calendar: new.calendar)
        }
        guard let unansweredSince else { return }
        for metric in Metric.allCases where old.targets[metric] == nil && new.targets[metric] != nil && isOwed(metric) {
            start(metric, since: unansweredSince, learnedAt: moment, canBeLate: false)
        }
    }

    /// Whether a message that waits for an answer owes this.
    private func isOwed(_ metric: Metric) -> Bool {
        switch metric {
        case .firstResponse, .nextResponse: metric == responseMetric
        case .acknowledgement: owesAcknowledgement
        case .resolution: true
        case .legal: false
        }
    }

    private mutating func merge(_ created: Timestamp?, _ unanswered: Timestamp?, at moment: Timestamp) {
        if let created { moveStart(of: .resolution, to: created, at: moment) }
        guard let unanswered, status != .spam else { return }
        if let known = unansweredSince {
            unansweredSince = min(known, unanswered)
            moveStart(of: responseMetric, to: unanswered, at: moment)
            return
        }
        unansweredSince = unanswered
        start(responseMetric, since: unanswered, learnedAt: moment, canBeLate: true)
        guard !hadInbound else { return }
        (hadInbound, owesAcknowledgement) = (true, true)
        start(.acknowledgement, since: unanswered, learnedAt: moment, canBeLate: true)
        start(.resolution, since: min(created ?? unanswered, unanswered), learnedAt: moment, canBeLate: true)
    }

    private mutating func startTakedown(_ name: String, at moment: Timestamp) {
        guard let term = terms.legal[name] else { return }
        clocks.append(
            RunningClock(
                .legal, n: next(.legal), name: name, startedAt: moment, target: term.due(from: moment).seconds - moment.seconds,
                warning: terms.warnings[.legal]?.components.seconds, calendar: .aroundTheClock))
    }
}

// MARK: - Starting, stopping, pausing

extension Timekeeper {
    private func next(_ metric: Metric) -> Int { clocks.count { $0.metric == metric } + 1 }

    private mutating func start(_ metric: Metric, at moment: Timestamp, used: Int64 = 0) {
        guard let target = terms.targets[metric]?.components.seconds else { return }
        clocks.append(
            RunningClock(
                metric, n: next(metric), startedAt: moment, target: target, used: used,
                warning: terms.warnings[metric]?.components.seconds, calendar: terms.calendar))
    }

    /// Starts a clock for what began before `moment` and is only known now.
    private mutating func start(_ metric: Metric, since start: Timestamp, learnedAt moment: Timestamp, canBeLate: Bool) {
        let count = clocks.count
        self.start(metric, at: moment)
        guard clocks.count > count else { return }
        let used = metric == .resolution ? unpausedTime(from: start, until: moment) : openTime(from: start, until: moment)
        clocks[count].moveStart(to: start, adding: used, at: moment, canBeLate: canBeLate)
    }

    /// The older of two starts wins, for the first clock of its metric or the one response clock that is open.
    private mutating func moveStart(of metric: Metric, to start: Timestamp, at moment: Timestamp) {
        guard let place = clocks.firstIndex(where: { $0.metric == metric && $0.isOpen }) else { return }
        let clock = clocks[place]
        guard start < clock.startedAt, !clock.isBreached, metric != .resolution || clock.n == 1 else { return }
        let earlier = clock.calendar.openTime(from: start, until: clock.startedAt).components.seconds
        clocks[place].moveStart(to: start, adding: earlier, at: moment, canBeLate: true)
    }

    private mutating func stop(
        _ metric: Metric, name: String? = nil, at moment: Timestamp, by cause: Clock.Ending, isGoal: Bool
    ) {
        for place in clocks.indices where clocks[place].isOpen && clocks[place].metric == metric && clocks[place].name == name {
            clocks[place].stop(at: moment, by: cause, isGoal: isGoal)
        }
    }

    private mutating func stopResponses(at moment: Timestamp, by cause: Clock.Ending, isGoal: Bool) {
        unansweredSince = nil
        isHeldByPeer = false
        stop(.firstResponse, at: moment, by: cause, isGoal: isGoal)
        stop(.nextResponse, at: moment, by: cause, isGoal: isGoal)
    }

    private mutating func pauseOrResume(at moment: Timestamp) {
        for place in clocks.indices where clocks[place].isOpen {
            let pauses =
                switch clocks[place].metric {
                case .resolution: terms.pauseOn.contains(status)
                case .firstResponse, .nextResponse: isHeldByPeer
                case .acknowledgement, .legal: false
                }
            if pauses { clocks[place].pause(at: moment) } else { clocks[place].resume(at: moment) }
        }
    }

    private mutating func note(_ status: ConversationStatus, at moment: Timestamp) {
        self.status = status
        statuses.append((moment, status))
    }

    private func openTime(from start: Timestamp, until end: Timestamp) -> Int64 {
        terms.calendar.openTime(from: start, until: end).components.seconds
    }

    /// Open time with the pauses of the statuses left out.
    private func unpausedTime(from start: Timestamp, until end: Timestamp) -> Int64 {
        var (seconds, at, current) = (Int64(0), start, ConversationStatus.open)
        for change in statuses where change.from < end {
            if change.from > at {
                if !terms.pauseOn.contains(current) { seconds += openTime(from: at, until: change.from) }
                at = change.from
            }
            current = change.status
        }
        return seconds + (terms.pauseOn.contains(current) ? 0 : openTime(from: at, until: end))
    }
}
