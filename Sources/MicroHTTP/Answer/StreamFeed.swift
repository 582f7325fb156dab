import CMicrohttpd
import HTTPCore
import Synchronization

/// A streamed answer: pieces come from a task, leave through libmicrohttpd, and wait in between, at most 256 KiB of them.
///
/// A peer that reads too slowly: an event stream is dropped, for it resumes by its last id; any other stream makes its
/// source wait, and is dropped when the peer takes nothing for as long as a request may last. As with `Exchange`, a
/// connection is suspended under the lock and resumed by whoever finds it suspended under the lock.
final class StreamFeed: Sendable {
    static let limit = 256 << 10

    fileprivate struct State {
        var pieces: [[UInt8]] = []
        /// The piece that is being read, and how much of it has been.
        var first = 0
        var offset = 0
        var waiting = 0
        var isFinished = false
        var isBroken = false
        var sleeper: Sleeper?
        /// The source, when it waits for room.
        var source: CheckedContinuation<Void, Never>?
    }

    /// `@unchecked Sendable`: resuming is the one thing another thread does with it, and libmicrohttpd allows that.
    fileprivate struct Sleeper: @unchecked Sendable { let connection: OpaquePointer }

    private let state = Mutex(State())
    private let pump = Mutex<Task<Void, Never>?>(nil)
    private let wire: Wire
    private let service: Service
    private let dropsWhenFull: Bool

    init(to wire: Wire, of service: Service, dropsWhenFull: Bool) {
        (self.wire, self.service, self.dropsWhenFull) = (wire, service, dropsWhenFull)
    }

    /// Starts pumping, and gives the answer that reads from here. It holds the feed until libmicrohttpd lets it go, which is
    /// when all is sent or the peer has left; then the source is cancelled.
    func start(_ source: AsyncStream<[UInt8]>, on connection: OpaquePointer) -> OpaquePointer? {
        let reader = Reader(feed: self, connection: connection)
        let context = Unmanaged.passRetained(reader)
        guard let response = MHD_create_response_from_callback(.max, 4_096, read, context.toOpaque(), release) else {
            context.release()
            return nil
        }
        wire.phase = .streaming
        // The kernel would hold megabytes more of events that nobody reads.
        if dropsWhenFull { SocketOption.sendBuffer.set(wire.socket, Int32(Self.limit / 2)) }
        let task = Task {
            for await piece in source where await !self.offer(piece) {
                // Leaving the loop would tell the source nothing; asking it once more, cancelled, does.
                withUnsafeCurrentTask { $0?.cancel() }
            }
            self.finish()
        }
        pump.withLock { $0 = task }
        wire.open(.stream(self), service)
        return response
    }

    /// No more pieces: what waits is still sent.
    func finish() {
        wake { $0.isFinished = true }
        pump.withLock { $0 }?.cancel()
    }

    /// The peer has left or is dropped: the connection is cut, then what waits is let go. A suspended connection would notice
    /// nothing by itself.
    func breakOff() {
        service.roster.cut(wire)
        letGo()
    }

    private func letGo() {
        wake { state in
            state.isBroken = true
            state.pieces = []
        }
        pump.withLock { $0 }?.cancel()
    }
}

// MARK: - The source's side

extension StreamFeed {
    /// - Returns: false once nobody reads any more.
    private func offer(_ piece: [UInt8]) async -> Bool {
        guard !piece.isEmpty else { return true }
        guard append(piece) else {
            breakOff()
            return false
        }
        if !dropsWhenFull { await room() }
        return state.withLock { !$0.isFinished && !$0.isBroken }
    }

    /// - Returns: false where the piece is one too many.
    private func append(_ piece: [UInt8]) -> Bool {
        var fits = true
        wake { state in
            guard !state.isFinished, !state.isBroken else { return }
            fits = !dropsWhenFull || state.waiting == 0 || state.waiting + piece.count <= Self.limit
            guard fits else { return }
            state.pieces.append(piece)
            state.waiting += piece.count
        }
        return fits
    }

    private func room() async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard state.waiting > Self.limit, !state.isFinished, !state.isBroken else { return true }
                state.source = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    /// Changes the state, and resumes the connection where it sleeps and the source where it waits for nothing any more.
    private func wake(_ change: (inout State) -> Void) {
        let (sleeper, source) = state.withLock { state in
            change(&state)
            defer { state.sleeper = nil }
            let source = state.isFinished || state.isBroken ? state.source : nil
            if source != nil { state.source = nil }
            return (state.sleeper, source)
        }
        if let sleeper { MHD_resume_connection(sleeper.connection) }
        source?.resume()
    }
}

// MARK: - libmicrohttpd's side

extension StreamFeed {
    /// What libmicrohttpd holds: the feed, and the connection to suspend while there is nothing to read.
    private final class Reader {
        let feed: StreamFeed
        let connection: OpaquePointer

        init(feed: StreamFeed, connection: OpaquePointer) { (self.feed, self.connection) = (feed, connection) }
    }

    private var read: MHD_ContentReaderCallback {
        { reader, _, buffer, room in
            let reader = Unmanaged<Reader>.fromOpaque(reader!).takeUnretainedValue()
            return reader.feed.fill(UnsafeMutableRawBufferPointer(start: buffer, count: room), reader.connection)
        }
    }

    private var release: MHD_ContentReaderFreeCallback {
        { reader in Unmanaged<Reader>.fromOpaque(reader!).takeRetainedValue().feed.letGo() }
    }

    private static let endOfStream = -1

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, _ connection: OpaquePointer) -> Int {
        let (count, source) = state.withLock { state -> (Int, CheckedContinuation<Void, Never>?) in
            // Not the end with an error: libmicrohttpd marks such a connection as closed, but comes back to clean it up only if
            // it is its oldest one (0.9.75). The end of the stream is written, which fails on a connection that was cut.
            if state.isBroken { return (Self.endOfStream, nil) }
            if state.waiting > 0 {
                let count = state.take(buffer)
                guard state.waiting <= Self.limit / 2, let source = state.source else { return (count, nil) }
                state.source = nil
                return (count, source)
            }
            if state.isFinished { return (Self.endOfStream, nil) }
            MHD_suspend_connection(connection)
            state.sleeper = Sleeper(connection: connection)
            return (0, nil)
        }
        source?.resume()
        // Each read proves that the peer took the last one. An event stream may take its time, for its buffer is the limit;
        // the end may not.
        let mayTakeItsTime = count == 0 || count > 0 && dropsWhenFull
        wire.deadline = mayTakeItsTime ? .never : .after(service.settings.requestDeadline)
        return count
    }
}

extension StreamFeed.State {
    /// Moves as much as fits.
    fileprivate mutating func take(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        var count = 0
        while count < buffer.count, first < pieces.count {
            let part = pieces[first][offset...].prefix(buffer.count - count)
            part.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: $0) }
            count += part.count
            offset += part.count
            guard offset == pieces[first].count else { break }
            pieces[first] = []
            (first, offset) = (first + 1, 0)
        }
        waiting -= count
        if first == pieces.count || first > 64 {
            pieces.removeFirst(first)
            first = 0
        }
        return count
    }
}
