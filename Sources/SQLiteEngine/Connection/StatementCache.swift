import SQLCore

/// The prepared statements of one connection, by their text; the one not used for longest goes first.
final class StatementCache {
    // The connection owns the cache.
    private unowned let connection: Connection
    private let limit: Int
    private var kept: [String: Statement] = [:]
    private var clock: UInt64 = 0

    init(_ connection: Connection, limit: Int) { (self.connection, self.limit) = (connection, limit) }

    var count: Int { kept.count }

    /// A statement ready to bind. One that is already running, as in a nested use of the same text, gets a fresh twin.
    func take(_ sql: String) throws(Refusal) -> Statement {
        clock += 1
        if let statement = kept[sql], !statement.isBusy {
            statement.lastUse = clock
            statement.isBusy = true
            return statement
        }
        let statement = try Statement(sql, on: connection, isKept: true)
        statement.lastUse = clock
        statement.isBusy = true
        if kept[sql] == nil { keep(statement) }
        return statement
    }

    /// Ends a use; a twin is freed.
    func giveBack(_ statement: Statement) {
        statement.isBusy = false
        if kept[statement.sql] === statement { statement.reset() } else { statement.finalise() }
    }

    func removeAll() {
        for statement in kept.values { statement.finalise() }
        kept = [:]
    }

    private func keep(_ statement: Statement) {
        while kept.count >= limit, let oldest = kept.values.filter({ !$0.isBusy }).min(by: { $0.lastUse < $1.lastUse }) {
            kept[oldest.sql] = nil
            oldest.finalise()
        }
        kept[statement.sql] = statement
    }
}
