public import InboxModel
import SQLCore

/// What is missing of authors and posts, and when the platform was last asked for it.
extension InboxTransaction {
    /// Authors of messages that came since, of whom something is missing and nobody asked lately; newest first.
    public func authorsToAsk(
        in channel: ChannelID, since: Timestamp, askedBefore: Timestamp, wantsName: Bool, wantsAvatar: Bool,
        wantsFollowers: Bool, limit: Int
    ) throws -> [Identity] {
        var missing: [String] = []
        if wantsName { missing.append("i.name IS NULL") }
        if wantsAvatar { missing.append("i.avatar IS NULL") }
        if wantsFollowers { missing.append("i.followers IS NULL") }
        guard !missing.isEmpty else { return [] }
        let ids: [IdentityID] = try sql.rows(
            """
            SELECT i.id FROM message m JOIN identity i ON i.id = m.identity_id
            WHERE m.channel_id = $1 AND m.at >= $2 AND m.direction = 'inbound' AND i.remote_id IS NOT NULL
              AND (\(missing.joined(separator: " OR ")))
              AND NOT EXISTS (SELECT 1 FROM lookup l
                WHERE l.channel_id = $1 AND l.subject = 'author ' || i.remote_id AND l.asked_at > $3)
            GROUP BY i.id ORDER BY max(m.id) DESC LIMIT $4
            """, [.id(channel), .moment(since), .moment(askedBefore), .number(limit)]
        ) { $0.id(0) }
        return try ids.compactMap { try identity($0) }
    }

    /// Posts of which neither title nor text is known and for which nobody asked lately; newest first.
    public func postsToAsk(in channel: ChannelID, askedBefore: Timestamp, limit: Int) throws -> [RemotePostID] {
        try sql.rows(
            """
            SELECT p.remote_id FROM post p
            WHERE p.channel_id = $1 AND p.title IS NULL AND p.excerpt IS NULL
              AND NOT EXISTS (SELECT 1 FROM lookup l
                WHERE l.channel_id = $1 AND l.subject = 'post ' || p.remote_id AND l.asked_at > $2)
            ORDER BY p.id DESC LIMIT $3
            """, [.id(channel), .moment(askedBefore), .number(limit)]
        ) { RemotePostID($0.text(0)) }
    }

    public func noteAsked(author: RemoteAuthorID, in channel: ChannelID, at now: Timestamp) throws {
        try noteAsked("author \(author)", channel, now)
    }

    public func noteAsked(post: RemotePostID, in channel: ChannelID, at now: Timestamp) throws {
        try noteAsked("post \(post)", channel, now)
    }

    private func noteAsked(_ subject: String, _ channel: ChannelID, _ now: Timestamp) throws {
        try sql.run(
            """
            INSERT INTO lookup (channel_id, subject, asked_at) VALUES ($1, $2, $3)
            ON CONFLICT (channel_id, subject) DO UPDATE SET asked_at = $3
            """, [.id(channel), .text(subject), .moment(now)])
    }

    // MARK: Budgets

    /// What was written down of a budget: a moment, and an amount that belongs to it.
    public func budget(_ key: String) throws -> (at: Timestamp, amount: Int64)? {
        try sql.first("SELECT at, amount FROM budget WHERE key = $1", [.text(key)]) { ($0.moment(0), $0.integer(1)) }
    }

    public func saveBudget(_ key: String, at: Timestamp, amount: Int64) throws {
        try sql.run(
            "INSERT INTO budget (key, at, amount) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE SET at = $2, amount = $3",
            [.text(key), .moment(at), .integer(amount)])
    }

    // MARK: People

    /// Renames the person behind an identity that had nothing but its id for a name.
    public func rename(_ contact: ContactID, from placeholder: String, to name: String) throws {
        try sql.run(
            "UPDATE contact SET name = $3 WHERE id = $1 AND name = $2", [.id(contact), .text(placeholder), .text(name)])
    }
}
