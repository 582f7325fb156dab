public import SQLCore
import Synchronization

/// One SQLite file behind the seam: one writer that commits in groups, a few readers beside it, and a checkpointer.
///
/// Life cycle: lock the folder, open, migrate, use, `close()`. Dropping the last reference closes too, but does not wait.
///
/// - A **write** waits in a line of 4,096. The writer's thread takes up to 200 bodies, or as many as run within 2 ms, into one
///   transaction, each in a savepoint of its own, commits with one sync of the disk, and only then tells each caller its outcome.
/// - A **read** runs on one of four threads against a snapshot, never waits for the writer, and ends after 30 s.
/// - A **full disk** refuses the group with `.storageFull`; the next one tries again.
/// - A **failed write or sync** ends the process: what is durable is unknown, and only a fresh start can tell.
public final class SQLiteDatabase: SQLEngine {
    /// The file's path.
    public let path: String
    let folder: LockedFolder
    let options: Options
    private let writer: Writer
    private let readers: Readers
    private let checkpointer: Checkpointer

    /// Opens the file `name` in `folder`, making it if it is missing (for its owner alone), and starts the threads. Blocks while
    /// a log left by a crash is read again. Throws `.unusable` for a file that is no database, is damaged or cannot be opened.
    public init(_ name: String, in folder: LockedFolder, options: Options = Options()) throws(SQLFailure) {
        (self.path, self.folder, self.options) = (folder.file(name), folder, options)
        do throws(Refusal) {
            try makePrivateFile(path)
            let checkpointer = Checkpointer(path, options)
            self.checkpointer = checkpointer
            writer = try Writer(path, folder, options, checkpointer)
            readers = Readers(path, options)
            try writer.start()
            try readers.start()
            try checkpointer.start(for: writer)
        } catch {
            throw error.failure
        }
    }

    deinit { stop() }

    /// Shuts down: what waits is finished, later calls throw `.closed`, and the log is moved into the file.
    public func close() async {
        readers.stop()
        await readers.ended()
        checkpointer.stop()
        await checkpointer.ended()
        writer.stop()
        await writer.ended()
    }

    private func stop() {
        readers.stop()
        checkpointer.stop()
        writer.stop()
    }
}

// MARK: Writing

extension SQLiteDatabase {
    @discardableResult
    public func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Result) async throws -> Result {
        let write = Write(body)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                write.completion = { continuation.resume(with: $0) }
                switch writer.queue.offer(write) {
                case .admitted: break
                case .full: write.fail(SQLFailure.busyQueue)
                case .closed: write.fail(SQLFailure.closed)
                case .withdrawn: write.fail(SQLFailure.cancelled)
                }
            }
        } onCancel: {
            if writer.queue.withdraw(write) { write.fail(SQLFailure.cancelled) }
        }
    }

    public func enqueue<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value,
        completion: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) -> Bool {
        let write = Write(body)
        write.completion = completion
        return writer.queue.offer(write) == .admitted
    }
}

// MARK: Reading

extension SQLiteDatabase {
    /// See `SQLEngine.read`. Throws `.busy` when 1,024 reads wait or this one ran longer than it may, and `.cancelled` at once
    /// when its task is cancelled, even while it runs.
    public func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Result) async throws -> Result {
        let read = Read(body)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                read.completion = { continuation.resume(with: $0) }
                switch readers.queue.offer(read) {
                case .admitted: break
                case .full: read.fail(SQLFailure.busyReaders)
                case .closed: read.fail(SQLFailure.closed)
                case .withdrawn: read.fail(SQLFailure.cancelled)
                }
            }
        } onCancel: {
            read.isCancelled.store(true, ordering: .relaxed)
            if readers.queue.withdraw(read) { read.fail(SQLFailure.cancelled) }
        }
    }
}
