public import InboxModel
import SQLCore

extension InboxTransaction {
    private static var channelColumns: String {
        """
        id, name, connector, space, account_id, account_name, is_paused, retired_at,
        state, state_since, last_success_at, newest_item_at, reason, advice
        """
    }

    /// Every channel, by name; retired ones too.
    public func channels() throws -> [Channel] {
        try sql.rows("SELECT \(Self.channelColumns) FROM channel ORDER BY name", [], Self.channel)
    }

    public func channel(_ id: ChannelID) throws -> Channel? {
        try sql.first("SELECT \(Self.channelColumns) FROM channel WHERE id = $1", [.integer(id.rawValue)], Self.channel)
    }

    public func channel(named name: String) throws -> Channel? {
        try sql.first("SELECT \(Self.channelColumns) FROM channel WHERE name = $1", [.text(name)], Self.channel)
    }

    /// Writes a channel, new or known.
    public func save(_ channel: Channel) throws {
        let health = channel.health
        try sql.run(
            """
            INSERT INTO channel (\(Self.channelColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            ON CONFLICT (id) DO UPDATE SET name = $2, connector = $3, space = $4, account_id = $5, account_name = $6,
              is_paused = $7, retired_at = $8, state = $9, state_since = $10, last_success_at = $11, newest_item_at = $12,
              reason = $13, advice = $14
            """,
            [
                .integer(channel.id.rawValue), .text(channel.name), .text(channel.connector), .text(channel.space.rawValue),
                .text(orNull: channel.accountID), .text(orNull: channel.accountName), .flag(channel.isPaused),
                .moment(channel.retiredAt), .text(health.state.rawValue), .moment(health.since), .moment(health.lastSuccessAt),
                .moment(health.newestItemAt), .text(orNull: health.reason), .text(orNull: health.advice),
            ])
    }

    /// Notes a call that went well, without a word in the event log.
    public func touch(_ channel: ChannelID, lastSuccessAt: Timestamp) throws {
        try sql.run(
            "UPDATE channel SET last_success_at = $2 WHERE id = $1 AND coalesce(last_success_at, 0) < $2",
            [.integer(channel.rawValue), .moment(lastSuccessAt)])
    }

    /// Moves the time of the newest item forward.
    public func touch(_ channel: ChannelID, newestItemAt: Timestamp) throws {
        try sql.run(
            "UPDATE channel SET newest_item_at = $2 WHERE id = $1 AND coalesce(newest_item_at, 0) < $2",
            [.integer(channel.rawValue), .moment(newestItemAt)])
    }

    public func cursor(_ channel: ChannelID, _ key: String) throws -> String? {
        try sql.first(
            "SELECT cursor FROM stream_cursor WHERE channel_id = $1 AND key = $2", [.integer(channel.rawValue), .text(key)]
        ) { $0.text(0) }
    }

    public func saveCursor(_ channel: ChannelID, _ key: String, _ cursor: String, at now: Timestamp) throws {
        try sql.run(
            """
            INSERT INTO stream_cursor (channel_id, key, cursor, saved_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (channel_id, key) DO UPDATE SET cursor = $3, saved_at = $4
            """,
            [.integer(channel.rawValue), .text(key), .text(cursor), .moment(now)])
    }

    private static func channel(_ row: any SQLRow) throws -> Channel {
        var channel = Channel(
            id: ChannelID(rawValue: row.integer(0)), name: row.text(1), connector: row.text(2),
            space: IdentitySpace(row.text(3)),
            health: ChannelHealth(
                state: try row.word(8), since: row.moment(9), lastSuccessAt: row.optionalMoment(10),
                newestItemAt: row.optionalMoment(11), reason: row.optionalText(12), advice: row.optionalText(13)))
        channel.accountID = row.optionalText(4)
        channel.accountName = row.optionalText(5)
        channel.isPaused = row.flag(6)
        channel.retiredAt = row.optionalMoment(7)
        return channel
    }
}
