public import InboxModel
import Storage

/// What one tick told.
public struct Ticked: Sendable, Hashable {
    public var warned = 0
    public var breached = 0
    public var woken = 0

    public init() {}
}

extension Desk {
    /// Tells every warning and breach that is due, each once, with its true instant, and wakes the snoozes that have ended. Reads
    /// only what is due. Calling it late tells everything at once; calling it twice tells nothing twice.
    public func tick(limit: Int = 500) async throws -> Ticked {
        let now = now()
        // Every write wakes whoever watches: a tick that has nothing to tell writes nothing.
        let isDue = try await store.read { transaction in
            try !transaction.promises(nextBy: now, limit: 1).isEmpty || !transaction.snoozesEnded(by: now, limit: 1).isEmpty
        }
        guard isDue else { return Ticked() }
        return try await change { transaction in
            var ticked = Ticked()
            for promise in try transaction.promises(nextBy: now, limit: limit) {
                try transaction.tell(promise, at: now, counting: &ticked)
            }
            for id in try transaction.snoozesEnded(by: now, limit: limit) {
                guard let before = try transaction.conversation(id) else { continue }
                var conversation = before
                conversation.snoozedUntil = nil
                try transaction.update(&conversation, from: before)
                try transaction.record(Event(.woken, at: now, channel: before.channel, conversation: id))
                ticked.woken += 1
            }
            return ticked
        }
    }

    /// When the next promise has something to tell; nil if none has.
    public func nextTickAt() async throws -> Timestamp? { try await store.read { try $0.nextPromiseAt() } }
}

extension InboxTransaction {
    fileprivate func tell(_ promise: Promise, at now: Timestamp, counting ticked: inout Ticked) throws {
        var told = promise
        let kind: Event.Kind
        if promise.state == .running, promise.warnedAt == nil, let warnAt = promise.warnAt, warnAt <= now {
            told.warnedAt = now
            kind = .promiseWarned
            ticked.warned += 1
        } else {
            if promise.state == .running { (told.state, told.breachedAt) = (.breached, promise.dueAt) }
            told.breachToldAt = now
            kind = .promiseBreached
            ticked.breached += 1
        }
        try save(told)
        let instant = kind == .promiseWarned ? promise.warnAt : told.breachedAt
        try record(
            Event(
                kind, at: now, conversation: promise.conversation, promise: promise.id,
                detail: ["metric": promise.metric, "instant": (instant ?? now).rfc3339]))
    }
}
