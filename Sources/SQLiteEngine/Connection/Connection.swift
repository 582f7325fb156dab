import CSQLite
import SQLCore

/// One SQLite connection: owns the handle and its prepared statements, and belongs to one thread at a time.
final class Connection {
    /// What a connection is for; it decides flags and pragmas.
    enum Role {
        case writer
        case reader
        /// Only moves the log into the database file.
        case checkpointer
        /// Writes a new file that nobody else knows yet.
        case copy
    }

    let handle: OpaquePointer
    let role: Role
    /// Set when SQLite reported that a write or a sync failed beneath us; from then on nothing may be answered.
    private(set) var fatal: SQLFailure?
    /// True while the engine itself begins or ends transactions; bodies may not.
    fileprivate var controlsTransactions = false
    private(set) lazy var cache = StatementCache(self, limit: cacheLimit)
    /// Apart from the bodies' statements: one found in the cache is not compiled again, and so not asked about.
    private var controls: [Statement?] = Array(repeating: nil, count: Control.allCases.count)
    private let cacheLimit: Int

    init(_ path: String, _ role: Role, _ options: SQLiteDatabase.Options) throws(Refusal) {
        _ = Self.isConfigured
        self.role = role
        cacheLimit = options.statements
        var opened: OpaquePointer?
        // Every connection belongs to one thread, so SQLite need not lock it.
        let access = role == .reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        let status = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, options.fileSystem)
        guard status == SQLITE_OK, let opened else {
            let words = opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(status))
            let system = opened.map { sqlite3_system_errno($0) } ?? 0
            sqlite3_close_v2(opened)  // of a handle that never opened: nothing to lose
            throw Refusal(extended: status, words: "\(path): \(words)", system: system)
        }
        handle = opened
        try prepareForUse(options)
    }

    deinit {
        cache.removeAll()
        for statement in controls { statement?.finalise() }
        sqlite3_close_v2(handle)  // fails never: every statement was finalised above
    }

    /// Turned off once for the process: statistics cost a global lock at every allocation. Misuse is the only failure, and
    /// then they simply stay on.
    static let isConfigured = stw_sqlite_without_memory_statistics() == SQLITE_OK

    private func prepareForUse(_ options: SQLiteDatabase.Options) throws(Refusal) {
        try check(sqlite3_busy_timeout(handle, 5_000))
        // No double-quoted text (PostgreSQL has none), no trust in functions a foreign schema calls, no writing around SQLite.
        let switches = [
            (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_ENABLE_FKEY, 1),
        ]
        for (option, on) in switches { try check(stw_sqlite_switch(handle, Int32(option), Int32(on))) }
        for pragma in pragmas(options) { try execute("pragma " + pragma) }
        if role == .writer { try useLog() }
        try check(sqlite3_set_authorizer(handle, authorize, Unmanaged.passUnretained(self).toOpaque()))
    }

    private func pragmas(_ options: SQLiteDatabase.Options) -> [String] {
        let always = ["temp_store = memory", "cell_size_check = on", "mmap_size = 0"]
        switch role {
        case .writer:
            // secure_delete: what is erased is overwritten. The log is moved by the checkpointer, not by commits.
            return always + [
                "synchronous = full", "secure_delete = on", "wal_autocheckpoint = 0",
                "journal_size_limit = \(options.logLimit)", "cache_size = -\(options.writerCache / 1_024)",
            ]
        case .reader: return always + ["query_only = on", "cache_size = -\(options.readerCache / 1_024)"]
        case .checkpointer: return always + ["synchronous = full", "wal_autocheckpoint = 0", "cache_size = -64"]
        case .copy: return always + ["synchronous = off", "journal_mode = memory"]
        }
    }

    private func useLog() throws(Refusal) {
        let statement = try Statement("pragma journal_mode = wal", on: self)
        defer { statement.finalise() }
        guard try statement.step(), statement.text(0) == "wal" else {
            throw Refusal(
                failure: SQLFailure(
                    .unusable, "the file system of '\(path)' cannot hold a write-ahead log",
                    advice: "Put the data folder on a local disk, not on a network share."))
        }
    }

    /// The file's path as SQLite has it.
    var path: String { String(cString: sqlite3_db_filename(handle, "main")) }
}

