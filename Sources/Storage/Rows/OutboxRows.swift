public import InboxModel
import SQLCore

extension InboxTransaction {
    static var outboxColumns: String {
        """
        id, channel_id, conversation_id, message_id, target_id, verb, client_key, text, subject, state, held_until, next_try_at,
        attempts, epoch, first_tried_at, read_backs, remote_id, sent_at, permalink, label, reason, advice, then_status, created_by,
        created_at
        """
    }

    public func outboxEntry(_ id: OutboxEntryID) throws -> OutboxEntry? {
        try sql.first("SELECT \(Self.outboxColumns) FROM outbox WHERE id = $1", [.id(id)], Self.outboxEntry)
    }

    public func outboxEntry(clientKey: String) throws -> OutboxEntry? {
        try sql.first("SELECT \(Self.outboxColumns) FROM outbox WHERE client_key = $1", [.text(clientKey)], Self.outboxEntry)
    }

    public func outboxEntry(in channel: ChannelID, _ remoteID: RemoteMessageID) throws -> OutboxEntry? {
        try sql.first(
            "SELECT \(Self.outboxColumns) FROM outbox WHERE channel_id = $1 AND remote_id = $2 ORDER BY id LIMIT 1",
            [.id(channel), .text(remoteID.rawValue)], Self.outboxEntry)
    }

    /// A conversation's acts, oldest first.
    public func outboxEntries(of conversation: ConversationID) throws -> [OutboxEntry] {
        try sql.rows(
            "SELECT \(Self.outboxColumns) FROM outbox WHERE conversation_id = $1 ORDER BY id", [.id(conversation)],
            Self.outboxEntry)
    }

    /// Acts in these states, oldest first.
    public func outboxEntries(in states: [OutboxState], after: OutboxEntryID?, limit: Int) throws -> [OutboxEntry] {
        let words = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try sql.rows(
            "SELECT \(Self.outboxColumns) FROM outbox WHERE state IN (\(words)) AND id > $1 ORDER BY id LIMIT $2",
            [.integer(after?.rawValue ?? 0), .number(limit)], Self.outboxEntry)
    }

    /// Acts that may leave now, by the time they were wanted; channels that are paused or need mending are left out, and those
    /// named in `busy` have no room for more. Within a conversation the older act goes first.
    public func outboxReady(by now: Timestamp, busy: [ChannelID], limit: Int) throws -> [OutboxEntry] {
        let left = busy.map { String($0.rawValue) }.joined(separator: ", ")
        return try sql.rows(
            """
            SELECT \(Self.outboxColumns) FROM outbox
            WHERE state IN ('held', 'queued') AND next_try_at <= $1 AND channel_id NOT IN (\(left.isEmpty ? "0" : left))
              AND channel_id NOT IN (
                SELECT id FROM channel
                WHERE is_paused = 1 OR retired_at IS NOT NULL OR state IN ('sign_in_needed', 'misconfigured'))
              AND NOT EXISTS (
                SELECT 1 FROM outbox AS before WHERE before.conversation_id = outbox.conversation_id AND before.id < outbox.id
                  AND before.state IN ('held', 'queued', 'sending'))
            ORDER BY next_try_at, id LIMIT $2
            """, [.moment(now), .number(limit)], Self.outboxEntry)
    }

    /// When the first act may leave that may not yet; nil if there is none.
    public func nextOutboxAt(after now: Timestamp) throws -> Timestamp? {
        try sql.first(
            """
            SELECT next_try_at FROM outbox WHERE state IN ('held', 'queued') AND next_try_at > $1 ORDER BY next_try_at LIMIT 1
            """, [.moment(now)]
        ) { $0.moment(0) }
    }

    /// Acts whose outcome is unclear and whose next look is due.
    public func outboxUnsettled(by now: Timestamp, states: [OutboxState], limit: Int) throws -> [OutboxEntry] {
        let words = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try sql.rows(
            """
            SELECT \(Self.outboxColumns) FROM outbox
            WHERE state IN ('sending', 'unknown', 'pending') AND state IN (\(words)) AND next_try_at <= $1
            ORDER BY next_try_at, id LIMIT $2
            """, [.moment(now), .number(limit)], Self.outboxEntry)
    }

