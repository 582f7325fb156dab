import CMicrohttpd
import HTTPCore
import Synchronization

/// One request on its way through the handler, and the one place where the answering thread meets the serving one.
///
/// A connection is suspended under this lock, and resumed by whoever finds it suspended under this lock: never a resume
/// before its suspend, never two. While it is suspended libmicrohttpd keeps it, so its pointer is good until the resume.
final class Exchange: Sendable {
    private enum State {
        /// The handler has the request, the serving thread is still in its callback.
        case open
        /// The connection sleeps until an answer comes.
        case suspended(Sleeper)
        case answered(HTTPResponse)
        /// The serving thread has the answer.
        case taken
    }

    /// `@unchecked Sendable`: resuming is the one thing another thread does with it, and libmicrohttpd allows that.
    private struct Sleeper: @unchecked Sendable { let connection: OpaquePointer }

    private let state = Mutex(State.open)
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Gives the answer; a second one is dropped.
    func answer(_ response: HTTPResponse) {
        let sleeper: Sleeper? = state.withLock { state in
            switch state {
            case .open:
                state = .answered(response)
                return nil
            case .suspended(let sleeper):
                state = .answered(response)
                return sleeper
            case .answered, .taken: return nil
            }
        }
        if let sleeper { MHD_resume_connection(sleeper.connection) }
    }

    /// Whether an answer is still wanted.
    var isOpen: Bool {
        state.withLock { state in
            switch state {
            case .open, .suspended: true
            case .answered, .taken: false
            }
        }
    }

    /// Called in libmicrohttpd's callback: the answer, if it is there.
    func take() -> HTTPResponse? {
        state.withLock { state in
            guard case .answered(let response) = state else { return nil }
            state = .taken
            return response
        }
    }

    /// Called in libmicrohttpd's callback: the answer if it is there, else the connection sleeps until it is.
    func takeOrSuspend(_ connection: OpaquePointer) -> HTTPResponse? {
        state.withLock { state in
            switch state {
            case .answered(let response):
                state = .taken
                return response
            case .open:
                MHD_suspend_connection(connection)
                state = .suspended(Sleeper(connection: connection))
                return nil
            case .suspended, .taken: return nil
            }
        }
    }

    /// Remembers the task that answers, so that `abandon` can cancel it.
    func run(_ task: Task<Void, Never>) { self.task.withLock { $0 = task } }

    /// Nobody waits any longer: the task is cancelled and the peer told.
    func abandon(_ refusal: Refusal) {
        task.withLock { $0 }?.cancel()
        answer(refusal.response)
    }
}

/// The handler's side of an exchange. When it is let go without an answer, the peer gets a 500 instead of silence.
final class ReplyTicket: Sendable {
    private let exchange: Exchange

    init(_ exchange: Exchange) { self.exchange = exchange }

    deinit { if exchange.isOpen { exchange.answer(Refusal.unanswered.response) } }

    func answer(_ response: HTTPResponse) { exchange.answer(response) }
}
