public import InboxModel
import SQLCore

extension InboxTransaction {
    private static var promiseColumns: String {
        """
        id, conversation_id, metric, n, policy, started_at, target, due_at, warn_at, state, stopped_at, breached_at, ended_by,
        warned_at, breach_told_at
        """
    }

    /// A conversation's promises, oldest first.
    public func promises(of conversation: ConversationID) throws -> [Promise] {
        try sql.rows(
            "SELECT \(Self.promiseColumns) FROM promise WHERE conversation_id = $1 ORDER BY started_at, metric, n",
            [.id(conversation)], Self.promise)
    }

    /// Promises with something to tell by `now`, the most overdue first. Reads only what is due, through its own index.
    public func promises(nextBy now: Timestamp, limit: Int) throws -> [Promise] {
        try sql.rows(
            """
            SELECT \(Self.promiseColumns) FROM promise WHERE next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at LIMIT $2
            """, [.moment(now), .number(limit)], Self.promise)
    }

    /// When the next promise has something to tell; nil if none has.
    public func nextPromiseAt() throws -> Timestamp? {
        try sql.first("SELECT next_at FROM promise WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1") { $0.moment(0) }
    }

    /// Writes a promise, new or known.
    public func save(_ promise: Promise) throws {
        try sql.run(
            """
            INSERT INTO promise (\(Self.promiseColumns), next_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            ON CONFLICT (id) DO UPDATE SET policy = $5, started_at = $6, target = $7, due_at = $8, warn_at = $9, state = $10,
              stopped_at = $11, breached_at = $12, ended_by = $13, warned_at = $14, breach_told_at = $15, next_at = $16
            """,
            [
                .id(promise.id), .id(promise.conversation), .text(promise.metric), .number(promise.n), .text(promise.policy),
                .moment(promise.startedAt), .integer(promise.target.wholeMilliseconds), .moment(promise.dueAt),
                .moment(promise.warnAt), .word(promise.state), .moment(promise.stoppedAt), .moment(promise.breachedAt),
                .text(orNull: promise.endedBy), .moment(promise.warnedAt), .moment(promise.breachToldAt),
                .moment(promise.nextAt),
            ])
    }

    public func delete(_ promise: Promise) throws {
        try sql.run("DELETE FROM promise WHERE id = $1", [.id(promise.id)])
    }

    private static func promise(_ row: any SQLRow) throws -> Promise {
        var promise = Promise(
            id: row.id(0), conversation: row.id(1), metric: row.text(2), n: Int(row.integer(3)), policy: row.text(4),
            startedAt: row.moment(5), target: .milliseconds(row.integer(6)), state: try row.word(9))
        promise.dueAt = row.optionalMoment(7)
        promise.warnAt = row.optionalMoment(8)
        promise.stoppedAt = row.optionalMoment(10)
        promise.breachedAt = row.optionalMoment(11)
        promise.endedBy = row.optionalText(12)
        promise.warnedAt = row.optionalMoment(13)
        promise.breachToldAt = row.optionalMoment(14)
        return promise
    }
}

extension Promise {
    /// The next moment this promise has something to tell: its warning, else its breach; nil when all is told or it has ended.
    public var nextAt: Timestamp? {
        if state == .breached { return breachToldAt == nil ? breachedAt : nil }
        guard state == .running else { return nil }
        if warnedAt == nil, let warnAt { return warnAt }
        return breachToldAt == nil ? dueAt : nil
    }
}
