public import InboxModel
import SQLCore

extension InboxTransaction {
    /// How many open conversations somebody has, counted up to `limit`.
    public func openCount(of assignee: QueueQuery.Assignee, limit: Int) throws -> Int {
        let condition: String
        var values: [SQLValue] = [.number(limit)]
        switch assignee {
        case .nobody: condition = "assignee IS NULL"
        case .user(let user):
            condition = "assignee = $2"
            values.append(.id(user))
        }
        return try sql.first(
            """
            SELECT count(*) FROM (
              SELECT 1 FROM conversation WHERE status = 'open' AND snoozed_until IS NULL AND \(condition) LIMIT $1
            ) AS some
            """, values
        ) { Int($0.integer(0)) } ?? 0
    }

    /// How many conversations sleep, counted up to `limit`.
    public func snoozedCount(limit: Int) throws -> Int {
        try sql.first(
            "SELECT count(*) FROM (SELECT 1 FROM conversation WHERE snoozed_until IS NOT NULL LIMIT $1) AS some",
            [.number(limit)]
        ) { Int($0.integer(0)) } ?? 0
    }

    /// How many acts of each channel have not left yet.
    public func waitingActs() throws -> [ChannelID: Int] {
        let counts: [(ChannelID, Int)] = try sql.rows(
            "SELECT channel_id, count(*) FROM outbox WHERE state IN ('held', 'queued') GROUP BY channel_id"
        ) { ($0.id(0), Int($0.integer(1))) }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    /// Conversations that one of these identities opened, newest first.
    public func conversations(of identities: [IdentityID], limit: Int) throws -> [Conversation] {
        guard !identities.isEmpty else { return [] }
        let list = identities.map(\.description).joined(separator: ", ")
        return try sql.rows(
            """
            SELECT \(Self.conversationColumns) FROM conversation WHERE identity_id IN (\(list)) ORDER BY last_message_at DESC LIMIT $1
            """, [.number(limit)], Self.conversation)
    }

    /// A conversation, or the one it was merged into.
    public func conversationOrSuccessor(_ id: ConversationID) throws -> Conversation? {
        if let conversation = try conversation(id) { return conversation }
        let successor: ConversationID? = try sql.first(
            "SELECT conversation_id FROM thread_alias WHERE channel_id IN (SELECT id FROM channel) AND key = $1",
            [.text("merged:\(id)")]
        ) { $0.id(0) }
        return try successor.flatMap { try conversation($0) }
    }
}
