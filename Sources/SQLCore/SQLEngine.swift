/// The seam between the inbox and its database: SQLite today, PostgreSQL beside it later.
///
/// Bodies are synchronous, so no network call can hold a lock. A body may be run again (SQLite: when a neighbour in its group
/// took the whole transaction down; PostgreSQL: on 40001 and 40P01), so it touches nothing but the session it is given.
public protocol SQLEngine: Sendable {
    /// Runs `body` in a transaction of its own or in a group with others, each in its own savepoint, and returns after COMMIT is
    /// durable. A body that throws is rolled back alone and its error comes out here. Throws `SQLFailure` for the store's own.
    /// Cancelled before it began: removed with `.cancelled`; later: the true outcome.
    @discardableResult
    func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Result) async throws -> Result

    /// `write` for callers that are no Swift task, such as a C library's thread: never blocks. `completion` is called once, from a
    /// thread of the engine, when the outcome is durable; it must be short, for the next group waits for it.
    /// False when the queue is full or the engine is shut down: then `completion` is never called.
    func enqueue<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value,
        completion: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) -> Bool

    /// Runs `body` against one consistent snapshot, beside the writer. Writing in it is an error.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Result) async throws -> Result
}

/// One open transaction; valid only inside the body it was given to.
public protocol SQLSession {
    /// Runs one statement with `$1`, `$2`, … bound in order and returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue]) throws(SQLFailure) -> Int

    /// Runs one statement and hands each row to `each` until it returns false.
    func forEach(_ sql: String, _ values: [SQLValue], _ each: (any SQLRow) throws -> Bool) throws

    /// Runs any number of statements without parameters, as a migration holds them: triggers with their inner semicolons,
    /// comments, quoted text. Stops at the first that fails and names its line. Rows are thrown away.
    func script(_ sql: String) throws(SQLFailure)
}

/// One row of a result; valid only inside the closure it was given to. Columns count from 0. Reading NULL as a plain value
/// is our own mistake and stops the program; use the optional readers where NULL can stand.
public protocol SQLRow {
    func integer(_ column: Int) -> Int64
    func real(_ column: Int) -> Double
    func text(_ column: Int) -> String
    func blob(_ column: Int) -> [UInt8]
    func isNull(_ column: Int) -> Bool
}

extension SQLRow {
    public func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    public func optionalReal(_ column: Int) -> Double? { isNull(column) ? nil : real(column) }
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    public func optionalBlob(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }
    public func flag(_ column: Int) -> Bool { integer(column) != 0 }
}

extension SQLSession {
    /// Every row of a result, made into a value.
    public func rows<Value>(_ sql: String, _ values: [SQLValue] = [], _ make: (any SQLRow) throws -> Value) throws -> [Value] {
        var made: [Value] = []
        try forEach(sql, values) { row in
            made.append(try make(row))
            return true
        }
        return made
    }

    /// The first row of a result, or nil.
    public func first<Value>(_ sql: String, _ values: [SQLValue] = [], _ make: (any SQLRow) throws -> Value) throws -> Value? {
        var made: Value?
        try forEach(sql, values) { row in
            made = try make(row)
            return false
        }
        return made
    }

    @discardableResult
    public func run(_ sql: String) throws(SQLFailure) -> Int { try run(sql, []) }
}
