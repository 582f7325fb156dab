import CSQLite
import SQLCore
import Synchronization

/// The threads that read, each with its own connection.
final class Readers: @unchecked Sendable {
    // Sendable because `threads` is written once, before anybody else knows this value; connections live inside the threads.
    let queue: JobQueue<ReadJob>
    private let path: String
    private let options: SQLiteDatabase.Options
    private var threads: [OwnThread] = []

    init(_ path: String, _ options: SQLiteDatabase.Options) {
        (self.path, self.options) = (path, options)
        queue = JobQueue(limit: options.waitingReads)
    }

    func start() throws(Refusal) {
        for number in 1...options.readers { threads.append(try OwnThread.start("sqlite-read-\(number)") { self.main() }) }
    }

    func stop() { queue.close() }

    func ended() async { for thread in threads { await thread.ended() } }

    private func main() {
        var opened: Connection?
        while let job = queue.next() {
            do throws(Refusal) {
                if opened == nil { opened = try Connection(path, .reader, options) }
                run(job, on: opened!)
            } catch {
                job.fail(error.failure)
            }
        }
    }

    private func run(_ job: ReadJob, on connection: Connection) {
        job.deadline = SuspendingClock.now + options.readTime
        let watched = Unmanaged.passUnretained(job).toOpaque()  // lives longer than the handler, which goes two lines below
        sqlite3_progress_handler(connection.handle, 4_000, shouldStop, watched)
        let error = attempt(job, on: connection)
        sqlite3_progress_handler(connection.handle, 0, nil, nil)
        if let error { job.fail(named(error, job)) } else { job.succeed() }
    }

    private func attempt(_ job: ReadJob, on connection: Connection) -> (any Error)? {
        let session = Session(connection)
        defer { session.end() }
        do {
            try connection.control(.begin)
            defer { connection.rollBack() }  // a snapshot has nothing to commit
            try job.attempt(session)
            return nil
        } catch {
            return (error as? Refusal)?.failure ?? error
        }
    }

    /// SQLite only says that it was interrupted; we know why.
    private func named(_ error: any Error, _ job: ReadJob) -> any Error {
        guard let failure = error as? SQLFailure, failure.code == .cancelled else { return error }
        return job.isCancelled.load(ordering: .relaxed) ? SQLFailure.cancelledRead : SQLFailure.tooLong(options.readTime)
    }
}

/// Called by SQLite every few thousand steps of a statement.
private func shouldStop(watched: UnsafeMutableRawPointer?) -> Int32 {
    let job = Unmanaged<ReadJob>.fromOpaque(watched!).takeUnretainedValue()
    return job.isCancelled.load(ordering: .relaxed) || job.isLate ? 1 : 0
}
