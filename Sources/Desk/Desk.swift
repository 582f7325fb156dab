public import InboxModel
public import Storage
import Synchronization

/// The use cases of the inbox, one file each. Every change is one transaction that writes rows, events and outbox together;
/// after its commit the live feed is woken. The desk never calls a platform: what must leave stands in the outbox.
public final class Desk: Sendable {
    public let store: InboxStore
    public let feed: LiveFeed
    let ids: IdentifierSource
    let now: @Sendable () -> Timestamp
    private let book: Mutex<HouseBook>

    /// - Parameters:
    ///   - book: rules, policies and calendars; replaced as a whole with `adopt(_:)`.
    ///   - now: the wall clock; nothing here asks the system for the time.
    public init(store: InboxStore, book: HouseBook, ids: IdentifierSource, now: @escaping @Sendable () -> Timestamp) {
        (self.store, self.ids, self.now) = (store, ids, now)
        self.book = Mutex(book)
        feed = LiveFeed(store: store)
    }

    /// The rules, policies and calendars in force.
    public var houseBook: HouseBook { book.withLock { $0 } }

    /// Puts other rules in force from the next message on.
    public func adopt(_ book: HouseBook) { self.book.withLock { $0 = book } }

    /// Runs a change and wakes the live feed once it is durable. Bodies may be run again: they take `now` and ids from outside.
    func change<Result: Sendable>(_ body: @escaping @Sendable (InboxTransaction) throws -> Result) async throws -> Result {
        let result = try await store.write(body)
        feed.wake()
        return result
    }
}
