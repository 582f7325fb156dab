public import InboxModel
import SQLCore

extension InboxTransaction {
    private static var messageColumns: String {
        """
        id, channel_id, conversation_id, remote_id, kind, direction, visibility, parent, identity_id, author_role, user_id, text,
        html, subject, language, rating, attachments, keep, permalink, at, arrived_at, edited_at, deleted_at, revision,
        content_hash, needs_answer, needs_answer_reason, is_history, outbox_id, delivery_id, is_confirmed, hidden_at,
        is_edit_told
        """
    }

    public func message(_ id: MessageID) throws -> Message? {
        try sql.first("SELECT \(Self.messageColumns) FROM message WHERE id = $1", [.id(id)], Self.message)
    }

    /// The message a platform knows under this id, or under another id of the same item.
    public func message(in channel: ChannelID, _ remoteID: RemoteMessageID) throws -> Message? {
        let known = try sql.first(
            "SELECT \(Self.messageColumns) FROM message WHERE channel_id = $1 AND remote_id = $2",
            [.id(channel), .text(remoteID.rawValue)], Self.message)
        if let known { return known }
        let alias: MessageID? = try sql.first(
            "SELECT message_id FROM message_alias WHERE channel_id = $1 AND remote_id = $2",
            [.id(channel), .text(remoteID.rawValue)]
        ) { $0.id(0) }
        return try alias.flatMap { try message($0) }
    }

    /// A conversation's messages, oldest first by the platform's time; deleted ones too.
    public func messages(of conversation: ConversationID, limit: Int = 1_000) throws -> [Message] {
        try sql.rows(
            """
            SELECT \(Self.messageColumns) FROM (
              SELECT * FROM message WHERE conversation_id = $1 ORDER BY at DESC, id DESC LIMIT $2
            ) AS newest ORDER BY at, id
            """,
            [.id(conversation), .number(limit)], Self.message)
    }

    public func insert(_ message: Message) throws {
        try sql.run(
            """
            INSERT INTO message (\(Self.messageColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
              $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
            """,
            Self.values(message))
    }

    public func update(_ message: Message) throws {
        try sql.run(
            """
            UPDATE message SET channel_id = $2, conversation_id = $3, remote_id = $4, kind = $5, direction = $6, visibility = $7,
              parent = $8, identity_id = $9, author_role = $10, user_id = $11, text = $12, html = $13, subject = $14,
              language = $15, rating = $16, attachments = $17, keep = $18, permalink = $19, at = $20, arrived_at = $21,
              edited_at = $22, deleted_at = $23, revision = $24, content_hash = $25, needs_answer = $26,
              needs_answer_reason = $27, is_history = $28, outbox_id = $29, delivery_id = $30, is_confirmed = $31,
              hidden_at = $32, is_edit_told = $33
            WHERE id = $1
            """,
            Self.values(message))
    }

    /// Takes away a placeholder of our own that an echo has replaced.
    public func deletePlaceholder(_ message: MessageID) throws {
        try sql.run("DELETE FROM message WHERE id = $1 AND remote_id IS NULL", [.id(message)])
    }

