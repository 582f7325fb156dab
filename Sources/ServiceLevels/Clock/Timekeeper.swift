import InboxModel

/// Reads history event by event and keeps what the next one depends on.
struct Timekeeper {
    var terms: ClockTerms
    var clocks: [RunningClock] = []
    var status = ConversationStatus.open
    /// Statuses with the moment each began: what a clock that starts in hindsight leaves out.
    var statuses: [(from: Timestamp, status: ConversationStatus)] = []
    /// The oldest message that waits for an answer.
    var unansweredSince: Timestamp?
    /// A person has answered once: from then on next responses are owed.
    var isAnswered = false
    var hadInbound = false
    var owesAcknowledgement = false
    /// A peer's answer holds the response clock.
    var isHeldByPeer = false

    mutating func apply(_ event: ClockEvent) {
        let at = event.at.wholeSecond
        for place in clocks.indices { clocks[place].settle(at: at) }
        switch event.kind {
        case .inbound(let needsAnswer): if needsAnswer { receive(at: at) }
        case .reply(let answerer, let isDelivered): if isDelivered { answer(by: answerer, at: at) }
        case .note: break
        case .acknowledged: acknowledge(at: at, by: .ack)
        case .answerWaived: stopResponses(at: at, by: .noAnswer, isGoal: false)
        case .deleted: stopResponses(at: at, by: .deleted, isGoal: false)
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
