public import InboxModel
import SQLCore

/// A stored message as connectors see it again, before the contract's own type is made of it.
public struct StoredMessage: Sendable {
    public var message: Message
    public var thread: ThreadKey
    public var post: RemotePostID?
    public var author: RemoteAuthorID?
}

extension InboxTransaction {
    /// Messages to read again, newest first: those younger than `since`, and where `includingOpen`, those of open conversations.
    public func storedMessages(
        in channel: ChannelID, kinds: [MessageKind], since: Timestamp, includingOpen: Bool, includingOurs: Bool, limit: Int
    ) throws -> [StoredMessage] {
        let words = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let ids: [MessageID] = try sql.rows(
            """
            SELECT m.id FROM message m WHERE m.channel_id = $1 AND m.remote_id IS NOT NULL AND m.deleted_at IS NULL
              AND (m.at >= $2 OR ($3 = 1 AND m.conversation_id IN (
                SELECT id FROM conversation WHERE status = 'open' AND channel_id = $1)))
              \(words.isEmpty ? "" : "AND m.kind IN (\(words))") \(includingOurs ? "" : "AND m.direction = 'inbound'")
            ORDER BY m.at DESC, m.id DESC LIMIT $4
            """,
            [.id(channel), .moment(since), .flag(includingOpen), .number(limit)]
        ) { $0.id(0) }
        return try ids.compactMap { try storedMessage($0) }
    }

    /// One message with what its connector needs to act on it.
    public func storedMessage(_ id: MessageID) throws -> StoredMessage? {
        guard let message = try message(id), let conversation = try conversation(message.conversation) else { return nil }
        return StoredMessage(
            message: message, thread: conversation.threadKey,
            post: try conversation.post.flatMap { try post($0)?.remoteID },
            author: try message.identity.flatMap { try identity($0)?.remoteID })
    }
}
