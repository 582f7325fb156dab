public import InboxModel
import SQLCore

/// What whose turn it is and how long it took depends on: a message without its words. Read from an index alone.
public struct MessageTrace: Sendable, Hashable {
    public var id: MessageID
    public var direction: Direction
    public var authorRole: AuthorRole
    public var at: Timestamp
    public var arrivedAt: Timestamp
    public var deletedAt: Timestamp?
    public var needsAnswer: Bool
    public var isConfirmed: Bool
    /// Written here; else on the platform itself.
    public var isThroughOutbox: Bool
}

/// A status the conversation had: since when on the platform, and when that became known here.
public struct StatusTrace: Sendable, Hashable {
    public var status: ConversationStatus
    public var since: Timestamp
    public var knownAt: Timestamp
}

extension InboxTransaction {
    /// Every message of a conversation that counts for its clocks, oldest first: notes and imported history do not.
    public func messageTraces(of conversation: ConversationID) throws -> [MessageTrace] {
        try sql.rows(
            """
            SELECT id, direction, author_role, at, arrived_at, deleted_at, needs_answer, is_confirmed, outbox_id
            FROM message WHERE conversation_id = $1 AND is_history = 0 AND direction <> 'note' ORDER BY at, id
            """, [.id(conversation)]
        ) {
            let entry: OutboxEntryID? = $0.optionalID(8)
            return MessageTrace(
                id: $0.id(0), direction: try $0.word(1), authorRole: try $0.word(2), at: $0.moment(3), arrivedAt: $0.moment(4),
                deletedAt: $0.optionalMoment(5), needsAnswer: $0.flag(6), isConfirmed: $0.flag(7), isThroughOutbox: entry != nil
            )
        }
    }

    /// Every status a conversation was given, in the order in which that was written.
    public func statusTraces(of conversation: ConversationID) throws -> [StatusTrace] {
        let changes = try sql.rows(
            """
            SELECT position, kind, at, channel_id, conversation_id, message_id, outbox_id, promise_id, user_id, detail
            FROM event WHERE conversation_id = $1 AND kind = 'statusChanged' ORDER BY position
            """, [.id(conversation)], Self.event)
        return changes.compactMap { change in
            guard let status = change.event.detail["to"].flatMap(ConversationStatus.init(rawValue:)) else { return nil }
            let since = change.event.detail["since"].flatMap(Timestamp.init(rfc3339:))
            return StatusTrace(status: status, since: since ?? change.event.at, knownAt: change.event.at)
        }
    }

    /// What people, not rules, have done to a conversation.
    public func kindsDoneByPeople(in conversation: ConversationID) throws -> Set<Event.Kind> {
        Set(
            try sql.rows(
                "SELECT DISTINCT kind FROM event WHERE conversation_id = $1 AND user_id IS NOT NULL", [.id(conversation)]
            ) { try $0.word(0) })
    }

    /// The oldest message that waits for an answer: needed, not deleted, and written after our last confirmed answer. Platforms
    /// stamp whole seconds and we do not: within one second the arrival decides.
    public func unanswered(in conversation: ConversationID) throws -> (id: MessageID, at: Timestamp)? {
        let answer = try lastAnswer(in: conversation)
        let after = answer.map { $0.second + 1_000 } ?? .min
        return try sql.first(
            """
            SELECT id, at FROM message
            WHERE conversation_id = $1 AND direction = 'inbound' AND needs_answer = 1 AND deleted_at IS NULL
              AND at >= $2 AND (at >= $3 OR arrived_at > $4)
            ORDER BY at, id LIMIT 1
            """,
            [.id(conversation), .integer(answer?.second ?? .min), .integer(after), .integer(answer?.arrivedAt ?? .min)]
        ) { ($0.id(0), $0.moment(1)) }
    }

    /// The second of our last confirmed answer by a person, and the latest arrival of those within it; in milliseconds.
    private func lastAnswer(in conversation: ConversationID) throws -> (second: Int64, arrivedAt: Int64)? {
        let answers =
            "FROM message WHERE conversation_id = $1 AND direction = 'outbound' AND is_confirmed = 1 AND author_role <> 'bot'"
        let newest = try sql.first("SELECT at \(answers) ORDER BY at DESC LIMIT 1", [.id(conversation)]) { $0.integer(0) }
        guard let newest else { return nil }
        let second = newest - newest % 1_000
        let arrivedAt = try sql.first(
            "SELECT max(arrived_at) \(answers) AND at >= $2", [.id(conversation), .integer(second)]
        ) { $0.integer(0) }
        return arrivedAt.map { (second, $0) }
    }
}
