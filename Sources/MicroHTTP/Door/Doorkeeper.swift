import Glibc
import HTTPCore
import Synchronization

/// The thread at the door: it accepts, turns away whoever is one too many, cuts the slow, and at the end sees everyone out
/// and stops the daemon.
///
/// libmicrohttpd could accept by itself, but it only stops accepting at its limit instead of saying so, spins when the
/// process has no descriptor left, and measures idleness alone: a byte a second keeps a connection for ever.
///
/// `@unchecked Sendable`: the variables belong to the door's thread; others leave an order under its lock and ring.
final class Doorkeeper: @unchecked Sendable {
    private struct Order {
        let deadline: Moment
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isDone = false
    }

    private let service: Service
    private let daemon: Daemon
    private let order = Mutex<Order?>(nil)
    private var socket: ListeningSocket?
    private var nextSweep = Moment.now
    private let pause: Moment

    init(_ socket: ListeningSocket, _ service: Service, _ daemon: Daemon) {
        (self.socket, self.service, self.daemon) = (socket, service, daemon)
        let settings = service.settings
        let shortest = min(
            settings.headDeadline, settings.requestDeadline, settings.answerDeadline, settings.idleDeadline
        ).nanoseconds
        pause = max(10_000_000, min(500_000_000, shortest / 8))
    }

    /// Opens the door. The thread keeps the doorkeeper until it is through.
    func start() throws(ListenerFailure) {
        var thread = pthread_t()
        let keeper = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            {
                Unmanaged<Doorkeeper>.fromOpaque($0!).takeRetainedValue().run(); return nil
            }, keeper.toOpaque())
        guard status == 0 else {
            keeper.release()
            daemon.stop()
            throw ListenerFailure(
                .system, "The system has no thread left.",
                advice: "Look at the limits of this process (`ulimit -u`) and start again.")
        }
        pthread_detach(thread)
    }

    /// Asks the door to close. Only the first call sets the deadline.
    func orderStop(within: Duration) {
        order.withLock { $0 = $0 ?? Order(deadline: .after(within)) }
        service.alarm.ring()
    }

    /// Waits until everyone has left and the daemon has stopped.
    func stopped() async {
        await withCheckedContinuation { continuation in
            let isDone = order.withLock { order in
                if order?.isDone == false { order?.waiting.append(continuation) }
                return order?.isDone != false
            }
            if isDone { continuation.resume() }
        }
    }
}

// MARK: - The thread

extension Doorkeeper {
    private func run() {
        while order.withLock({ $0 }) == nil {
            if wait(until: nextTurn) { accept() }
            sweep()
        }
        seeEveryoneOut()
        daemon.stop()
        let waiting = order.withLock { order in
            defer { order?.isDone = true }
            return order?.waiting ?? []
        }
        for continuation in waiting { continuation.resume() }
    }

    private var nextTurn: Moment { service.roster.count == 0 ? .never : nextSweep }

    /// - Returns: whether someone knocks.
    private func wait(until moment: Moment) -> Bool {
        var events = [pollfd(fd: service.alarm.descriptor, events: Int16(POLLIN), revents: 0)]
        if let socket { events.append(pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)) }
        let milliseconds = moment == .never ? -1 : Int32(clamping: max(0, moment - .now) / 1_000_000 + 1)
        poll(&events, nfds_t(events.count), milliseconds)
        if events[0].revents != 0 { service.alarm.silence() }
        return events.last!.revents != 0 && events.count == 2
    }

    private func sweep() {
        let now = Moment.now
        guard now >= nextSweep else { return }
        service.roster.sweep(now)
        nextSweep = now + pause
    }

    private func seeEveryoneOut() {
        let deadline = order.withLock { $0!.deadline }
        socket = nil
        service.stop = .gracefully
        service.roster.closeIdle()
        service.roster.end(.gracefully)
        waitForLast(until: deadline)
        service.stop = .now
        service.roster.end(.now)
        // An abandoned request may still get its 503 out; whoever does not take it at once is cut.
        waitForLast(until: .after(.milliseconds(250)))
        service.roster.cutAll()
        waitForLast(until: .never)
    }

    private func waitForLast(until deadline: Moment) {
        while service.roster.isServing, .now < deadline {
            _ = wait(until: min(deadline, nextSweep))
            sweep()
        }
    }
}

// MARK: - Accepting

extension Doorkeeper {
    /// A connection that resets before we get to it is no reason to stop; a process without descriptors waits a moment, while
    /// the system keeps the callers in its queue.
    private func accept() {
        guard let socket else { return }
        for _ in 0..<64 {
            var address = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let descriptor = withSocketAddress(&address) { Glibc.accept(socket.descriptor, $0, &length) }
            guard descriptor >= 0 else { return accepted(errno) }
            admit(descriptor, &address, length)
        }
    }

    private func accepted(_ code: Int32) {
        switch code {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: usleep(100_000)
        default: break
        }
    }

    private func admit(_ descriptor: Int32, _ address: inout sockaddr_storage, _ length: socklen_t) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        SocketOption.userTimeout.set(descriptor, 60_000)
        let (settings, peer) = (service.settings, PeerAddress(address))
        let isFromProxy = service.proxies.trusts(peer.address)
        let wire = Wire(socket: descriptor, peer: peer, isFromProxy: isFromProxy, headDue: .after(settings.headDeadline))
        // Behind a proxy, and behind a socket file, one peer is many.
        let perPeer = isFromProxy || peer.address == nil ? nil : settings.connectionsPerPeer
        guard service.roster.enter(wire, limit: settings.connections, perPeer: perPeer) else {
            close(descriptor)
            return
        }
        if !daemon.add(wire, &address, length) { service.roster.leave(wire) }
    }
}
