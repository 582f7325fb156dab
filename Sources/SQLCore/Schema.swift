/// One step of a schema. Migrations only append: one that was ever released is never edited again.
public struct Migration: Sendable, Hashable {
    /// 1, 2, 3, … without a gap.
    public let number: Int
    /// A few words for the log: `outbox-attempts`.
    public let name: String
    /// Any number of statements; see `SQLSession.script`.
    public let sql: String

    public init(_ number: Int, _ name: String, sql: String) {
        (self.number, self.name, self.sql) = (number, name, sql)
    }
}

/// The tables a program expects, as the list of steps that lead there from an empty database.
///
/// The table `schema_version` holds one row for each step taken. A step and its row are one transaction, so a crash leaves the
/// step wholly done or not begun, and `SQLEngine.migrate` goes on from there.
public struct Schema: Sendable {
    public let migrations: [Migration]

    /// - Precondition: the numbers are 1, 2, 3, … in order.
    public init(_ migrations: [Migration]) {
        precondition(migrations.map(\.number) == Array(1..<migrations.count + 1), "migrations are numbered 1, 2, 3, … in order")
        self.migrations = migrations
    }

    /// The version this program knows: its last migration's number; 0 without any.
    public var version: Int { migrations.count }

    /// The version the store stands at; 0 before the first migration. A write: it makes the table `schema_version` if missing.
    static func recordedVersion(_ session: any SQLSession) throws -> Int {
        try session.run("create table if not exists schema_version (number bigint primary key, name text not null)")
        return try session.first("select max(number) from schema_version") { Int($0.optionalInteger(0) ?? 0) } ?? 0
    }

    /// Takes the first step that the store has not taken, or none, and returns it.
    func takeNextStep(_ session: any SQLSession) throws -> Migration? {
        let recorded = try Self.recordedVersion(session)
        guard recorded <= version else {
            throw SQLFailure(
                .unusable, "made by a newer Stellwerk (schema \(recorded), this program knows \(version))",
                advice: "Upgrade the program or restore a backup.")
        }
        guard recorded < version else { return nil }
        let next = migrations[recorded]
        do throws(SQLFailure) {
            try session.script(next.sql)
        } catch {
            throw SQLFailure(
                error.code, "migration \(next.number) (\(next.name)): \(error.message)", advice: error.advice)
        }
        try session.run(
            "insert into schema_version (number, name) values ($1, $2)", [.integer(Int64(next.number)), .text(next.name)])
        return next
    }
}

extension SQLEngine {
    /// Brings the store to `schema`, each step in a transaction of its own, and returns the steps taken now; none when it
    /// already stood there. Throws `.unusable` and changes nothing when the store was made by a newer program.
    @discardableResult
    public func migrate(_ schema: Schema) async throws -> [Migration] {
        var taken: [Migration] = []
        while let step = try await write({ try schema.takeNextStep($0) }) { taken.append(step) }
        return taken
    }
}
