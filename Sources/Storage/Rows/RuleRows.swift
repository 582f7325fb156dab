public import InboxModel
import SQLCore

/// A rule that was applied to a conversation, with the values that matched: "why is this here?"
public struct RuleRecord: Sendable, Hashable {
    public var message: MessageID
    public var rule: String
    public var revision: String
    /// The condition's words with the values that met them, one a line.
    public var matched: String
    public var at: Timestamp

    public init(message: MessageID, rule: String, revision: String, matched: String, at: Timestamp) {
        (self.message, self.rule, self.revision, self.matched, self.at) = (message, rule, revision, matched, at)
    }
}

extension InboxTransaction {
    /// Records the rules applied because of one message, in their order.
    public func record(_ rules: [RuleRecord], on conversation: ConversationID) throws {
        for (place, applied) in rules.enumerated() {
            try sql.run(
                """
                INSERT INTO rule_applied (conversation_id, message_id, place, rule, revision, matched, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
                """,
                [
                    .id(conversation), .id(applied.message), .number(place), .text(applied.rule), .text(applied.revision),
                    .text(applied.matched), .moment(applied.at),
                ])
        }
    }

    /// The rules applied to a conversation, oldest first.
    public func appliedRules(of conversation: ConversationID) throws -> [RuleRecord] {
        try sql.rows(
            """
            SELECT message_id, rule, revision, matched, at FROM rule_applied WHERE conversation_id = $1
            ORDER BY at, message_id, place
            """, [.id(conversation)]
        ) { RuleRecord(message: $0.id(0), rule: $0.text(1), revision: $0.text(2), matched: $0.text(3), at: $0.moment(4)) }
    }
}
