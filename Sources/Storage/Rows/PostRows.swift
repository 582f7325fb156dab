public import InboxModel
import SQLCore

extension InboxTransaction {
    private static var postColumns: String { "id, channel_id, remote_id, url, title, excerpt, image, author, at" }

    public func post(_ id: PostID) throws -> Post? {
        try sql.first("SELECT \(Self.postColumns) FROM post WHERE id = $1", [.id(id)], Self.post)
    }

    public func post(in channel: ChannelID, _ remoteID: RemotePostID) throws -> Post? {
        try sql.first(
            "SELECT \(Self.postColumns) FROM post WHERE channel_id = $1 AND remote_id = $2",
            [.id(channel), .text(remoteID.rawValue)], Self.post)
    }

    /// Writes a post, new or known.
    public func save(_ post: Post) throws {
        try sql.run(
            """
            INSERT INTO post (\(Self.postColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (id) DO UPDATE SET url = $4, title = $5, excerpt = $6, image = $7, author = $8, at = $9
            """,
            [
                .id(post.id), .id(post.channel), .text(post.remoteID.rawValue), .text(orNull: post.url),
                .text(orNull: post.title), .text(orNull: post.excerpt), .text(orNull: post.image), .text(orNull: post.author),
                .moment(post.at),
            ])
    }

    /// Adds a point to a counter's series; the same value again adds nothing.
    public func count(_ post: PostID, _ name: String, _ value: Int64, at now: Timestamp) throws {
        let last = try sql.first(
            "SELECT value FROM post_count WHERE post_id = $1 AND name = $2 ORDER BY at DESC LIMIT 1", [.id(post), .text(name)]
        ) { $0.integer(0) }
        guard last != value else { return }
        try sql.run(
            """
            INSERT INTO post_count (post_id, name, at, value) VALUES ($1, $2, $3, $4)
            ON CONFLICT (post_id, name, at) DO UPDATE SET value = $4
            """,
            [.id(post), .text(name), .moment(now), .integer(value)])
    }

    /// The newest value of each counter of a post.
    public func counts(of post: PostID) throws -> [String: Int64] {
        let pairs = try sql.rows("SELECT name, value FROM post_count WHERE post_id = $1 ORDER BY at", [.id(post)]) {
            ($0.text(0), $0.integer(1))
        }
        return Dictionary(pairs) { $1 }
    }

    private static func post(_ row: any SQLRow) -> Post {
        var post = Post(id: row.id(0), channel: row.id(1), remoteID: RemotePostID(row.text(2)))
        post.url = row.optionalText(3)
        post.title = row.optionalText(4)
        post.excerpt = row.optionalText(5)
        post.image = row.optionalText(6)
        post.author = row.optionalText(7)
        post.at = row.optionalMoment(8)
        return post
    }
}
