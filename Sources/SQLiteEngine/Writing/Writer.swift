import CSQLite
import SQLCore
import Synchronization

/// The one thread that writes.
final class Writer: @unchecked Sendable {
    // Sendable because all but the queue and the flag is touched by the writer's own thread alone, once `start` was called.
    let queue: JobQueue<WriteJob>
    /// The checkpointer asks for the rest of the log to be moved between two groups.
    let wantsCheckpoint = Atomic(false)
    private var connection: Connection?
    private var folder: LockedFolder?
    private var thread: OwnThread?
    private let options: SQLiteDatabase.Options
    private let checkpointer: Checkpointer
    private let clock = SuspendingClock()

    init(
        _ path: String, _ folder: LockedFolder, _ options: SQLiteDatabase.Options, _ checkpointer: Checkpointer
    ) throws(Refusal) {
        queue = JobQueue(limit: options.waitingWrites)
        (self.folder, self.options, self.checkpointer) = (folder, options, checkpointer)
        let connection = try Connection(path, .writer, options)
        self.connection = connection
        sqlite3_wal_hook(connection.handle, logGrew, Unmanaged.passUnretained(checkpointer).toOpaque())
    }

    func start() throws(Refusal) { thread = try OwnThread.start("sqlite-writer") { self.main() } }

    func stop() { queue.close() }

    func ended() async { await thread?.ended() }

    private func main() {
        while let first = queue.next() {
            guard let connection else { break }
            runGroup(startingWith: first, on: connection)
            if wantsCheckpoint.exchange(false, ordering: .relaxed) { checkpointer.moveRest(on: connection) }
            if connection.fatal != nil, self.connection != nil { die(connection) }
        }
        while let job = queue.next() { job.fail(SQLFailure.closed) }
        connection = nil
        folder = nil
    }

    /// The end, unless a test wants to look at it.
    private func die(_ connection: Connection) {
        options.onFatal(connection.fatal!)
        queue.close()
        self.connection = nil
    }
}

// MARK: A group

extension Writer {
    /// One body of a group and how its attempt went. Errors are told after COMMIT too: a body may have failed over what a neighbour
    /// wrote, and that is true only once the neighbour is durable.
    private typealias Attempted = (job: WriteJob, error: (any Error)?)

    private func runGroup(startingWith first: WriteJob, on connection: Connection) {
        let start = clock.now
        do throws(Refusal) { try connection.control(.beginImmediate) } catch {
            return refuseAllWaiting(first, error.failure)
        }
        var group: [Attempted] = []
        var next = Optional(first)
        while let job = next {
            group.append((job, attempt(job, on: connection)))
            if connection.isOutsideTransaction { return transactionGone(group, on: connection) }
            let isFull = group.count >= options.groupLimit || clock.now - start >= options.groupTime
            next = isFull ? nil : queue.nextIfWaiting()
        }
        commit(group, since: start, on: connection)
    }

    /// Runs one body in a savepoint; its error rolls back that alone.
    private func attempt(_ job: WriteJob, on connection: Connection) -> (any Error)? {
        let session = Session(connection)
        defer { session.end() }
        do {
            try connection.control(.savepoint)
            do {
                try job.attempt(session)
            } catch {
                guard !connection.isOutsideTransaction else { return error }
                try connection.control(.rollBackToSavepoint)
                try connection.control(.release)
                return error
            }
            // A body that swallowed the error which took the transaction away has not succeeded.
            if connection.isOutsideTransaction { return session.lastFailure ?? .transactionGone }
            try connection.control(.release)
            return nil
        } catch {
            connection.rollBack()  // without its savepoint nothing in this group can be trusted
            return error.failure
        }
    }

    private func commit(_ group: [Attempted], since start: SuspendingClock.Instant, on connection: Connection) {
        do throws(Refusal) { try connection.control(.commit) } catch {
            return commitFailed(group, error.failure, on: connection)
        }
        let refused = group.count { $0.error != nil }
        options.observe(.committed(bodies: group.count, refused: refused, took: clock.now - start))
        for (job, error) in group { tell(job, error) }
    }

    private func tell(_ job: WriteJob, _ error: (any Error)?) {
        if let error { job.fail(error) } else { job.succeed() }
    }
}

// MARK: When things go wrong

extension Writer {
    private func commitFailed(_ group: [Attempted], _ failure: SQLFailure, on connection: Connection) {
        if connection.fatal != nil { return perish(group, on: connection) }
        connection.rollBack()
        // A constraint that is looked at only by COMMIT: somebody's, but whose?
        if failure.code == .constraint { return runOneByOne(group, on: connection) }
        refuse(group, failure)
        if failure.code == .storageFull { checkpointer.makeRoom() }
    }

    /// An error took the whole transaction away: a full disk, a conflict clause that says ROLLBACK.
    private func transactionGone(_ group: [Attempted], on connection: Connection) {
        if connection.fatal != nil { return perish(group, on: connection) }
        if let failure = group.last?.error as? SQLFailure, failure.code == .storageFull {
            refuse(group, failure)
            return checkpointer.makeRoom()
        }
        runOneByOne(group, on: connection)
    }

    /// Runs every body again in a transaction of its own, in the old order: also those that failed, for what they failed over may
    /// be gone. Each outcome is then true by itself.
    private func runOneByOne(_ group: [Attempted], on connection: Connection) {
        options.observe(.runAgain(bodies: group.count))
        for (place, attempted) in group.enumerated() {
            let start = clock.now
            let error = runAlone(attempted.job, on: connection)
            if connection.fatal != nil { return perish(Array(group[place...]), on: connection) }
            options.observe(.committed(bodies: 1, refused: error == nil ? 0 : 1, took: clock.now - start))
            tell(attempted.job, error)
        }
    }

    private func runAlone(_ job: WriteJob, on connection: Connection) -> (any Error)? {
        let session = Session(connection)
        defer { session.end() }
        do {
            try connection.control(.beginImmediate)
            defer { connection.rollBack() }  // after COMMIT: nothing to do
            try job.attempt(session)
            if connection.isOutsideTransaction { return session.lastFailure ?? .transactionGone }
            try connection.control(.commit)
            return nil
        } catch {
            return (error as? Refusal)?.failure ?? error
        }
    }

    private func refuse(_ group: [Attempted], _ failure: SQLFailure) {
        options.observe(.groupRefused(bodies: group.count, failure))
        for (job, _) in group { job.fail(failure) }
    }

    /// BEGIN was refused: whoever waits behind would only wait as long again.
    private func refuseAllWaiting(_ first: WriteJob, _ failure: SQLFailure) {
        var group: [Attempted] = [(first, nil)]
        while let job = queue.nextIfWaiting() { group.append((job, nil)) }
        refuse(group, failure)
        if failure.code == .storageFull { checkpointer.makeRoom() }
    }

    /// A write or a sync failed beneath us. In the product `onFatal` never returns, and nobody hears an outcome.
    private func perish(_ group: [Attempted], on connection: Connection) {
        let failure = connection.fatal!
        die(connection)
        refuse(group, failure)
    }
}

/// Called by SQLite after each commit, on the writer's thread, with the log's length in pages.
private func logGrew(
    checkpointer: UnsafeMutableRawPointer?, handle: OpaquePointer?, database: UnsafePointer<CChar>?, pages: Int32
) -> Int32 {
    Unmanaged<Checkpointer>.fromOpaque(checkpointer!).takeUnretainedValue().logGrew(to: Int(pages))
    return SQLITE_OK
}
