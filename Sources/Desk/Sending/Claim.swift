public import InboxModel
public import Storage

/// An act that the courier holds: claimed, with its epoch, and with what its connector needs.
public struct ClaimedAct: Sendable {
    public var entry: OutboxEntry
    public var channel: Channel
    /// The message it is about, where there is one.
    public var target: StoredMessage?
    /// What the platform's window for this act counts from; nil where it is about no message.
    public var windowOpensAt: Timestamp?
    /// Since when it may stand on the platform, by an earlier attempt; nil where no attempt can have arrived.
    public var mayBeThereSince: Timestamp?

    public init(
        entry: OutboxEntry, channel: Channel, target: StoredMessage?, windowOpensAt: Timestamp? = nil,
        mayBeThereSince: Timestamp? = nil
    ) {
        (self.entry, self.channel, self.target) = (entry, channel, target)
        (self.windowOpensAt, self.mayBeThereSince) = (windowOpensAt, mayBeThereSince)
    }
}

extension Desk {
    /// Claims acts that may leave now. `sending`, the epoch and the attempt are committed before this returns, so before the
    /// first byte leaves. Within a conversation acts leave in their order.
    /// - Parameters:
    ///   - owner: who claims; a claim left by another owner of the same store is an orphan.
    ///   - busy: channels that have no room for more.
    public func claim(owner: String, busy: [ChannelID], limit: Int, lease: Duration) async throws -> [ClaimedAct] {
        let now = now()
        // Every write wakes whoever watches, and the courier is among them: a look that finds nothing must write nothing.
        guard try await store.read({ try !$0.outboxReady(by: now, busy: busy, limit: 1).isEmpty }) else { return [] }
        return try await change { transaction in
            try transaction.outboxReady(by: now, busy: busy, limit: limit).compactMap { ready in
                guard let channel = try transaction.channel(ready.channel) else { return nil }
                var entry = ready
                (entry.state, entry.heldUntil) = (.sending, nil)
                entry.epoch += 1
                entry.attempts += 1
                entry.firstTriedAt = entry.firstTriedAt ?? now
                entry.nextTryAt = now + lease
                try transaction.save(entry)
                try transaction.lease(entry.id, to: owner, until: now + lease)
                try transaction.startAttempt(of: entry, at: now)
                try transaction.record(
                    Event(
                        .sendStarted, at: now, channel: entry.channel, conversation: entry.conversation, message: entry.message,
                        outboxEntry: entry.id, detail: ["attempt": String(entry.attempts)]))
                let target = try entry.target.flatMap(transaction.storedMessage)
                let lastInbound = try entry.conversation.flatMap(transaction.newestInbound)?.at
                return ClaimedAct(
                    entry: entry, channel: channel, target: target,
                    windowOpensAt: target.map { ReplyCheck.windowOpens(entry.verb, $0.message, lastInbound) },
                    mayBeThereSince: ready.firstTriedAt)
            }
        }
    }

    /// When the next act may leave that may not yet; nil if none waits. What is due and held up is freed by a write.
    public func nextSendAt() async throws -> Timestamp? {
        let now = now()
        return try await store.read { try $0.nextOutboxAt(after: now) }
    }

    /// Writes what became of a claimed act. An outcome from an older epoch, or for an act that an echo has settled meanwhile, is
    /// ignored: the first word stands. Returns the deliveries whose echoes waited for it, to be read again.
    public func record(_ result: SendResult, of act: ClaimedAct) async throws -> [DeliveryID] {
        let (book, ids, now) = (houseBook, ids, now())
        return try await change { transaction in
            guard var entry = try transaction.outboxEntry(act.entry.id), entry.epoch == act.entry.epoch,
                entry.state == .sending || (entry.state == .unknown && act.entry.state == .unknown)
            else { return try act.entry.conversation.map(transaction.takeHeldEchoes) ?? [] }
            // Where no attempt can have arrived, what the platform keeps our key for has not begun.
            if result.isCertainlyNotSent, act.mayBeThereSince == nil { entry.firstTriedAt = nil }
            let settlement = Settlement(transaction, book: book, ids: ids, now: now)
            try settlement.settle(entry, as: result, how: "platform")
            return try entry.conversation.map(transaction.takeHeldEchoes) ?? []
        }
    }

    /// A finished step's stored result, for an act of several steps.
    public func stepResult(of entry: OutboxEntryID, _ step: Int) async throws -> String? {
        try await store.read { try $0.stepResult(of: entry, step) }
    }

    /// Stores a finished step's result: an attempt after a crash goes on behind it.
    public func recordStep(of entry: OutboxEntryID, _ step: Int, _ result: String) async throws {
        let now = now()
        try await store.write { try $0.recordStep(of: entry, step, result, at: now) }
    }
}
