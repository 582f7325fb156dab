import Glibc
internal import Synchronization

/// A door that is opened once: a script waits before it, or a test waits until a script has come to it.
public final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    /// Opening writes a byte that nobody takes out: whoever waits for one, then or later, goes on.
    private let pipe: (read: Int32, write: Int32)

    public init() {
        var ends: [Int32] = [0, 0]
        precondition(Glibc.pipe(&ends) == 0, "no pipe is to be had")
        pipe = (ends[0], ends[1])
    }

    deinit {
        close(pipe.read)
        close(pipe.write)
    }

    public var isOpen: Bool { state.withLock { $0.isOpen } }

    public func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        _ = write(pipe.write, [1], 1)
        waiting.forEach { $0.resume() }
    }

    /// For tests: returns once the gate is open.
    public func opened() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    /// For scripts, which have a thread of their own: blocks until the gate is open.
    /// - Throws: `ScriptedServer.Ended` after 20 s, so that no script outlives its test by much.
    public func pass() throws {
        var waited = pollfd(fd: pipe.read, events: Int16(POLLIN), revents: 0)
        if poll(&waited, 1, 20_000) == 1 { return }
        throw ScriptedServer.Ended()
    }
}
