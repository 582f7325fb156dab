import Glibc
internal import Synchronization

/// A door that is opened once: a script waits before it, or a test waits until a script has come to it.
public final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    public init() {}

    public var isOpen: Bool { state.withLock { $0.isOpen } }

    public func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
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
        for _ in 0..<20_000 {
            if isOpen { return }
            usleep(1_000)
        }
        throw ScriptedServer.Ended()
    }
}