    public func addAlias(_ remoteID: RemoteMessageID, of message: MessageID, in channel: ChannelID) throws {
        try sql.run(
            "INSERT INTO message_alias (channel_id, remote_id, message_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            [.id(channel), .text(remoteID.rawValue), .id(message)])
    }

    /// The customer's newest message that is still there.
    public func newestInbound(of conversation: ConversationID) throws -> Message? {
        try sql.first(
            """
            SELECT \(Self.messageColumns) FROM message
            WHERE conversation_id = $1 AND direction = 'inbound' AND deleted_at IS NULL ORDER BY at DESC, id DESC LIMIT 1
            """, [.id(conversation)], Self.message)
    }

    // MARK: Revisions

    /// Keeps a wording that is no longer, or was never, the current one.
    public func insertRevision(
        of message: Message, revision: Int, text: String, html: String?, rating: Int?, attachments: [Attachment],
        contentHash: String,
        editedAt: Timestamp?, seenAt: Timestamp
    ) throws {
        try sql.run(
            """
            INSERT INTO message_revision (message_id, revision, text, html, rating, attachments, content_hash, edited_at, seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .id(message.id), .number(revision), .text(text), .text(orNull: html), .number(rating),
                .text(orNull: attachments.stored), .text(contentHash), .moment(editedAt), .moment(seenAt),
            ])
    }

    /// True where this wording, as edited then, is known already.
    public func hasRevision(_ message: MessageID, contentHash: String, editedAt: Timestamp?) throws -> Bool {
        try sql.first(
            "SELECT 1 FROM message_revision WHERE message_id = $1 AND content_hash = $2 AND edited_at IS NOT DISTINCT FROM $3",
            [.id(message), .text(contentHash), .moment(editedAt)]
        ) { _ in true } ?? false
    }

    /// Earlier wordings, oldest first.
    public func revisions(of message: MessageID) throws -> [MessageRevision] {
        try sql.rows(
            """
            SELECT revision, text, html, rating, attachments, seen_at FROM message_revision WHERE message_id = $1
            ORDER BY coalesce(edited_at, seen_at), revision
            """, [.id(message)]
        ) {
            MessageRevision(
                revision: Int($0.integer(0)), text: $0.text(1), html: $0.optionalText(2), rating: $0.optionalInt(3),
                attachments: try [Attachment](stored: $0.optionalText(4)), seenAt: $0.moment(5))
        }
    }

    private static func values(_ m: Message) -> [SQLValue] {
        [
            .id(m.id), .id(m.channel), .id(m.conversation), .remote(m.remoteID), .word(m.kind), .word(m.direction),
            .word(m.visibility), .remote(m.parent), .id(m.identity), .word(m.authorRole), .id(m.user), .text(m.text),
            .text(orNull: m.html), .text(orNull: m.subject), .text(orNull: m.language), .number(m.rating),
            .text(orNull: m.attachments.stored), .text(orNull: m.keep), .text(orNull: m.permalink), .moment(m.at),
            .moment(m.arrivedAt), .moment(m.editedAt), .moment(m.deletedAt), .number(m.revision), .text(m.contentHash),
            .flag(m.needsAnswer), .text(orNull: m.needsAnswerReason), .flag(m.isHistory), .id(m.outboxEntry), .id(m.delivery),
            .flag(m.isConfirmed), .moment(m.hiddenAt), .flag(m.isEditTold),
        ]
    }

    private static func message(_ row: any SQLRow) throws -> Message {
        var message = Message(
            id: row.id(0), channel: row.id(1), conversation: row.id(2), remoteID: row.optionalRemote(3), kind: try row.word(4),
            direction: try row.word(5), visibility: try row.word(6), authorRole: try row.word(9), text: row.text(11),
            at: row.moment(19), arrivedAt: row.moment(20))
        message.parent = row.optionalRemote(7)
        message.identity = row.optionalID(8)
        message.user = row.optionalID(10)
        message.html = row.optionalText(12)
        message.subject = row.optionalText(13)
        message.language = row.optionalText(14)
        message.rating = row.optionalInt(15)
        message.attachments = try [Attachment](stored: row.optionalText(16))
        message.keep = row.optionalText(17)
        message.permalink = row.optionalText(18)
        message.editedAt = row.optionalMoment(21)
        message.deletedAt = row.optionalMoment(22)
        message.revision = Int(row.integer(23))
        message.contentHash = row.text(24)
        message.needsAnswer = row.flag(25)
        message.needsAnswerReason = row.optionalText(26)
        message.isHistory = row.flag(27)
        message.outboxEntry = row.optionalID(28)
        message.delivery = row.optionalID(29)
        message.isConfirmed = row.flag(30)
        message.hiddenAt = row.optionalMoment(31)
        message.isEditTold = row.flag(32)
        return message
    }
}
