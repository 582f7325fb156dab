import InboxModel
import Synchronization

/// The clock of a scenario: it stands, and sleeping moves it.
final class TapeTime: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }

    private let state: Mutex<Timestamp>

    init(_ start: Timestamp) { state = Mutex(start) }

    var wall: Timestamp { state.withLock { $0 } }
    var now: Instant { Instant(offset: .milliseconds(wall.milliseconds)) }
    var minimumResolution: Duration { .milliseconds(1) }

    func advance(by span: Duration) { state.withLock { $0 = $0 + span } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { now in
            let span = deadline.offset - .milliseconds(now.milliseconds)
            if span > .zero { now = now + span }
        }
    }
}
