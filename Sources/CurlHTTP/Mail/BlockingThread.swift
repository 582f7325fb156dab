internal import Glibc

/// Runs an actor on a thread of its own, so that it may block: one mail session, one connection, one thread.
///
/// `@unchecked Sendable`: `jobs` and `isStopped` are touched under `lock` only.
final class BlockingThread: SerialExecutor, @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let arrived: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [UnownedJob] = []
    private var isStopped = false

    init() {
        lock = .allocate(capacity: 1)
        arrived = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(arrived, nil)
        LoopThread.start { [self] in run() }
    }

    // The thread holds the executor until it has ended.
    deinit {
        pthread_cond_destroy(arrived)
        pthread_mutex_destroy(lock)
        arrived.deallocate()
        lock.deallocate()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(lock)
        jobs.append(job)
        pthread_cond_signal(arrived)
        pthread_mutex_unlock(lock)
    }

    /// Ends the thread once what was given has run. Called when the actor goes, so nothing can follow.
    func stop() {
        pthread_mutex_lock(lock)
        isStopped = true
        pthread_cond_signal(arrived)
        pthread_mutex_unlock(lock)
    }

    private func run() {
        while let next = take() { for job in next { job.runSynchronously(on: asUnownedSerialExecutor()) } }
    }

    private func take() -> [UnownedJob]? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while jobs.isEmpty {
            if isStopped { return nil }
            pthread_cond_wait(arrived, lock)
        }
        defer { jobs = [] }
        return jobs
    }
}
