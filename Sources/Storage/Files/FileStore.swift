public import InboxModel
public import SQLCore

/// The bytes of files beside answers: a database file of its own with its own writer, so that a large file delays neither an
/// acknowledgement nor the inbox. What a file is called and whose it is stands in the inbox.
public struct FileStore: Sendable {
    private let engine: any SQLEngine

    /// - Parameter engine: opened, and migrated by `FileStore.schema`.
    public init(_ engine: any SQLEngine) { self.engine = engine }

    public static let schema = Schema([Migration(1, "files", sql: first)])

    private static let first = """
        CREATE TABLE file (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
        """

    /// Keeps a file; durable when it returns.
    public func keep(_ bytes: [UInt8], as id: UploadID) async throws {
        try await engine.write { sql in try sql.run("INSERT INTO file (id, bytes) VALUES ($1, $2)", [.id(id), .blob(bytes)]) }
    }

    /// A file's bytes; nil where it is kept no longer.
    public func bytes(of id: UploadID) async throws -> [UInt8]? {
        try await engine.read { sql in try sql.first("SELECT bytes FROM file WHERE id = $1", [.id(id)]) { $0.blob(0) } }
    }

    public func drop(_ ids: [UploadID]) async throws {
        guard !ids.isEmpty else { return }
        try await engine.write { sql in for id in ids { try sql.run("DELETE FROM file WHERE id = $1", [.id(id)]) } }
    }
}
