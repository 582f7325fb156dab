import CSQLite
import Glibc
import SQLCore

/// What SQLite answered, with what the writer must know beyond `SQLFailure`.
struct Refusal: Error {
    var failure: SQLFailure
    /// A write or a sync failed beneath us: what is durable is unknown, and the process must end.
    var isFatal = false
}

extension Refusal {
    /// - Parameters:
    ///   - extended: the extended result code.
    ///   - words: SQLite's own message.
    ///   - system: `errno` behind it, 0 if none.
    init(extended: Int32, words: String, system: Int32 = 0, isReader: Bool = false) {
        let row = Self.row(extended: extended, system: system, isReader: isReader)
        let cause = system == 0 ? "" : ": \(String(cString: strerror(system)))"
        failure = SQLFailure(row.code, "\(words) (SQLite \(extended)\(cause))", advice: row.advice)
        isFatal = row.isFatal
    }

    private typealias Row = (code: SQLFailure.Code, advice: String, isFatal: Bool)

    /// One table from SQLite's codes to ours.
    private static func row(extended: Int32, system: Int32, isReader: Bool) -> Row {
        switch extended & 0xFF {
        case SQLITE_CONSTRAINT:
            return (.constraint, "Nothing was written; look at the row named.", false)
        case SQLITE_BUSY, SQLITE_LOCKED:
            return (.busy, "Try again; if it stays, find the other process that holds the database.", false)
        case SQLITE_NOMEM:
            return noMemory
        case SQLITE_FULL:
            return fullDisk
        case SQLITE_IOERR:
            return inputOutput(extended: extended, system: system)
        case SQLITE_READONLY where isReader:
            return (.statement, "Write in `write`, not in `read`: this is a mistake in the program.", false)
        case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM:
            return (.unusable, "Check that the data folder exists and belongs to the user who runs this program.", false)
        case SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_FORMAT, SQLITE_PROTOCOL, SQLITE_NOLFS:
            return (.unusable, "Stop, keep a copy of the file, and restore the last backup.", false)
        case SQLITE_INTERRUPT:
            return (.cancelled, "Ask again.", false)
        case SQLITE_AUTH:
            return (.statement, "A body may not begin, end or nest transactions, nor attach files: the engine does.", false)
        default:
            return (.statement, "This is a mistake in the program: report it with this message.", false)
        }
    }

    private static let fullDisk: Row = (.storageFull, "Make room on the disk of the data folder; it goes on by itself.", false)

    private static let noMemory: Row = (.busy, "The machine has no memory left: stop something, or give it more.", false)

    private static func inputOutput(extended: Int32, system: Int32) -> Row {
        let advice = "Check the disk of the data folder, then start again: what was acknowledged is kept."
        let hasNoRoom = [ENOSPC, EDQUOT, EFBIG].contains(system)
        switch Int(extended) {
        case stw_sqlite_ioerr_nomem, stw_sqlite_ioerr_shmmap:
            return noMemory
        case stw_sqlite_ioerr_write where hasNoRoom, stw_sqlite_ioerr_shmsize where hasNoRoom:
            // A quota or a size limit is a full disk by another name. A group's pages without its commit mark count for nothing.
            return fullDisk
        case stw_sqlite_ioerr_read, stw_sqlite_ioerr_short_read, stw_sqlite_ioerr_shmsize:
            // Nothing written is in doubt: the log's index is rebuilt at will.
            return (.io, advice, false)
        default:
            // Also a sync that fails for want of space: the kernel has dropped the pages, and a second sync would lie.
            return (.io, advice, true)
        }
    }
}

extension SQLFailure {
    static let busyQueue = SQLFailure(
        .busy, "too many writes are waiting", advice: "Try again in a moment; if it stays, the disk is too slow for the load.")
    static let busyReaders = SQLFailure(
        .busy, "too many reads are waiting", advice: "Try again in a moment; if it stays, look for slow searches.")
    static let cancelled = SQLFailure(.cancelled, "cancelled before it began", advice: "Nothing was written.")
    static let cancelledRead = SQLFailure(.cancelled, "cancelled while it ran", advice: "Nobody waits for the answer any more.")
    static let closed = SQLFailure(.closed, "the store is shut down", advice: "Start the program again.")
    static let transactionGone = mistake("the transaction is gone: an earlier statement of this body rolled it back")

    static func tooLong(_ limit: Duration) -> SQLFailure {
        SQLFailure(.busy, "the read took longer than \(limit)", advice: "Ask for less at once.")
    }

    /// Our own mistake, found at run time.
    static func mistake(_ message: String) -> SQLFailure {
        SQLFailure(.statement, message, advice: "This is a mistake in the program: report it with this message.")
    }
}

/// SQLite's message for an error met while a statement runs, without what may be a bound value: the full-text parser and the
/// JSON functions quote what they were given.
func withoutValues(_ words: String) -> String {
    for stem in ["no such column: ", "unknown special query: "] where words.hasPrefix(stem) { return stem + "…" }
    let cut = words.prefix { $0 != "\"" && $0 != "'" }
    return cut.count == words.count ? words : cut + "…"
}
