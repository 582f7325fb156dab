import CSQLite
import Glibc
import SQLCore
import Synchronization

/// One run of the online backup, on a thread of its own.
final class Backup: Sendable {
    private let source: String
    private let target: String
    private let options: SQLiteDatabase.Options
    private let progress: @Sendable (BackupProgress) -> Void
    private let isCancelled = Atomic(false)
    private let failure = Mutex<SQLFailure?>(nil)

    /// Pages copied at a time: 1 MiB.
    private static let pagesAtOnce: Int32 = 256

    init(
        source: String, target: String, options: SQLiteDatabase.Options, progress: @escaping @Sendable (BackupProgress) -> Void
    ) {
        (self.source, self.target, self.options, self.progress) = (source, target, options, progress)
    }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// After the thread has ended.
    func outcome() throws(SQLFailure) { if let failure = failure.withLock({ $0 }) { throw failure } }

    func run() {
        let partial = target + ".partial"
        do throws(Refusal) {
            unlink(partial)  // one that a crash left; if it cannot go, the next line says so
            try makePrivateFile(partial)
            try copy(to: partial)
            try put(partial, inPlaceOf: target)
        } catch {
            unlink(partial)  // what stays is overwritten by the next run
            failure.withLock { $0 = error.failure }
        }
    }

    private func copy(to partial: String) throws(Refusal) {
        let from = try Connection(source, .reader, options)
        // Held to the end: the copy would begin anew with every commit of the writer otherwise.
        try from.control(.begin)
        defer { from.rollBack() }
        try from.execute("select count(*) from sqlite_schema")
        let into = try Connection(partial, .copy, options)
        try copyPages(from, into)
        try into.execute("pragma journal_mode = delete")
        try checkIntegrity(into)
    }

    private func copyPages(_ from: Connection, _ into: Connection) throws(Refusal) {
        guard let backup = sqlite3_backup_init(into.handle, "main", from.handle, "main") else {
            return try into.check(sqlite3_extended_errcode(into.handle))
        }
        var status = SQLITE_OK
        while status == SQLITE_OK, !isCancelled.load(ordering: .relaxed) {
            status = sqlite3_backup_step(backup, Self.pagesAtOnce)
            let (total, left) = (Int(sqlite3_backup_pagecount(backup)), Int(sqlite3_backup_remaining(backup)))
            progress(BackupProgress(copied: total - left, total: total))
        }
        let end = sqlite3_backup_finish(backup)
        if status == SQLITE_OK { throw Refusal(failure: .cancelledBackup) }
        try into.check(end)
        try into.check(status)
    }

    private func checkIntegrity(_ copy: Connection) throws(Refusal) {
        let statement = try Statement("pragma integrity_check(10)", on: copy)
        defer { statement.finalise() }
        var faults: [String] = []
        while try statement.step() { faults.append(statement.text(0)) }
        guard faults == ["ok"] else {
            throw Refusal(
                failure: SQLFailure(
                    .unusable, "the copy of '\(source)' is damaged: \(faults.joined(separator: "; "))",
                    advice: "Keep earlier backups, and check the disk: the original may be damaged too."))
        }
    }

    private func put(_ partial: String, inPlaceOf target: String) throws(Refusal) {
        try sync(partial)
        // Leftovers of somebody who opened the old backup: its log must not be read into the new one.
        for leftover in ["-wal", "-shm", "-journal"] { unlink(target + leftover) }
        guard rename(partial, target) == 0 else { throw systemRefusal("cannot be put in place") }
        try sync(folder(of: target))
    }

    private func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func sync(_ path: String) throws(Refusal) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemRefusal("cannot be synced") }
        defer { close(descriptor) }  // synced or refused before: nothing to lose
        guard fsync(descriptor) == 0 else { throw systemRefusal("cannot be synced") }
    }

    private func systemRefusal(_ what: String) -> Refusal {
        Refusal(
            failure: SQLFailure(
                errno == ENOSPC ? .storageFull : .unusable, "backup '\(target)' \(what): \(String(cString: strerror(errno)))",
                advice: "Check that its folder exists, is writable and has room."))
    }
}

extension SQLFailure {
    fileprivate static let cancelledBackup = SQLFailure(
        .cancelled, "the backup was cancelled", advice: "Nothing was changed; start it again.")
}
