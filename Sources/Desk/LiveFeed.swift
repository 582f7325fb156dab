public import InboxModel
public import Storage
import Synchronization

/// The way from a commit to everybody who watches. It carries no data: a reader that is woken reads the event log from where
/// it stands, so nothing is lost, doubled or out of order, however long it slept.
public final class LiveFeed: Sendable {
    private let store: InboxStore
    private let watchers = Mutex<[Int: AsyncStream<Void>.Continuation]>([:])

    init(store: InboxStore) { self.store = store }

    /// Says that something was committed.
    public func wake() {
        watchers.withLock { $0.values.forEach { $0.yield() } }
    }

    /// A stream of wake-ups, one at least after every commit from now on; several that nobody took become one.
    public func watch() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let key = watchers.withLock { watchers in
            let key = (watchers.keys.max() ?? 0) + 1
            watchers[key] = continuation
            return key
        }
        continuation.onTermination = { [weak self] _ in
            self?.watchers.withLock { _ = $0.removeValue(forKey: key) }
        }
        return stream
    }

    /// Events after a position, oldest first; nil for a position that nobody wrote.
    public func events(after position: StreamPosition?, limit: Int = 500) async throws -> [LoggedEvent]? {
        try await store.read { try $0.events(after: position, limit: limit) }
    }

    /// Where the stream ends now.
    public func end() async throws -> StreamPosition { try await store.read { try $0.endOfEvents() } }
}
