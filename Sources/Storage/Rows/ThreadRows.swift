public import InboxModel
import SQLCore

/// Which conversation an id belongs to, and which conversations wait for an id that has not arrived.
extension InboxTransaction {
    public func conversation(in channel: ChannelID, alias key: String) throws -> ConversationID? {
        try sql.first(
            "SELECT conversation_id FROM thread_alias WHERE channel_id = $1 AND key = $2", [.id(channel), .text(key)]
        ) { $0.id(0) }
    }

    public func addAlias(_ key: String, to conversation: ConversationID, in channel: ChannelID) throws {
        try sql.run(
            """
            INSERT INTO thread_alias (channel_id, key, conversation_id) VALUES ($1, $2, $3)
            ON CONFLICT (channel_id, key) DO UPDATE SET conversation_id = $3
            """, [.id(channel), .text(key), .id(conversation)])
    }

    /// Notes that a conversation hangs below an item that is not here yet.
    public func want(_ key: String, for conversation: ConversationID, in channel: ChannelID) throws {
        try sql.run(
            "INSERT INTO thread_wanted (channel_id, key, conversation_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            [.id(channel), .text(key), .id(conversation)])
    }

    /// The conversations that waited for this item, oldest first; they wait no longer.
    public func takeWanting(_ key: String, in channel: ChannelID) throws -> [ConversationID] {
        let wanting: [ConversationID] = try sql.rows(
            "SELECT conversation_id FROM thread_wanted WHERE channel_id = $1 AND key = $2 ORDER BY conversation_id",
            [.id(channel), .text(key)]
        ) { $0.id(0) }
        guard !wanting.isEmpty else { return [] }
        try sql.run("DELETE FROM thread_wanted WHERE channel_id = $1 AND key = $2", [.id(channel), .text(key)])
        return wanting
    }

    /// Moves everything that hangs on `other` to `kept` and takes `other` away.
    public func merge(_ other: Conversation, into kept: ConversationID) throws {
        for table in ["message", "thread_alias", "outbox", "held_echo"] {
            try sql.run(
                "UPDATE \(table) SET conversation_id = $2 WHERE conversation_id = $1", [.id(other.id), .id(kept)])
        }
        for (table, columns) in [
            ("thread_wanted", "channel_id, key"), ("conversation_label", "label, status, due_sort"),
            ("rule_applied", "message_id, place, rule, revision, matched, at"),
        ] {
            try sql.run(
                """
                INSERT INTO \(table) (conversation_id, \(columns)) SELECT $2, \(columns) FROM \(table) WHERE conversation_id = $1
                ON CONFLICT DO NOTHING
                """, [.id(other.id), .id(kept)])
            try sql.run("DELETE FROM \(table) WHERE conversation_id = $1", [.id(other.id)])
        }
        try sql.run("DELETE FROM promise WHERE conversation_id = $1", [.id(other.id)])
        try delete(other)
    }
}
