public import InboxModel
import SQLCore

extension InboxTransaction {
    static var conversationColumns: String {
        """
        id, channel_id, thread_key, post_id, identity_id, kind, visibility, subject, status, spam_reason, priority, team, assignee,
        goal, snoozed_until, created_at, last_message_at, unanswered_id, unanswered_since, due_at, message_count, excerpt, policy,
        is_history, version
        """
    }

    public func conversation(_ id: ConversationID) throws -> Conversation? {
        try sql.first(
            "SELECT \(Self.conversationColumns) FROM conversation WHERE id = $1", [.id(id)], Self.conversation)
    }

    public func insert(_ conversation: Conversation) throws {
        try sql.run(
            """
            INSERT INTO conversation (\(Self.conversationColumns), due_sort)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
              $24, $25, $26)
            """,
            Self.values(conversation))
        try count(conversation.status, conversation.channel, by: 1)
    }

    /// Writes what changed since `before`, raises the version, and keeps the counters of the queue.
    public func update(_ conversation: inout Conversation, from before: Conversation) throws {
        guard conversation != before else { return }
        conversation.version = before.version + 1
        try sql.run(
            """
            UPDATE conversation SET channel_id = $2, thread_key = $3, post_id = $4, identity_id = $5, kind = $6, visibility = $7,
              subject = $8, status = $9, spam_reason = $10, priority = $11, team = $12, assignee = $13, goal = $14,
              snoozed_until = $15, created_at = $16, last_message_at = $17, unanswered_id = $18, unanswered_since = $19,
              due_at = $20, message_count = $21, excerpt = $22, policy = $23, is_history = $24, version = $25, due_sort = $26
            WHERE id = $1
            """,
            Self.values(conversation))
        if conversation.status != before.status || conversation.dueAt != before.dueAt {
            try sql.run(
                "UPDATE conversation_label SET status = $2, due_sort = $3 WHERE conversation_id = $1",
                [.id(conversation.id), .word(conversation.status), Self.dueSort(conversation)])
        }
        if conversation.status != before.status {
            try count(before.status, before.channel, by: -1)
            try count(conversation.status, conversation.channel, by: 1)
        }
    }

    /// Takes a conversation out that was merged into another; its messages have moved before.
    func delete(_ conversation: Conversation) throws {
        try sql.run("DELETE FROM conversation WHERE id = $1", [.id(conversation.id)])
        try count(conversation.status, conversation.channel, by: -1)
    }

    private func count(_ status: ConversationStatus, _ channel: ChannelID, by change: Int64) throws {
        try sql.run(
            """
            INSERT INTO queue_count (status, channel_id, value) VALUES ($1, $2, $3)
            ON CONFLICT (status, channel_id) DO UPDATE SET value = queue_count.value + $3
            """,
            [.word(status), .id(channel), .integer(change)])
    }

    public func labels(of conversation: ConversationID) throws -> [String] {
        try sql.rows(
            "SELECT label FROM conversation_label WHERE conversation_id = $1 ORDER BY label", [.id(conversation)]
        ) { $0.text(0) }
    }

    /// Adds a label; false if it was there.
    public func add(_ label: String, to conversation: ConversationID) throws -> Bool {
        try sql.run(
            """
            INSERT INTO conversation_label (conversation_id, label, status, due_sort)
            SELECT id, $2, status, due_sort FROM conversation WHERE id = $1 ON CONFLICT DO NOTHING
            """,
            [.id(conversation), .text(label)]) > 0
    }

    /// Takes a label off; false if it was not there.
    public func remove(_ label: String, from conversation: ConversationID) throws -> Bool {
        try sql.run(
            "DELETE FROM conversation_label WHERE conversation_id = $1 AND label = $2", [.id(conversation), .text(label)]) > 0
    }

    /// Conversations whose snooze has ended, oldest end first.
    public func snoozesEnded(by now: Timestamp, limit: Int) throws -> [ConversationID] {
        try sql.rows(
            """
            SELECT id FROM conversation WHERE snoozed_until IS NOT NULL AND snoozed_until <= $1
            ORDER BY snoozed_until LIMIT $2
            """, [.moment(now), .number(limit)]
        ) { $0.id(0) }
    }

    private static func values(_ c: Conversation) -> [SQLValue] {
        [
            .id(c.id), .id(c.channel), .text(c.threadKey.rawValue), .id(c.post), .id(c.identity), .word(c.kind),
            .word(c.visibility), .text(orNull: c.subject), .word(c.status), .word(c.spamReason), .number(c.priority.rank),
            .text(orNull: c.team), .id(c.assignee), .word(c.goal), .moment(c.snoozedUntil), .moment(c.createdAt),
            .moment(c.lastMessageAt), .id(c.unanswered), .moment(c.unansweredSince), .moment(c.dueAt),
            .number(c.messageCount), .text(c.excerpt), .text(orNull: c.policy), .flag(c.isHistory), .integer(c.version),
            dueSort(c),
        ]
    }

    /// What queues sort by: conversations without a due come last.
    private static func dueSort(_ conversation: Conversation) -> SQLValue {
        .integer(conversation.dueAt?.milliseconds ?? .max)
    }

    static func conversation(_ row: any SQLRow) throws -> Conversation {
        var conversation = Conversation(
            id: row.id(0), channel: row.id(1), threadKey: ThreadKey(row.text(2)), post: row.optionalID(3),
            identity: row.id(4), kind: try row.word(5), visibility: try row.word(6), subject: row.optionalText(7),
            status: try row.word(8), createdAt: row.moment(15), lastMessageAt: row.moment(16), isHistory: row.flag(23))
        conversation.spamReason = try row.optionalWord(9)
        conversation.priority = Priority(rank: Int(row.integer(10))) ?? .normal
        conversation.team = row.optionalText(11)
        conversation.assignee = row.optionalID(12)
        conversation.goal = try row.optionalWord(13)
        conversation.snoozedUntil = row.optionalMoment(14)
        conversation.unanswered = row.optionalID(17)
        conversation.unansweredSince = row.optionalMoment(18)
        conversation.dueAt = row.optionalMoment(19)
        conversation.messageCount = Int(row.integer(20))
        conversation.excerpt = row.text(21)
        conversation.policy = row.optionalText(22)
        conversation.version = row.integer(24)
        return conversation
    }
}
