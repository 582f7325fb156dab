/// Something that waits for a thread.
class Job: @unchecked Sendable {
    // Sendable because `stage` is only touched under the queue's lock.
    fileprivate enum Stage { case new, waiting, begun, withdrawn }

    fileprivate var stage = Stage.new
}

/// A bounded line of jobs, first come first served, between any number of callers and the threads that work it off.
final class JobQueue<Waiting: Job>: @unchecked Sendable {
    // Sendable because jobs are handed over under the monitor's lock and belong to one thread afterwards.

    private struct State {
        var line = Line<Waiting>()
        var isClosed = false
    }

    /// What became of an offered job.
    enum Admission { case admitted, full, closed, withdrawn }

    private let state = Monitor(State())
    private let limit: Int

    /// - Parameter limit: how many jobs may wait; those begun do not count.
    init(limit: Int) { self.limit = limit }

    func offer(_ job: Waiting) -> Admission {
        state.change { state in
            if job.stage == .withdrawn { return .withdrawn }
            if state.isClosed { return .closed }
            if state.line.count >= limit { return .full }
            job.stage = .waiting
            state.line.append(job)
            return .admitted
        }
    }

    /// Takes a job out before it began; one not yet offered will be turned away. True when it had been waiting: the caller
    /// then tells its owner.
    func withdraw(_ job: Waiting) -> Bool {
        state.look { state in
            guard job.stage == .new || job.stage == .waiting else { return false }
            let wasWaiting = job.stage == .waiting
            job.stage = .withdrawn
            if wasWaiting { state.line.remove(job) }
            return wasWaiting
        }
    }

    /// The next job; blocks while there is none. Nil once the queue is closed and empty.
    func next() -> Waiting? {
        state.wait { state -> Waiting?? in
            if let job = state.line.popFirst() {
                job.stage = .begun
                return .some(job)
            }
            return state.isClosed ? .some(nil) : nil
        }
    }

    /// The next job if one is there.
    func nextIfWaiting() -> Waiting? {
        state.look { state in
            let job = state.line.popFirst()
            job?.stage = .begun
            return job
        }
    }

    /// Turns away every later offer; jobs that wait are still worked off.
    func close() { state.change(waking: .all) { $0.isClosed = true } }
}

/// A first-in, first-out array: taking from the front is cheap.
private struct Line<Element: AnyObject> {
    private var items: [Element?] = []
    private var head = 0

    var count: Int { items.count - head }

    mutating func append(_ item: Element) { items.append(item) }

    mutating func popFirst() -> Element? {
        guard head < items.count else { return nil }
        let item = items[head]
        items[head] = nil
        head += 1
        if head == items.count || head >= 1_024 {
            items.removeFirst(head)
            head = 0
        }
        return item
    }

    mutating func remove(_ item: Element) {
        if let place = items[head...].firstIndex(where: { $0 === item }) { items.remove(at: place) }
    }
}
