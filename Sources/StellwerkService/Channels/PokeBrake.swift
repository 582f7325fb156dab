import ConnectorKit
import Synchronization

/// Keeps polls that a platform's pushes ask for five seconds apart: a burst of pushes is answered by one poll at its start and one
/// at its end.
final class PokeBrake: Sendable {
    private struct State {
        var isPoked: Set<StreamName> = []
        var polledAt: [StreamName: ContinuousClock.Instant] = [:]
    }

    private static let rest = Duration.seconds(5)

    private let state = Mutex(State())

    /// A push asked for this stream.
    func poke(_ stream: StreamName) { state.withLock { _ = $0.isPoked.insert(stream) } }

    /// How long a poll that is about to begin has to wait, and notes that it begins then. Polls that nobody poked wait for nothing.
    func wait(for stream: StreamName, now: ContinuousClock.Instant) -> Duration {
        state.withLock { state in
            let last = state.polledAt[stream]
            let isPoked = state.isPoked.remove(stream) != nil
            let wait = isPoked ? last.map { max(.zero, $0 + Self.rest - now) } ?? .zero : .zero
            state.polledAt[stream] = now + wait
            return wait
        }
    }
}
