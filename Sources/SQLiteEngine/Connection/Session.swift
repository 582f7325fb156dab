import CSQLite
import SQLCore

/// The session a body sees: one transaction or savepoint of one connection.
final class Session: SQLSession {
    private let connection: Connection
    private var isOpen = true
    /// What SQLite refused last in this body, whether or not the body let it out.
    private(set) var lastFailure: SQLFailure?

    init(_ connection: Connection) { self.connection = connection }

    /// The body has returned: a session that it kept is of no more use.
    func end() { isOpen = false }

    func run(_ sql: String, _ values: [SQLValue]) throws(SQLFailure) -> Int {
        try heard { () throws(Refusal) in
            let statement = try take(sql)
            defer { connection.cache.giveBack(statement) }
            try statement.bind(values)
            let before = sqlite3_total_changes64(connection.handle)
            while try statement.step() {}
            // Statements that change no row leave the count of an earlier one behind.
            return before == sqlite3_total_changes64(connection.handle) ? 0 : Int(sqlite3_changes64(connection.handle))
        }
    }

    func forEach(_ sql: String, _ values: [SQLValue], _ each: (any SQLRow) throws -> Bool) throws {
        let statement = try heard { () throws(Refusal) in
            let statement = try take(sql)
            do throws(Refusal) { try statement.bind(values) } catch {
                connection.cache.giveBack(statement)
                throw error
            }
            return statement
        }
        let row = Row(statement)
        defer {
            row.end()
            connection.cache.giveBack(statement)
        }
        while try heard({ () throws(Refusal) in try statement.step() }) {
            guard try each(row) else { return }
        }
    }

    func script(_ sql: String) throws(SQLFailure) {
        try heard { () throws(Refusal) in
            try guardTransaction()
            try Statement.runScript(sql, on: connection)
        }
    }
}

extension Session {
    private func take(_ sql: String) throws(Refusal) -> Statement {
        try guardTransaction()
        let statement = try connection.cache.take(sql)
        if connection.role == .reader, statement.writes {
            connection.cache.giveBack(statement)
            throw Refusal(
                failure: .mistake("a read may not write: \(sql.prefix(300))"))
        }
        return statement
    }

    /// Without this a statement after a lost transaction would commit by itself, apart from its neighbours.
    private func guardTransaction() throws(Refusal) {
        precondition(isOpen, "an SQL session was used after its body had returned")
        if connection.isOutsideTransaction { throw Refusal(failure: .transactionGone) }
    }

    private func heard<Value>(_ body: () throws(Refusal) -> Value) throws(SQLFailure) -> Value {
        do { return try body() } catch {
            lastFailure = error.failure
            throw error.failure
        }
    }
}

/// The row a statement stands on.
final class Row: SQLRow {
    private let statement: Statement
    private let columns: Int
    private var isOpen = true

    init(_ statement: Statement) { (self.statement, columns) = (statement, statement.columnCount) }

    func end() { isOpen = false }

    func integer(_ column: Int) -> Int64 { statement.integer(value(column)) }
    func real(_ column: Int) -> Double { statement.real(value(column)) }
    func text(_ column: Int) -> String { statement.text(value(column)) }
    func blob(_ column: Int) -> [UInt8] { statement.blob(value(column)) }
    func isNull(_ column: Int) -> Bool { statement.isNull(place(column)) }

    private func place(_ column: Int) -> Int {
        precondition(isOpen, "an SQL row was used after its closure had returned")
        precondition(column >= 0 && column < columns, "column \(column) of \(columns) in: \(statement.sql)")
        return column
    }

    private func value(_ column: Int) -> Int {
        precondition(!statement.isNull(place(column)), "column \(column) is NULL in: \(statement.sql)")
        return column
    }
}
