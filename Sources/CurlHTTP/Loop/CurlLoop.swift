internal import CCurl
internal import Glibc
internal import HTTPCore
internal import Synchronization

/// The one thread all transfers run on, and libcurl's multi handle with it.
///
/// `@unchecked Sendable`: `inbox` is the only way in and has a lock; everything else is touched by the loop's thread alone,
/// but for `curl_multi_wakeup`, which libcurl allows from any thread.
final class CurlLoop: @unchecked Sendable {
    private enum Command {
        case start(Transfer)
        case cancel(UInt64)
        case goOn(UInt64)
        case use(OutboundPolicy)
    }

    private struct Inbox {
        var commands: [Command] = []
        var isStopped = false
    }

    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer
    private let settings: CurlSettings

    // Of the loop's thread.
    private var policy: OutboundPolicy
    private var transfers: [UInt64: Transfer] = [:]
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    private var lanes: [String: Lane] = [:]
    private var sweepAt: ContinuousClock.Instant = .now

    init(policy: OutboundPolicy, settings: CurlSettings) {
        CurlLibrary.ready()
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl has no memory for its loop") }
        (self.multi, self.policy, self.settings) = (multi, policy, settings)
        // A lane's cache is compared with this number, not all lanes' together.
        let code = stw_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.connectionsPerLane)
        precondition(code == CURLM_OK, "libcurl refuses its own option")
        LoopThread.start { [self] in run() }
    }

    // The thread holds the loop until it has ended, so nobody uses the handle any more.
    deinit { curl_multi_cleanup(multi) }

    // MARK: From any thread

    func start(_ transfer: Transfer) {
        if !post(.start(transfer)) { transfer.finish(transfer.cancelled()) }
    }

    func cancel(_ id: UInt64) { _ = post(.cancel(id)) }

    func goOn(_ id: UInt64) { _ = post(.goOn(id)) }

    func use(_ policy: OutboundPolicy) { _ = post(.use(policy)) }

    /// Cancels all calls and ends the thread.
    func stop() {
        inbox.withLock { $0.isStopped = true }
        curl_multi_wakeup(multi)
    }

    private func post(_ command: Command) -> Bool {
        let isOpen = inbox.withLock { inbox in
            guard !inbox.isStopped else { return false }
            inbox.commands.append(command)
            return true
        }
        if isOpen { curl_multi_wakeup(multi) }
        return isOpen
    }

    // MARK: The loop's thread

    private func run() {
        while true {
            let (commands, isStopped) = inbox.withLock { inbox in
                defer { inbox.commands = [] }
                return (inbox.commands, inbox.isStopped)
            }
            commands.forEach(obey)
            if isStopped { break }
            var stillRunning: Int32 = 0
            check(curl_multi_perform(multi, &stillRunning))
            collect()
            let now = ContinuousClock.now
            if now >= sweepAt { sweep(now) }
            let wait = min(max(0, (sweepAt - now).milliseconds + 1), 60_000)
            check(curl_multi_poll(multi, nil, 0, Int32(wait), nil))
        }
        for transfer in Array(transfers.values) { end(transfer, transfer.cancelled()) }
        lanes = [:]
    }

    private func obey(_ command: Command) {
        switch command {
        case .start(let transfer): enter(transfer)
        case .cancel(let id): if let transfer = transfers[id] { end(transfer, transfer.cancelled()) }
        case .goOn(let id):
            guard let transfer = transfers[id] else { return }
            transfer.goOn()
            if let look = transfer.nextLook { sweepAt = min(sweepAt, look) }
        case .use(let policy): self.policy = policy
        }
    }

    private func enter(_ transfer: Transfer) {
        transfers[transfer.id] = transfer
        let lane = lane(transfer.lane)
        if lane.running < settings.connectionsPerLane {
            lane.began()
            begin(transfer, in: lane)
        } else if lane.waiting.count < settings.waitingPerLane {
            lane.append(transfer)
            sweepAt = min(sweepAt, transfer.waitingDeadline)
        } else {
            transfers[transfer.id] = nil
            transfer.finish(transfer.crowdedOut(waiting: lane.waiting.count))
        }
    }

    private func lane(_ name: String) -> Lane {
        if let lane = lanes[name] { return lane }
        let lane = Lane()
        lanes[name] = lane
        return lane
    }

    /// Starts a hop of a transfer that holds a place in its lane.
    private func begin(_ transfer: Transfer, in lane: Lane) {
        do throws(HTTPFailure) {
            let now = ContinuousClock.now
            if let deadline = transfer.deadline, deadline <= now { throw transfer.timedOut() }
            let easy = try transfer.prepare(policy: policy, lane: lane, now: now)
            running[easy.pointer] = transfer
            check(curl_multi_add_handle(multi, easy.pointer))
            if let look = transfer.nextLook { sweepAt = min(sweepAt, look) }
        } catch {
            end(transfer, error)
        }
    }

    /// Takes what has ended.
    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = running.removeValue(forKey: easy)
            else { continue }
            // The message is libcurl's again as soon as the handle goes.
            let code = stw_result(message)
            check(curl_multi_remove_handle(multi, easy))
            if code != CURLE_OK {
                end(transfer, transfer.failure(of: code))
            } else if !transfer.head.isComplete {
                // libcurl takes a connection that closes amid the headers for a good end.
                end(transfer, transfer.failure(of: CURLE_PARTIAL_FILE))
            } else if transfer.follow() {
                begin(transfer, in: lane(transfer.lane))
            } else {
                end(transfer, nil)
            }
        }
    }

    /// Ends a transfer wherever it stands, and lets the next of its lane in.
    private func end(_ transfer: Transfer, _ failure: HTTPFailure?) {
        if let easy = transfer.easy?.pointer, running.removeValue(forKey: easy) != nil {
            check(curl_multi_remove_handle(multi, easy))
        }
        // Letting the next one in may have ended it already.
        guard transfers.removeValue(forKey: transfer.id) != nil else { return }
        let lane = lane(transfer.lane)
        let waited = lane.leave(transfer)
        transfer.finish(failure)
        guard !waited else { return }
        let now = ContinuousClock.now
        lane.ended(at: now)
        sweepAt = min(sweepAt, now + settings.keepsIdleLanes)
        if let next = lane.nextWaiting() {
            lane.began()
            begin(next, in: lane)
        }
        trimLanes()
    }

    // MARK: Time

    /// Ends what waited or kept silent too long, and closes the connections of lanes nobody uses.
    private func sweep(_ now: ContinuousClock.Instant) {
        sweepAt = now + .seconds(60)
        for transfer in Array(transfers.values) {
            if transfer.easy == nil, transfer.waitingDeadline <= now {
                end(transfer, transfer.waitedTooLong())
            } else if transfer.easy != nil, let look = transfer.nextLook, look <= now, transfer.isSilent(at: now) {
                end(transfer, transfer.silent())
            } else if let due = transfer.easy == nil ? transfer.waitingDeadline : transfer.nextLook {
                sweepAt = min(sweepAt, due)
            }
        }
        for (name, lane) in lanes {
            guard let end = lane.idleSince.map({ $0 + settings.keepsIdleLanes }) else { continue }
            if end <= now { lanes[name] = nil } else { sweepAt = min(sweepAt, end) }
        }
    }

    /// Thousands of polled channels must not keep a connection each: the lane that was left longest gives up its own.
    private func trimLanes() {
        guard lanes.count - running.count > CurlSettings.mostIdleLanes else { return }
        let idle = lanes.compactMap { name, lane in lane.idleSince.map { (name: name, since: $0) } }
        if let oldest = idle.min(by: { $0.since < $1.since }) { lanes[oldest.name] = nil }
    }

    /// libcurl refuses multi calls only for mistakes of ours or for want of memory.
    private func check(_ code: CURLMcode) {
        precondition(code == CURLM_OK, "libcurl's loop failed: \(String(cString: curl_multi_strerror(code)))")
    }
}
