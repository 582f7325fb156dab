public import InboxModel
import Storage

/// What deliveries bring, mapped: the unit that `Desk.receive` takes.
public struct Batch: Sendable {
    public var channel: Channel
    public var items: [BatchItem]
    /// Cursors to save in the transaction of the last items they cover.
    public var cursors: [String: String]
    /// Taken as history: starts no clock and no rule.
    public var isHistory: Bool

    public init(
        channel: Channel, items: [BatchItem], cursors: [String: String] = [:], isHistory: Bool = false
    ) {
        (self.channel, self.items, self.cursors, self.isHistory) = (channel, items, cursors, isHistory)
    }
}

/// One arrival with the raw delivery it came in.
public struct BatchItem: Sendable {
    public var arrival: Arrival
    /// Its place in the journal.
    public var delivery: DeliveryID?
    public var receivedAt: Timestamp

    public init(_ arrival: Arrival, delivery: DeliveryID? = nil, receivedAt: Timestamp) {
        (self.arrival, self.delivery, self.receivedAt) = (arrival, delivery, receivedAt)
    }
}

/// What became of one item.
public enum ItemOutcome: Sendable, Hashable {
    case new
    /// Known, with other content.
    case changed
    /// Known, with the same content.
    case known
    /// An echo that may belong to a send under way: the delivery is to be read again when that has settled.
    case held
    /// It contradicts what is known; it belongs into quarantine.
    case refused(code: String, reason: String, advice: String)
}

extension Desk {
    /// How many items share a transaction: enough to fill a group, few enough not to delay a neighbour.
    private static let groupSize = 50

    /// Takes a batch in: deduplicates, finds people and conversations, applies rules, keeps the promises' clocks, writes the
    /// events, and saves the cursors with the last items they cover. One outcome per arrival, in order.
    public func receive(_ batch: Batch) async throws -> [ItemOutcome] {
        let book = houseBook
        let prepared = batch.items.map { PreparedArrival($0, of: batch.channel, book: book) }
        var outcomes: [ItemOutcome] = []
        for start in stride(from: 0, to: max(prepared.count, 1), by: Self.groupSize) {
            let group = prepared[start..<min(start + Self.groupSize, prepared.count)]
            let isLast = start + Self.groupSize >= prepared.count
            let (ids, now) = (ids, now())
            outcomes += try await change { transaction in
                guard let channel = try transaction.channel(batch.channel.id) else { return [] }
                var reception = Reception(
                    transaction, channel: channel, isHistory: batch.isHistory, book: book, ids: ids, now: now)
                let outcomes = try group.map { try reception.take($0) }
                if isLast {
                    for (key, cursor) in batch.cursors { try transaction.saveCursor(channel.id, key, cursor, at: now) }
                }
                return outcomes
            }
        }
        return outcomes
    }
}
