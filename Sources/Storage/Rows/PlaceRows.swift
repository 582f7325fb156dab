public import InboxModel
import SQLCore

/// A place as it is kept: a room, board or post of ours that streams hang under.
public struct KeptPlace: Sendable, Hashable {
    public var id: String
    public var at: Timestamp?
    public var firstSeenAt: Timestamp
    public var keep: String?
}

extension InboxTransaction {
    /// Takes a place as it was listed. Nil: it was not known; else whether anything about it is new.
    public func note(_ place: ArrivedPlace, in channel: ChannelID, at now: Timestamp) throws -> Bool? {
        let known: (keep: String?, isGone: Bool)? = try sql.first(
            "SELECT keep, gone_at IS NOT NULL FROM place WHERE channel_id = $1 AND stream = $2 AND remote_id = $3",
            [.id(channel), .text(place.stream), .text(place.id)]
        ) { ($0.optionalText(0), $0.integer(1) == 1) }
        if let known, known.keep == place.keep, known.isGone == place.isGone { return false }
        try sql.run(
            """
            INSERT INTO place (channel_id, stream, remote_id, at, keep, first_seen_at, gone_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (channel_id, stream, remote_id) DO UPDATE SET at = coalesce($4, place.at), keep = $5, gone_at = $7
            """,
            [
                .id(channel), .text(place.stream), .text(place.id), .moment(place.at), .text(orNull: place.keep), .moment(now),
                .moment(place.isGone ? now : nil),
            ])
        return known == nil ? nil : true
    }

    /// The places of a stream that are not gone, newest first: those of `since` or later, and those without a time.
    public func places(in channel: ChannelID, of stream: String, since: Timestamp, limit: Int = 1_000) throws -> [KeptPlace] {
        try sql.rows(
            """
            SELECT remote_id, at, first_seen_at, keep FROM place
            WHERE channel_id = $1 AND stream = $2 AND gone_at IS NULL AND (at IS NULL OR at >= $3)
            ORDER BY coalesce(at, first_seen_at) DESC, remote_id LIMIT $4
            """,
            [.id(channel), .text(stream), .moment(since), .number(limit)]
        ) { KeptPlace(id: $0.text(0), at: $0.optionalMoment(1), firstSeenAt: $0.moment(2), keep: $0.optionalText(3)) }
    }
}
