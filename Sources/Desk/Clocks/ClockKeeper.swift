import InboxModel
import ServiceLevels
import Storage

/// Keeps a conversation's promises in line with its history: reads messages and status changes, has `ServiceLevels` evaluate
/// them, and writes the difference. Stored promises are a cache of that.
struct ClockKeeper {
    private let transaction: InboxTransaction
    private let book: HouseBook
    private let ids: IdentifierSource
    private let now: Timestamp

    init(_ transaction: InboxTransaction, book: HouseBook, ids: IdentifierSource, now: Timestamp) {
        (self.transaction, self.book, self.ids, self.now) = (transaction, book, ids, now)
    }

    /// Brings the promises and the conversation's due up to date. The caller writes the conversation.
    func keep(_ conversation: inout Conversation) throws {
        guard let policy = conversation.policy,
            let terms = book.terms(policy, priority: conversation.priority)
        else { return }
        let stored = try transaction.promises(of: conversation.id)
        let clocks = evaluate(try history(of: conversation.id), under: terms, now: now)
        for clock in clocks {
            let known = stored.first { $0.metric == clock.metric.rawValue && $0.n == clock.n }
            try write(clock, over: known, policy: terms.policy, of: conversation)
        }
        for gone in stored where !clocks.contains(where: { $0.metric.rawValue == gone.metric && $0.n == gone.n }) {
            try transaction.delete(gone)
        }
        conversation.dueAt = clocks.filter { $0.isOpen }.compactMap(\.dueAt).min()
    }

    private func write(_ clock: Clock, over known: Promise?, policy: String, of conversation: Conversation) throws {
        var promise =
            known
            ?? Promise(
                id: ids.make(at: now), conversation: conversation.id, metric: clock.metric.rawValue, n: clock.n, policy: policy,
                startedAt: clock.startedAt, target: clock.target, state: clock.state)
        (promise.policy, promise.startedAt, promise.target) = (policy, clock.startedAt, clock.target)
        (promise.dueAt, promise.state, promise.stoppedAt) = (clock.dueAt, clock.state, clock.stoppedAt)
        (promise.breachedAt, promise.endedBy) = (clock.breachedAt, clock.endedBy?.rawValue)
        promise.warnAt = clock.warnAt
        guard promise != known else { return }
        try transaction.save(promise)
        let kind: Event.Kind =
            switch (known, promise.stoppedAt) {
            case (nil, nil): .promiseStarted
            case (_, nil): .promiseMoved
            default: .promiseEnded
            }
        if kind == .promiseMoved, promise.dueAt == known?.dueAt { return }
        try transaction.record(
            Event(
                kind, at: now, channel: conversation.channel, conversation: conversation.id, promise: promise.id,
                detail: ["metric": promise.metric, "state": promise.state.rawValue, "due": promise.dueAt?.rfc3339 ?? ""]))
    }

    // MARK: History

    /// What clocks listen to, in the order in which it counts. Platforms stamp whole seconds and we do not: within one second what
    /// became known first comes first.
    private func history(of conversation: ConversationID) throws -> [ClockEvent] {
        let messages = try transaction.messageTraces(of: conversation)
        let changes: [Moment] = try transaction.statusTraces(of: conversation).map {
            (ClockEvent(.statusChanged($0.status), at: $0.since.wholeSecond), $0.knownAt)
        }
        let all = messages.flatMap { moments(of: $0, among: messages) } + changes
        let ordered = all.enumerated().sorted { ($0.element.knownAt, $0.offset) < ($1.element.knownAt, $1.offset) }
        return ordered.map(\.element.event)
    }

    private typealias Moment = (event: ClockEvent, knownAt: Timestamp)

    private func moments(of message: MessageTrace, among messages: [MessageTrace]) -> [Moment] {
        let at = message.at.wholeSecond
        switch (message.direction, message.authorRole) {
        case (.note, _): return []
        case (.outbound, let role):
            let answerer: ClockEvent.Answerer = role == .bot ? .bot : message.isThroughOutbox ? .agent : .native
            return [(ClockEvent(.reply(by: answerer, isDelivered: message.isConfirmed), at: at), message.arrivedAt)]
        case (.inbound, .member), (.inbound, .superUser):
            return [(ClockEvent(.reply(by: .peer, isDelivered: true), at: at), message.arrivedAt)]
        case (.inbound, _):
            let arrival = ClockEvent(.inbound(needsAnswer: message.needsAnswer), at: at)
            guard let deletedAt = message.deletedAt else { return [(arrival, message.arrivedAt)] }
            // A deleted message counts for nothing while another waits; alone, it takes its clock with it.
            if messages.contains(where: { $0.id != message.id && $0.waited(at: deletedAt) }) { return [] }
            return [(arrival, message.arrivedAt), (ClockEvent(.deleted, at: deletedAt.wholeSecond), deletedAt)]
        }
    }
}

extension MessageTrace {
    fileprivate func waited(at moment: Timestamp) -> Bool {
        direction == .inbound && needsAnswer && at <= moment && (deletedAt.map { $0 > moment } ?? true)
    }
}
