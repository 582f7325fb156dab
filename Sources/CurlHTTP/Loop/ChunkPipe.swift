internal import HTTPCore
internal import Synchronization

/// Carries a stream's chunks from the loop's thread to its one reader, and holds the sender back when the reader is slow.
final class ChunkPipe: Sendable {
    private struct State {
        var chunks: [[UInt8]] = []
        var bytes = 0
        /// Set once: nil inside for a good end.
        var end: HTTPFailure??
        var reader: CheckedContinuation<Void, Never>?
        /// Whether the loop was told to wait.
        var isHeld = false
    }

    /// Unread bytes beyond which the sender waits.
    static let high = 256 << 10

    private let state = Mutex(State())

    /// Loop's side. False: full, and `next` will say when to offer the bytes again.
    func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let reader: CheckedContinuation<Void, Never>?
        let isTaken: Bool
        (reader, isTaken) = state.withLock { state in
            guard state.bytes < Self.high else {
                state.isHeld = true
                return (nil, false)
            }
            state.chunks.append(Array(bytes))
            state.bytes += bytes.count
            return (state.reader.take(), true)
        }
        reader?.resume()
        return isTaken
    }

    /// Loop's side: nothing more comes. The first end counts.
    func end(_ failure: HTTPFailure?) {
        state.withLock { state in
            if state.end == nil { state.end = .some(failure) }
            return state.reader.take()
        }?.resume()
    }

    /// Reader's side: everything that lies there, or nil at the end.
    /// - Parameter goOn: called when a held sender may offer again.
    func next(goOn: () -> Void) async throws(HTTPFailure) -> [UInt8]? {
        while true {
            let (found, wasHeld) = state.withLock { state -> (Result<[UInt8]?, HTTPFailure>?, Bool) in
                guard state.chunks.isEmpty else {
                    let chunk = state.chunks.count == 1 ? state.chunks[0] : state.chunks.reduce(into: []) { $0 += $1 }
                    state.chunks = []
                    state.bytes = 0
                    defer { state.isHeld = false }
                    return (.success(chunk), state.isHeld)
                }
                guard let end = state.end else { return (nil, false) }
                return (end.map(Result.failure) ?? .success(nil), false)
            }
            if wasHeld { goOn() }
            if let found { return try found.get() }
            await waitForMore()
        }
    }

    private func waitForMore() async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard state.chunks.isEmpty, state.end == nil else { return true }
                precondition(state.reader == nil, "a stream has one reader")
                state.reader = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}
