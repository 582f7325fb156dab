public import InboxModel
import SQLCore

/// One event with its place in the stream.
public struct LoggedEvent: Sendable, Hashable {
    public var position: StreamPosition
    public var event: Event
}

extension InboxTransaction {
    /// Writes a fact beside the change that made it true.
    public func record(_ event: Event) throws {
        try sql.run(
            """
            INSERT INTO event (kind, at, channel_id, conversation_id, message_id, outbox_id, promise_id, user_id, detail)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .word(event.kind), .moment(event.at), .id(event.channel), .id(event.conversation), .id(event.message),
                .id(event.outboxEntry), .id(event.promise), .id(event.user), .text(orNull: event.detail.stored),
            ])
    }

    /// Events after a position, oldest first; from the beginning for nil. A position nobody wrote is nil: start afresh.
    public func events(after position: StreamPosition?, limit: Int) throws -> [LoggedEvent]? {
        guard let after = position.map({ Int64($0.rawValue) }) ?? 0 else { return nil }
        return try sql.rows(
            """
            SELECT position, kind, at, channel_id, conversation_id, message_id, outbox_id, promise_id, user_id, detail
            FROM event WHERE position > $1 ORDER BY position LIMIT $2
            """, [.integer(after), .number(limit)], Self.event)
    }

    /// A conversation's events, oldest first.
    public func events(of conversation: ConversationID, limit: Int = 1_000) throws -> [LoggedEvent] {
        try sql.rows(
            """
            SELECT position, kind, at, channel_id, conversation_id, message_id, outbox_id, promise_id, user_id, detail
            FROM event WHERE conversation_id = $1 ORDER BY position LIMIT $2
            """, [.id(conversation), .number(limit)], Self.event)
    }

    /// Where the stream ends now.
    public func endOfEvents() throws -> StreamPosition {
        StreamPosition(String(try sql.first("SELECT coalesce(max(position), 0) FROM event") { $0.integer(0) } ?? 0))
    }

    static func event(_ row: any SQLRow) throws -> LoggedEvent {
        var event = Event(try row.word(1), at: row.moment(2))
        event.channel = row.optionalID(3)
        event.conversation = row.optionalID(4)
        event.message = row.optionalID(5)
        event.outboxEntry = row.optionalID(6)
        event.promise = row.optionalID(7)
        event.user = row.optionalID(8)
        event.detail = [String: String](stored: row.optionalText(9))
        return LoggedEvent(position: StreamPosition(String(row.integer(0))), event: event)
    }
}

extension [String: String] {
    /// `name=value` lines, sorted: details hold words and numbers of ours, never a line break.
    fileprivate var stored: String? {
        isEmpty ? nil : sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
    }

    fileprivate init(stored text: String?) {
        self.init()
        for line in (text ?? "").split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { self[String(parts[0])] = String(parts[1]) }
        }
    }
}
