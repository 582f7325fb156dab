import Glibc
public import SQLCore

extension SQLiteDatabase {
    /// How a database is run. The defaults are the product's; tests and benches turn some of them.
    public struct Options: Sendable {
        /// Threads that read, each with a connection opened at its first read.
        public var readers = 4
        /// How long one read may run before it ends with `.busy`.
        public var readTime = Duration.seconds(30)
        /// Called when a write or a sync failed beneath us, on the writer's thread. Must not return: it ends the process. When a
        /// test's one returns, the group's callers get `.io` and the engine is closed.
        public var onFatal: @Sendable (SQLFailure) -> Void = endProcess
        /// Hears what the engine does, on the engine's threads: must be short.
        public var observe: @Sendable (SQLiteObservation) -> Void = { _ in }

        /// Bodies that may wait for the writer, and reads for a reader.
        var waitingWrites = 4_096
        var waitingReads = 1_024
        /// A group ends at so many bodies, or after this time.
        var groupLimit = 200
        var groupTime = Duration.milliseconds(2)
        /// Prepared statements kept by each connection.
        var statements = 128
        /// Page caches in bytes.
        var writerCache = 8 << 20
        var readerCache = 2 << 20
        /// Pages the log may gain before the checkpointer moves them into the file.
        var checkpointPages = 1_000
        /// Pages of log at which the writer itself moves the rest, so that the log starts again from its beginning.
        var logPages = 4_000
        /// A log larger than this many bytes is cut back when it starts again.
        var logLimit = 32 << 20
        /// A file system registered with SQLite under this name; nil is the system's. For tests that break disks.
        var fileSystem: String?

        public init() {}
    }
}

/// A fact about the engine's work, for counters and the log.
public enum SQLiteObservation: Sendable {
    /// A group is durable: how many bodies it held (of these, refused ones), and how long it took from BEGIN to the end of COMMIT.
    case committed(bodies: Int, refused: Int, took: Duration)
    /// A whole group was refused.
    case groupRefused(bodies: Int, SQLFailure)
    /// An error took a group's transaction away; its bodies are run again one by one.
    case runAgain(bodies: Int)
    /// Pages of the log were moved into the file: how many the log holds and how many of them are moved.
    case checkpointed(pages: Int, moved: Int, byWriter: Bool, took: Duration)
    case checkpointFailed(SQLFailure)
}

/// The default of `onFatal`: says why and ends the process without cleaning up, because nothing more may be written or answered.
public func endProcess(_ failure: SQLFailure) {
    let line = "stellwerk: the store is broken, ending at once: \(failure.message). \(failure.advice)\n"
    _ = line.utf8.withContiguousStorageIfAvailable { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    _exit(3)
}