    /// Writes an act, new or known.
    public func save(_ e: OutboxEntry) throws {
        try sql.run(
            """
            INSERT INTO outbox (\(Self.outboxColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
              $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
            ON CONFLICT (id) DO UPDATE SET conversation_id = $3, message_id = $4, target_id = $5, text = $8, subject = $9, state = $10,
              held_until = $11, next_try_at = $12, attempts = $13, epoch = $14, first_tried_at = $15, read_backs = $16,
              remote_id = $17, sent_at = $18, permalink = $19, label = $20, reason = $21, advice = $22, then_status = $23
            """,
            [
                .id(e.id), .id(e.channel), .id(e.conversation), .id(e.message), .id(e.target), .word(e.verb),
                .text(e.clientKey), .text(e.text), .text(orNull: e.subject), .word(e.state), .moment(e.heldUntil),
                .moment(e.nextTryAt), .number(e.attempts), .integer(e.epoch), .moment(e.firstTriedAt), .number(e.readBacks),
                .remote(e.remoteID), .moment(e.sentAt), .text(orNull: e.permalink), .word(e.label),
                .text(orNull: e.reason), .text(orNull: e.advice), .word(e.then), .id(e.createdBy), .moment(e.createdAt),
            ])
    }

    /// Marks the claim of an act: who holds it and until when.
    public func lease(_ entry: OutboxEntryID, to owner: String?, until: Timestamp?) throws {
        try sql.run(
            "UPDATE outbox SET lease_owner = $2, lease_until = $3 WHERE id = $1",
            [.id(entry), .text(orNull: owner), .moment(until)])
    }

    /// Acts being sent by somebody whose lease has run out, or by anybody but `owner` where there is only one process.
    public func outboxOrphans(by now: Timestamp, notOf owner: String?) throws -> [OutboxEntry] {
        try sql.rows(
            """
            SELECT \(Self.outboxColumns) FROM outbox
            WHERE state = 'sending' AND (lease_until < $1 OR ($2 IS NOT NULL AND lease_owner <> $2)) ORDER BY id
            """, [.moment(now), .text(orNull: owner)], Self.outboxEntry)
    }

    public func startAttempt(of entry: OutboxEntry, at now: Timestamp) throws {
        try sql.run(
            "INSERT INTO outbox_attempt (outbox_id, epoch, started_at) VALUES ($1, $2, $3)",
            [.id(entry.id), .integer(entry.epoch), .moment(now)])
    }

    public func endAttempt(of entry: OutboxEntry, outcome: String, label: ErrorLabel?, message: String?, at now: Timestamp)
        throws
    {
        try sql.run(
            "UPDATE outbox_attempt SET ended_at = $3, outcome = $4, label = $5, message = $6 WHERE outbox_id = $1 AND epoch = $2",
            [.id(entry.id), .integer(entry.epoch), .moment(now), .text(outcome), .word(label), .text(orNull: message)])
    }

    public func stepResult(of entry: OutboxEntryID, _ step: Int) throws -> String? {
        try sql.first(
            "SELECT result FROM outbox_step WHERE outbox_id = $1 AND step = $2", [.id(entry), .number(step)]
        ) { $0.text(0) }
    }

    public func recordStep(of entry: OutboxEntryID, _ step: Int, _ result: String, at now: Timestamp) throws {
        try sql.run(
            """
            INSERT INTO outbox_step (outbox_id, step, result, at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (outbox_id, step) DO UPDATE SET result = $3, at = $4
            """, [.id(entry), .number(step), .text(result), .moment(now)])
    }

    /// Forgets what steps brought: what is sent next is another sending.
    public func dropSteps(of entry: OutboxEntryID) throws {
        try sql.run("DELETE FROM outbox_step WHERE outbox_id = $1", [.id(entry)])
    }

    static func outboxEntry(_ row: any SQLRow) throws -> OutboxEntry {
        var entry = OutboxEntry(
            id: row.id(0), channel: row.id(1), conversation: row.optionalID(2), verb: try row.word(5), clientKey: row.text(6),
            text: row.text(7), state: try row.word(9), nextTryAt: row.moment(11), createdAt: row.moment(24))
        entry.message = row.optionalID(3)
        entry.target = row.optionalID(4)
        entry.subject = row.optionalText(8)
        entry.heldUntil = row.optionalMoment(10)
        entry.attempts = Int(row.integer(12))
        entry.epoch = row.integer(13)
        entry.firstTriedAt = row.optionalMoment(14)
        entry.readBacks = Int(row.integer(15))
        entry.remoteID = row.optionalRemote(16)
        entry.sentAt = row.optionalMoment(17)
        entry.permalink = row.optionalText(18)
        entry.label = try row.optionalWord(19)
        entry.reason = row.optionalText(20)
        entry.advice = row.optionalText(21)
        entry.then = try row.optionalWord(22)
        entry.createdBy = row.optionalID(23)
        return entry
    }
}