// MARK: Errors

extension Connection {
    /// Turns a refusing code into the typed error, with SQLite's own message. The only place where codes are looked at.
    func check(_ status: Int32, statement sql: String? = nil, isRunning: Bool = false) throws(Refusal) {
        guard status != SQLITE_OK, status != SQLITE_ROW, status != SQLITE_DONE else { return }
        throw refusal(status, statement: sql, isRunning: isRunning)
    }

    private func refusal(_ status: Int32, statement sql: String?, isRunning: Bool) -> Refusal {
        var words = String(cString: sqlite3_errmsg(handle))
        if isRunning, status & 0xFF == SQLITE_ERROR { words = withoutValues(words) }
        let isSystem = [SQLITE_IOERR, SQLITE_CANTOPEN].contains(status & 0xFF)
        var refusal = Refusal(
            extended: status, words: words, system: isSystem ? sqlite3_system_errno(handle) : 0, isReader: role == .reader)
        if let sql, status & 0xFF == SQLITE_ERROR { refusal.failure.message += " in: \(sql.prefix(300))" }
        if refusal.isFatal, fatal == nil { fatal = refusal.failure }
        return refusal
    }
}

// MARK: Transactions

extension Connection {
    /// True when no transaction is open: none was begun, or an error took it away.
    var isOutsideTransaction: Bool { sqlite3_get_autocommit(handle) != 0 }

    /// The engine's own statements: the only ones that may begin and end transactions.
    enum Control: Int, CaseIterable {
        case begin, beginImmediate, commit, rollBack, savepoint, release, rollBackToSavepoint

        fileprivate var sql: String {
            switch self {
            case .begin: "begin"
            case .beginImmediate: "begin immediate"
            case .commit: "commit"
            case .rollBack: "rollback"
            case .savepoint: "savepoint body"
            case .release: "release body"
            case .rollBackToSavepoint: "rollback to body"
            }
        }
    }

    func control(_ control: Control) throws(Refusal) {
        controlsTransactions = true
        defer { controlsTransactions = false }
        let statement: Statement
        if let kept = controls[control.rawValue] { statement = kept } else { statement = try prepare(control) }
        defer { statement.reset() }
        while try statement.step() {}
    }

    private func prepare(_ control: Control) throws(Refusal) -> Statement {
        let statement = try Statement(control.sql, on: self, isKept: true)
        controls[control.rawValue] = statement
        return statement
    }

    /// Ends a transaction whose outcome no longer matters. It may be gone already.
    func rollBack() {
        guard !isOutsideTransaction else { return }
        do { try control(.rollBack) } catch {
            // ROLLBACK fails only when no transaction is open or a read is running; bodies leave no running statement behind.
            assertionFailure(error.failure.message)
        }
    }

    /// Runs a statement outside the cache, for start-up and rare upkeep. Rows are thrown away.
    func execute(_ sql: String) throws(Refusal) {
        let statement = try Statement(sql, on: self)
        defer { statement.finalise() }
        while try statement.step() {}
    }
}

/// Called while a statement is compiled: says no to transaction control and to other files, unless the engine asks.
private func authorize(
    connection: UnsafeMutableRawPointer?, action: Int32, first: UnsafePointer<CChar>?, second: UnsafePointer<CChar>?,
    database: UnsafePointer<CChar>?, trigger: UnsafePointer<CChar>?
) -> Int32 {
    switch action {
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT, SQLITE_ATTACH, SQLITE_DETACH:
        let connection = Unmanaged<Connection>.fromOpaque(connection!).takeUnretainedValue()
        return connection.controlsTransactions ? SQLITE_OK : SQLITE_DENY
    default: return SQLITE_OK
    }
}
