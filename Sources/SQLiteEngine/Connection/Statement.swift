import CSQLite
import SQLCore

/// One prepared statement of one connection.
final class Statement {
    let sql: String
    private let handle: OpaquePointer
    // The connection owns the cache that owns this statement.
    private unowned let connection: Connection
    /// For each of SQLite's parameters, which of our values it takes: `$2` takes the second wherever it first stands.
    private let slots: [Int]
    /// How many values it takes: the largest `$n`.
    let valueCount: Int
    let writes: Bool
    /// Marks of the cache.
    var isBusy = false
    var lastUse: UInt64 = 0

    /// Compiles `sql`, which must be exactly one statement.
    convenience init(_ sql: String, on connection: Connection, isKept: Bool = false) throws(Refusal) {
        var rest = sql.utf8[...]
        guard let handle = try Self.compile(&rest, on: connection, isKept: isKept) else {
            throw Self.mistake("an empty statement", sql)
        }
        do throws(Refusal) {
            if let second = try Self.compile(&rest, on: connection, isKept: false) {
                sqlite3_finalize(second)  // was never run: no code to hear
                throw Self.mistake("more than one statement; use `script`", sql)
            }
            try self.init(handle, sql, on: connection)
        } catch {
            sqlite3_finalize(handle)  // was never run: no code to hear
            throw error
        }
    }

    private init(_ handle: OpaquePointer, _ sql: String, on connection: Connection) throws(Refusal) {
        (self.handle, self.sql, self.connection) = (handle, sql, connection)
        slots = try Self.slots(handle, sql)
        valueCount = slots.max().map { $0 + 1 } ?? 0
        writes = sqlite3_stmt_readonly(handle) == 0
    }

    /// Frees it; the caller's last word to it.
    func finalise() { sqlite3_finalize(handle) }  // repeats the last step's code, which was heard there

    private static func slots(_ handle: OpaquePointer, _ sql: String) throws(Refusal) -> [Int] {
        var slots: [Int] = []
        for index in 0..<sqlite3_bind_parameter_count(handle) {
            let name = sqlite3_bind_parameter_name(handle, index + 1).map { String(cString: $0) } ?? "?"
            guard name.hasPrefix("$"), let number = Int(name.dropFirst()), number > 0 else {
                throw mistake("parameter '\(name)' is not of the form $1", sql)
            }
            slots.append(number - 1)
        }
        return slots
    }

    fileprivate static func mistake(_ what: String, _ sql: String) -> Refusal {
        Refusal(failure: .mistake("\(what) in: \(sql.prefix(300))"))
    }
}

// MARK: Running

extension Statement {
    /// Binds `values` by number, so that a repeated `$1` is one value.
    func bind(_ values: [SQLValue]) throws(Refusal) {
        guard values.count == valueCount else {
            throw Self.mistake("\(valueCount) values wanted, \(values.count) given", sql)
        }
        for (index, slot) in slots.enumerated() {
            try connection.check(bind(values[slot], at: Int32(index + 1)), statement: sql)
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let number): return sqlite3_bind_int64(handle, index, number)
        case .real(let number): return sqlite3_bind_double(handle, index, number)
        case .text(var text): return text.withUTF8 { bindText($0, at: index) }
        case .blob(let bytes): return bytes.withUnsafeBytes { bindBlob($0, at: index) }
        }
    }

    private func bindText(_ text: UnsafeBufferPointer<UInt8>, at index: Int32) -> Int32 {
        text.withMemoryRebound(to: CChar.self) { characters in
            // A null pointer would bind NULL instead of the empty text.
            guard let start = characters.baseAddress else { return stw_sqlite_bind_text(handle, index, "", 0) }
            return stw_sqlite_bind_text(handle, index, start, UInt64(characters.count))
        }
    }

    private func bindBlob(_ bytes: UnsafeRawBufferPointer, at index: Int32) -> Int32 {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
        return stw_sqlite_bind_blob(handle, index, start, UInt64(bytes.count))
    }

    /// Goes on to the next row; false when there is none.
    func step() throws(Refusal) -> Bool {
        let status = sqlite3_step(handle)
        try connection.check(status, statement: sql, isRunning: true)
        return status == SQLITE_ROW
    }

    /// Makes it ready for the next use and lets go of the values.
    func reset() {
        sqlite3_reset(handle)  // repeats the last step's code, which was heard there
        sqlite3_clear_bindings(handle)  // always OK
    }
}

// MARK: Columns

extension Statement {
    func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }
    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }
    func real(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }
    var columnCount: Int { Int(sqlite3_column_count(handle)) }

    func text(_ column: Int) -> String {
        // The pointer first, then its length: the other way round SQLite may convert in between.
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func blob(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, Int32(column)) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
    }
}

// MARK: Compiling

extension Statement {
    /// Compiles the first statement of `rest` and moves `rest` behind it; nil when only space and comments are left.
    fileprivate static func compile(
        _ rest: inout Substring.UTF8View, on connection: Connection, isKept: Bool
    ) throws(Refusal) -> OpaquePointer? {
        let text = Array(rest)
        var statement: OpaquePointer?
        var used = 0
        let status = text.withUnsafeBytes { bytes -> Int32 in
            guard let start = bytes.bindMemory(to: CChar.self).baseAddress else { return SQLITE_OK }
            var tail: UnsafePointer<CChar>?
            let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
            let status = sqlite3_prepare_v3(connection.handle, start, Int32(text.count), flags, &statement, &tail)
            used = tail.map { $0 - start } ?? 0
            return status
        }
        try connection.check(status, statement: String(decoding: text, as: UTF8.self))
        rest = rest.dropFirst(used)
        return statement
    }

    /// Runs each statement of a script. The refusal names the line on which the failing one begins.
    static func runScript(_ sql: String, on connection: Connection) throws(Refusal) {
        var rest = sql.utf8[...]
        while true {
            rest = rest.drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            let line = sql.utf8[..<rest.startIndex].count { $0 == UInt8(ascii: "\n") } + 1
            do throws(Refusal) {
                guard let handle = try compile(&rest, on: connection, isKept: false) else { return }
                try runOnce(handle, on: connection)
            } catch {
                var refusal = error
                refusal.failure.message = "line \(line): \(refusal.failure.message)"
                throw refusal
            }
        }
    }

    private static func runOnce(_ handle: OpaquePointer, on connection: Connection) throws(Refusal) {
        let text = String(cString: sqlite3_sql(handle))
        let statement: Statement
        do throws(Refusal) { statement = try Statement(handle, text, on: connection) } catch {
            sqlite3_finalize(handle)  // was never run: no code to hear
            throw error
        }
        defer { statement.finalise() }
        try statement.bind([])
        while try statement.step() {}
    }
}
