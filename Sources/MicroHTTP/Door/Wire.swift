import Glibc
import HTTPCore
import Synchronization

/// One connection, from accept to close.
///
/// `@unchecked Sendable`: the variables belong to the libmicrohttpd thread that serves the connection, always the same one,
/// and are touched by its callbacks alone; what other threads read is fixed, atomic or under a lock.
final class Wire: @unchecked Sendable {
    /// What the connection is about, as the doorkeeper needs to know it.
    enum Phase: UInt8 {
        /// Accepted, not yet with libmicrohttpd.
        case arriving
        /// Between two requests.
        case idle
        /// A request is coming in.
        case reading
        /// A request is whole or refused: it is being handled, or its answer is on its way.
        case answering
        /// The answer is a stream: the peer is watched, for nothing else would tell that it left.
        case streaming
    }

    let socket: Int32
    let peer: PeerAddress
    /// Whether the peer is a proxy whose word about others is believed.
    let isFromProxy: Bool
    /// What someone else must end when the listener stops.
    private let pending = Mutex<Pending?>(nil)
    private let due: Atomic<Moment>
    private let state: Atomic<UInt8>

    /// When the request that is being read began: at accept, later at its first line.
    var began: Moment
    var isFirstRequest = true
    var stage = Stage.idle
    /// Set where another request on this connection could be read differently than its sender meant, or is not wanted.
    var closesAfterAnswer = false

    /// What a proxy has sent so far; nil for everyone else.
    var ledger: Ledger?

    /// The request target as it stood in the first line, and where: libmicrohttpd takes it apart afterwards.
    var target: [UInt8] = []
    var targetStart: UnsafePointer<CChar>?

    init(socket: Int32, peer: PeerAddress, isFromProxy: Bool, headDue: Moment) {
        (self.socket, self.peer, self.isFromProxy) = (socket, peer, isFromProxy)
        ledger = isFromProxy ? Ledger(socket) : nil
        began = .now
        due = Atomic(headDue)
        state = Atomic(Phase.arriving.rawValue)
    }

    /// When the doorkeeper cuts the connection.
    var deadline: Moment {
        get { due.load(ordering: .relaxed) }
        set { due.store(newValue, ordering: .relaxed) }
    }

    /// Notes what is under way, and ends it at once where the listener has stopped meanwhile.
    func open(_ work: Pending, _ service: Service) {
        pending.withLock { $0 = work }
        end(service.stop)
    }

    /// What was under way has come to its answer.
    func settle() { pending.withLock { $0 = nil } }

    /// Ends what is under way, as far as the listener's stop asks for it.
    func end(_ stop: Service.Stop) {
        switch pending.withLock({ $0 }) {
        case .stream(let feed) where stop != .none: feed.finish()
        case .exchange(let exchange) where stop == .now: exchange.abandon(.stopping)
        default: break
        }
    }

    /// The deadline has passed, or the peer has left. A suspended connection would not notice a cut: what is under way on it
    /// is given up.
    /// - Returns: whether the connection is to be cut.
    func giveUp() -> Bool {
        switch pending.withLock({ $0 }) {
        case .exchange(let exchange):
            exchange.abandon(.overdue)
            return false
        case .stream(let feed):
            feed.breakOff()
            return true
        case nil: return true
        }
    }

    var phase: Phase {
        get { Phase(rawValue: state.load(ordering: .sequentiallyConsistent))! }
        set { state.store(newValue.rawValue, ordering: .sequentiallyConsistent) }
    }
}

// MARK: - A request's life, on the serving thread

extension Wire {
    /// libmicrohttpd has taken the connection over; its first head is due since accept.
    func rest(_ service: Service) {
        phase = .idle
        if service.stop != .none { service.roster.close(self) }
    }

    /// The first line is there: from here on the request has its own deadline.
    func begin(_ line: UnsafePointer<CChar>, _ settings: ListenerSettings) {
        phase = .reading
        stage = .head
        targetStart = line
        target.removeAll(keepingCapacity: true)
        target.append(contentsOf: UnsafeRawBufferPointer(start: line, count: strlen(line)))
        guard !isFirstRequest else {
            isFirstRequest = false
            return
        }
        began = .now
        deadline = .after(settings.headDeadline, from: began)
    }

    /// The request is over, one way or the other.
    func complete(_ service: Service) {
        settle()
        stage = .idle
        deadline = .after(service.settings.idleDeadline)
        rest(service)
    }
}

extension Wire {
    enum Pending {
        case exchange(Exchange)
        case stream(StreamFeed)
    }

    /// How far the current request has come.
    enum Stage {
        /// No request, or its first line is not complete.
        case idle
        /// The first line is there.
        case head
        /// Admitted; the body is being gathered.
        case body(Upload)
        /// Refused with a small body to come, which is read and dropped so that the connection survives.
        case dropping(HTTPResponse)
        /// Answered past libmicrohttpd and half closed; what still comes in is dropped, up to this many bytes.
        case lingering(Int)
        /// With the handler.
        case handling(Exchange)
        /// The answer is with libmicrohttpd.
        case answering
    }
}
