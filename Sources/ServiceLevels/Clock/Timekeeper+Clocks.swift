import InboxModel

extension Timekeeper {
    func next(_ metric: Metric) -> Int { clocks.count { $0.metric == metric } + 1 }

    mutating func start(_ metric: Metric, at moment: Timestamp, used: Int64 = 0) {
        guard let target = terms.targets[metric]?.components.seconds else { return }
        clocks.append(
            RunningClock(
                metric, n: next(metric), startedAt: moment, target: target, used: used,
                warning: terms.warnings[metric]?.components.seconds, calendar: terms.calendar))
    }

    /// Starts a clock for what began before `moment` and is only known now.
    mutating func start(_ metric: Metric, since start: Timestamp, learnedAt moment: Timestamp, canBeLate: Bool) {
        let count = clocks.count
        self.start(metric, at: moment)
        guard clocks.count > count else { return }
        let used = metric == .resolution ? unpausedTime(from: start, until: moment) : openTime(from: start, until: moment)
        clocks[count].moveStart(to: start, adding: used, at: moment, canBeLate: canBeLate)
    }

    /// The older of two starts wins, for the first clock of its metric or the one response clock that is open.
    mutating func moveStart(of metric: Metric, to start: Timestamp, at moment: Timestamp) {
        guard let place = clocks.firstIndex(where: { $0.metric == metric && $0.isOpen }) else { return }
        let clock = clocks[place]
        guard start < clock.startedAt, !clock.isBreached, metric != .resolution || clock.n == 1 else { return }
        let earlier = clock.calendar.openTime(from: start, until: clock.startedAt).components.seconds
        clocks[place].moveStart(to: start, adding: earlier, at: moment, canBeLate: true)
    }

    mutating func stop(
        _ metric: Metric, name: String? = nil, at moment: Timestamp, by cause: Clock.Ending, isGoal: Bool
    ) {
        for place in clocks.indices where clocks[place].isOpen && clocks[place].metric == metric && clocks[place].name == name {
            clocks[place].stop(at: moment, by: cause, isGoal: isGoal)
        }
    }

    mutating func stopResponses(at moment: Timestamp, by cause: Clock.Ending, isGoal: Bool) {
        unansweredSince = nil
        isHeldByPeer = false
        stop(.firstResponse, at: moment, by: cause, isGoal: isGoal)
        stop(.nextResponse, at: moment, by: cause, isGoal: isGoal)
    }

    mutating func pauseOrResume(at moment: Timestamp) {
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

    mutating func note(_ status: ConversationStatus, at moment: Timestamp) {
        self.status = status
        statuses.append((moment, status))
    }

    func openTime(from start: Timestamp, until end: Timestamp) -> Int64 {
        terms.calendar.openTime(from: start, until: end).components.seconds
    }

    /// Open time with the pauses of the statuses left out.
    func unpausedTime(from start: Timestamp, until end: Timestamp) -> Int64 {
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
