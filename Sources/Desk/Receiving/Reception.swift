import InboxModel
import Storage

/// One transaction's worth of receiving for one channel: takes arrivals in one by one.
struct Reception {
    let transaction: InboxTransaction
    let channel: Channel
    let isHistory: Bool
    let book: HouseBook
    let ids: IdentifierSource
    let now: Timestamp
    /// Of the item that is being taken: the delivery it came in, and when that was.
    private(set) var delivery: DeliveryID?
    private(set) var receivedAt: Timestamp

    init(
        _ transaction: InboxTransaction, channel: Channel, isHistory: Bool, book: HouseBook, ids: IdentifierSource,
        now: Timestamp
    ) {
        (self.transaction, self.channel, self.isHistory) = (transaction, channel, isHistory)
        (self.book, self.ids, self.now, self.receivedAt) = (book, ids, now, now)
    }

    mutating func take(_ prepared: PreparedArrival) throws -> ItemOutcome {
        (delivery, receivedAt) = (prepared.item.delivery, prepared.item.receivedAt)
        return switch prepared.item.arrival {
        case .message(let message): try take(message, prepared)
        case .reaction(let reaction): try take(reaction)
        case .receipt(let receipt): try take(receipt)
        case .removal(let id, let at): try remove(id, at: at)
        case .post(let post): try take(post)
        case .place(let place): try take(place)
        }
    }

    /// The platform's time, cut to the arrival where it lies in the future.
    func moment(_ told: Timestamp?) -> Timestamp { min(told ?? receivedAt, receivedAt) }

    /// Brings a conversation's clocks and its place in the queue in line with its messages, and writes it if it changed.
    func settle(_ conversation: inout Conversation, from before: Conversation) throws {
        try ClockKeeper(transaction, book: book, ids: ids, now: now).keep(&conversation)
        try transaction.update(&conversation, from: before)
    }

    func record(_ kind: Event.Kind, _ message: Message, detail: [String: String] = [:]) throws {
        try transaction.record(
            Event(
                kind, at: now, channel: channel.id, conversation: message.conversation, message: message.id, detail: detail))
    }
}
