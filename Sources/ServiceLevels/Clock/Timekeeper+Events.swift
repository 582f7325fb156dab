import InboxModel

extension Timekeeper {
    var responseMetric: Metric { isAnswered ? .nextResponse : .firstResponse }

    mutating func receive(at moment: Timestamp) {
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

    mutating func answer(by answerer: ClockEvent.Answerer, at moment: Timestamp) {
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

    mutating func acknowledge(at moment: Timestamp, by cause: Clock.Ending) {
        owesAcknowledgement = false
        stop(.acknowledgement, at: moment, by: cause, isGoal: true)
    }

    mutating func change(to status: ConversationStatus, at moment: Timestamp) {
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

    mutating func reopen(at moment: Timestamp) {
        let earlier = clocks.filter { $0.metric == .resolution }
        guard hadInbound, !earlier.contains(where: \.isOpen) else { return }
        switch (terms.reopen, earlier.last) {
        case (.restart, _), (_, nil): start(.resolution, at: moment)
        case (.continueBudget, let last?):
            if !earlier.contains(where: \.isBreached) { start(.resolution, at: moment, used: last.used) }
        case (.off, _): break
        }
    }

    mutating func adopt(_ new: ClockTerms, at moment: Timestamp) {
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

    /// Whether a message that waits for an answer owes this, and no clock runs for it.
    func isOwed(_ metric: Metric) -> Bool {
        // A breached clock outlives its target.
        if clocks.contains(where: { $0.metric == metric && $0.isOpen }) { return false }
        return switch metric {
        case .firstResponse, .nextResponse: metric == responseMetric
        case .acknowledgement: owesAcknowledgement
        case .resolution: true
        case .legal: false
        }
    }

    mutating func merge(_ created: Timestamp?, _ unanswered: Timestamp?, at moment: Timestamp) {
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

    mutating func startTakedown(_ name: String, at moment: Timestamp) {
        guard let term = terms.legal[name] else { return }
        clocks.append(
            RunningClock(
                .legal, n: next(.legal), name: name, startedAt: moment, target: term.due(from: moment).seconds - moment.seconds,
                warning: terms.warnings[.legal]?.components.seconds, calendar: .aroundTheClock))
    }
}
