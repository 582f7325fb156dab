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
        let clocks = evaluate(try history(of: conversation), under: terms, now: now)
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

    private func history(of conversation: Conversation) throws -> [ClockEvent] {
        let messages = try transaction.messages(of: conversation.id).filter { !$0.isHistory }
        var events = messages.flatMap { clockEvents(of: $0, among: messages) }
        for logged in try transaction.events(of: conversation.id) where logged.event.kind == .statusChanged {
            guard let status = logged.event.detail["to"].flatMap(ConversationStatus.init(rawValue:)) else { continue }
            let since = logged.event.detail["since"].flatMap(Timestamp.init(rfc3339:))
            events.append(ClockEvent(.statusChanged(status), at: since ?? logged.event.at))
        }
        return events
    }

    private func clockEvents(of message: Message, among messages: [Message]) -> [ClockEvent] {
        switch message.direction {
        case .note: return []
        case .outbound:
            let answerer: ClockEvent.Answerer =
                message.authorRole == .bot ? .bot : message.outboxEntry == nil ? .native : .agent
            return [ClockEvent(.reply(by: answerer, isDelivered: message.isConfirmed), at: message.at)]
        case .inbound where message.authorRole == .member || message.authorRole == .superUser:
            return [ClockEvent(.reply(by: .peer, isDelivered: true), at: message.at)]
        case .inbound:
            let arrival = ClockEvent(.inbound(needsAnswer: message.needsAnswer), at: message.at)
            guard let deletedAt = message.deletedAt else { return [arrival] }
            // A deleted message counts for nothing while another waits; alone, it takes its clock with it.
            let others = messages.contains {
                $0.id != message.id && $0.direction == .inbound && $0.needsAnswer && $0.at <= deletedAt
                    && ($0.deletedAt.map { $0 > deletedAt } ?? true)
            }
            return others ? [] : [arrival, ClockEvent(.deleted, at: deletedAt)]
        }
    }
}
