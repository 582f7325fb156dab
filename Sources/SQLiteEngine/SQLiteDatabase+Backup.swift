import SQLCore

extension SQLiteDatabase {
    /// Copies one consistent snapshot, taken now, into the file `target`, beside readers and the writer and without stopping them.
    ///
    /// The copy grows in `target.partial`, is checked with `pragma integrity_check`, synced, and only then takes the place of
    /// `target`: a crash leaves the old backup or the new one. It is one file without a log, readable for its owner alone. While it
    /// runs the database's log keeps growing. `progress` is called from the backup's thread. Cancelling removes the partial file.
    public func backup(to target: String, progress: @escaping @Sendable (BackupProgress) -> Void = { _ in }) async throws {
        let backup = Backup(source: path, target: target, options: options, progress: progress)
        let thread = try start(backup)
        await withTaskCancellationHandler {
            await thread.ended()
        } onCancel: {
            backup.cancel()
        }
        try backup.outcome()
    }

    private func start(_ backup: Backup) throws -> OwnThread {
        do {
            return try OwnThread.start("sqlite-backup") { [self] in
                backup.run()
                withExtendedLifetime(self) {}  // and with it the folder's lock
            }
        } catch { throw error.failure }
    }
}

/// How far a backup is, in pages.
public struct BackupProgress: Sendable, Hashable {
    public let copied: Int
    public let total: Int
}
