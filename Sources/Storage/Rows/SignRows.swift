public import InboxModel
import SQLCore

/// What hangs on a remote id and may come before it: removals, reactions, receipts. Keyed by the remote id, so that any order
/// of arrival ends in the same rows.
extension InboxTransaction {
    /// Notes a removal; the earliest moment told stands. False if it was known.
    public func noteRemoval(_ target: RemoteMessageID, in channel: ChannelID, at moment: Timestamp) throws -> Bool {
        try sql.run(
            """
            INSERT INTO removal (channel_id, remote_id, at) VALUES ($1, $2, $3)
            ON CONFLICT (channel_id, remote_id) DO UPDATE SET at = $3 WHERE removal.at > $3
            """,
            [.id(channel), .text(target.rawValue), .moment(moment)]) > 0
    }

    /// Takes a removal back: what bears this id stands on the platform again.
    public func liftRemoval(of target: RemoteMessageID, in channel: ChannelID) throws {
        try sql.run("DELETE FROM removal WHERE channel_id = $1 AND remote_id = $2", [.id(channel), .text(target.rawValue)])
    }

    public func removal(of target: RemoteMessageID, in channel: ChannelID) throws -> Timestamp? {
        try sql.first(
            "SELECT at FROM removal WHERE channel_id = $1 AND remote_id = $2", [.id(channel), .text(target.rawValue)]
        ) { $0.moment(0) }
    }

    /// Writes a reaction; the newest word of its author about this value stands. False if nothing changed.
    public func note(
        reaction value: String, isRemoved: Bool, on target: RemoteMessageID, by identity: IdentityID, in channel: ChannelID,
        at moment: Timestamp
    ) throws -> Bool {
        try sql.run(
            """
            INSERT INTO reaction (channel_id, target, identity_id, value, at, is_removed) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (channel_id, target, identity_id, value) DO UPDATE SET at = $5, is_removed = $6
            WHERE reaction.at < $5 OR (reaction.at = $5 AND reaction.is_removed < $6)
            """,
            [
                .id(channel), .text(target.rawValue), .id(identity), .text(value), .moment(moment), .flag(isRemoved),
            ]) > 0
    }

    /// Takes back every reaction of an author that is older than `moment`. False if there was none.
    public func removeReactions(
        on target: RemoteMessageID, by identity: IdentityID, in channel: ChannelID, at moment: Timestamp
    ) throws -> Bool {
        try sql.run(
            """
            UPDATE reaction SET is_removed = 1, at = $4
            WHERE channel_id = $1 AND target = $2 AND identity_id = $3 AND at <= $4 AND is_removed = 0
            """,
            [.id(channel), .text(target.rawValue), .id(identity), .moment(moment)]) > 0
    }

    /// How often each value stands on a message.
    public func reactions(on target: RemoteMessageID, in channel: ChannelID) throws -> [(value: String, count: Int)] {
        try sql.rows(
            """
            SELECT value, count(*) FROM reaction WHERE channel_id = $1 AND target = $2 AND is_removed = 0
            GROUP BY value ORDER BY value
            """, [.id(channel), .text(target.rawValue)]
        ) { ($0.text(0), Int($0.integer(1))) }
    }

    /// Writes what became of a message of ours. False if it was known.
    public func note(_ receipt: ArrivedReceipt, in channel: ChannelID, at moment: Timestamp) throws -> Bool {
        try sql.run(
            """
            INSERT INTO receipt (channel_id, target, status, reason, at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (channel_id, target, status) DO NOTHING
            """,
            [
                .id(channel), .text(receipt.target.rawValue), .word(receipt.status), .text(orNull: receipt.reason),
                .moment(moment),
            ]) > 0
    }

    public func receipts(of target: RemoteMessageID, in channel: ChannelID) throws -> [ArrivedReceipt] {
        try sql.rows(
            "SELECT status, reason, at FROM receipt WHERE channel_id = $1 AND target = $2 ORDER BY at, status",
            [.id(channel), .text(target.rawValue)]
        ) { ArrivedReceipt(target: target, status: try $0.word(0), reason: $0.optionalText(1), at: $0.moment(2)) }
    }

    // MARK: Echoes that came before the answer to our own call

    /// Sets an echo aside until the send it may belong to has settled.
    public func hold(
        echo remoteID: RemoteMessageID, of conversation: ConversationID, in channel: ChannelID, delivery: DeliveryID,
        at now: Timestamp
    ) throws {
        try sql.run(
            """
            INSERT INTO held_echo (channel_id, remote_id, delivery_id, conversation_id, held_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """, [.id(channel), .text(remoteID.rawValue), .id(delivery), .id(conversation), .moment(now)])
    }

    /// The deliveries whose echoes waited for this conversation's send; they wait no longer.
    public func takeHeldEchoes(of conversation: ConversationID) throws -> [DeliveryID] {
        let held: [DeliveryID] = try sql.rows(
            "SELECT DISTINCT delivery_id FROM held_echo WHERE conversation_id = $1 ORDER BY delivery_id", [.id(conversation)]
        ) { $0.id(0) }
        guard !held.isEmpty else { return [] }
        try sql.run("DELETE FROM held_echo WHERE conversation_id = $1", [.id(conversation)])
        return held
    }
}
