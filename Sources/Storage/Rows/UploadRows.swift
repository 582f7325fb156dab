public import InboxModel
import SQLCore

/// Files beside answers, without their bytes.
extension InboxTransaction {
    private static var uploadColumns: String { "id, user_id, name, type, size, alternative, created_at, outbox_id" }

    public func insert(_ upload: Upload) throws {
        try sql.run(
            "INSERT INTO upload (\(Self.uploadColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                .id(upload.id), .id(upload.user), .text(upload.name), .text(upload.type), .integer(upload.size),
                .text(orNull: upload.alternative), .moment(upload.createdAt), .id(upload.entry),
            ])
    }

    public func upload(_ id: UploadID) throws -> Upload? {
        try sql.first("SELECT \(Self.uploadColumns) FROM upload WHERE id = $1", [.id(id)], Self.upload)
    }

    /// The files that an act carries, in the order they were given.
    public func uploads(of entry: OutboxEntryID) throws -> [Upload] {
        try sql.rows(
            "SELECT \(Self.uploadColumns) FROM upload WHERE outbox_id = $1 ORDER BY place, id", [.id(entry)], Self.upload)
    }

    /// How many files of a person wait beside no answer, and how many bytes they have.
    public func waitingUploads(of user: UserID) throws -> (count: Int, bytes: Int64) {
        try sql.first(
            "SELECT count(*), coalesce(sum(size), 0) FROM upload WHERE user_id = $1 AND outbox_id IS NULL", [.id(user)]
        ) { (Int($0.integer(0)), $0.integer(1)) } ?? (0, 0)
    }

    public func attach(_ upload: UploadID, to entry: OutboxEntryID, place: Int) throws {
        try sql.run(
            "UPDATE upload SET outbox_id = $2, place = $3 WHERE id = $1", [.id(upload), .id(entry), .number(place)])
    }

    /// Gives an act's files back: they can go with another answer. Their time begins anew.
    public func detachUploads(of entry: OutboxEntryID, at now: Timestamp) throws {
        try sql.run(
            "UPDATE upload SET outbox_id = NULL, place = NULL, created_at = $2 WHERE outbox_id = $1",
            [.id(entry), .moment(now)])
    }

    public func deleteUpload(_ id: UploadID) throws { try sql.run("DELETE FROM upload WHERE id = $1", [.id(id)]) }

    /// Files that nobody needs any more: beside no answer since `unusedSince`, or of an act that was settled before `settledBefore`.
    public func uploadsToDrop(unusedSince: Timestamp, settledBefore: Timestamp, limit: Int) throws -> [UploadID] {
        try sql.rows(
            """
            SELECT u.id FROM upload u LEFT JOIN outbox o ON o.id = u.outbox_id
            WHERE (u.outbox_id IS NULL AND u.created_at < $1)
              OR (o.state IN ('sent', 'cancelled') AND coalesce(o.sent_at, o.created_at) < $2)
            ORDER BY u.id LIMIT $3
            """, [.moment(unusedSince), .moment(settledBefore), .number(limit)]
        ) { $0.id(0) }
    }

    private static func upload(_ row: any SQLRow) throws -> Upload {
        var upload = Upload(
            id: row.id(0), user: row.id(1), name: row.text(2), type: row.text(3), size: row.integer(4),
            createdAt: row.moment(6))
        (upload.alternative, upload.entry) = (row.optionalText(5), row.optionalID(7))
        return upload
    }
}
