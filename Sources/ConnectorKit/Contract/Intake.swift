public import InboxModel

/// Where a connector puts what it fetched, and what it asks about the ground already covered. `StellwerkService` binds it to
/// the journal and the desk; the kit binds it to memory.
public protocol Intake: Sendable {
    /// Where this stream (or this parent's part of it) stood; nil before the first run.
    func cursor(_ key: String) async throws -> StreamCursor?

    /// Stores the page raw, then its items, then the cursors, and returns when all is durable: one verdict per item, in order.
    func take(_ page: PolledPage) async throws -> [Novelty]

    /// Items already stored that re-reading or a child stream needs, newest first.
    func stored(_ wanted: StoredQuery) async throws -> [StoredItem]

    /// Places that a stream brought and that are not gone, newest first: those written after `since`, and all that have no time.
    func places(of stream: StreamName, since: Timestamp) async throws -> [StoredPlace]
}

extension Intake {
    /// Where nobody keeps places there are none.
    public func places(of stream: StreamName, since: Timestamp) async throws -> [StoredPlace] { [] }
}

/// A polled page: its bytes, what they mean, and where the stream then stands.
public struct PolledPage: Sendable {
    public var delivery: RawDelivery
    public var interpretation: Interpretation
    /// Cursors to save with the items, by key.
    public var cursors: [String: StreamCursor]

    public init(delivery: RawDelivery, interpretation: Interpretation, cursors: [String: StreamCursor] = [:]) {
        (self.delivery, self.interpretation, self.cursors) = (delivery, interpretation, cursors)
    }
}

/// What an item turned out to be.
public enum Novelty: String, Sendable, Codable {
    case new
    /// Known, with other content: an edit or a deletion.
    case changed
    /// Known, with the same content: known ground.
    case known
    /// Refused and kept in quarantine.
    case quarantined
}

/// Bytes exactly as they came, with what is needed to read them again.
public struct RawDelivery: Sendable, Hashable {
    public enum Origin: String, Sendable, Codable { case webhook, poll }

    public var origin: Origin
    /// The stream polled, or nil for a webhook, whose `into` decides.
    public var stream: StreamName?
    /// Header lines a mapping may ask for; never credentials.
    public var headers: [String: String]
    public var body: [UInt8]
    /// What the connector wants back on replay (parent, mailbox, UID): a JSON object, opaque here.
    public var context: String?
    public var receivedAt: Timestamp
    /// Taken as history: starts no clock and no rule.
    public var isHistory: Bool

    public init(
        origin: Origin, stream: StreamName? = nil, headers: [String: String] = [:], body: [UInt8], context: String? = nil,
        receivedAt: Timestamp, isHistory: Bool = false
    ) {
        (self.origin, self.stream, self.headers, self.body) = (origin, stream, headers, body)
        (self.context, self.receivedAt, self.isHistory) = (context, receivedAt, isHistory)
    }
}

/// What a delivery means.
public struct Interpretation: Sendable {
    public var arrivals: [Arrival]
    /// Records that could not be mapped: they go to quarantine with the reason, the rest goes on.
    public var refused: [Refusal]
    /// Records no kind matched: counted, not kept apart.
    public var skipped: Int
    /// Streams to poll now (a push without content).
    public var poke: [StreamName]
    /// What the platform says about the channel itself: the app was removed, a bot was thrown out.
    public var signals: [ErrorLabel]

    public init(
        arrivals: [Arrival] = [], refused: [Refusal] = [], skipped: Int = 0, poke: [StreamName] = [],
        signals: [ErrorLabel] = []
    ) {
        (self.arrivals, self.refused, self.skipped) = (arrivals, refused, skipped)
        (self.poke, self.signals) = (poke, signals)
    }
}

/// One record that could not be mapped.
public struct Refusal: Sendable, Hashable {
    /// Where in the delivery: `$.result[3]`.
    public var place: String
    /// What went wrong, with the manifest's line where one is to blame; never message text.
    public var reason: String
    public var advice: String

    public init(place: String, reason: String, advice: String) {
        (self.place, self.reason, self.advice) = (place, reason, advice)
    }
}

/// Which stored items are wanted.
public struct StoredQuery: Sendable {
    /// Kinds; empty means all.
    public var kinds: [MessageKind]
    /// Younger than this, by the platform's time.
    public var within: Duration
    /// Besides, those of conversations that are open.
    public var includingOpen: Bool
    /// True: also our own.
    public var includingOurs: Bool
    public var limit: Int

    public init(
        kinds: [MessageKind] = [], within: Duration, includingOpen: Bool = true, includingOurs: Bool = false, limit: Int = 1_000
    ) {
        (self.kinds, self.within, self.includingOpen) = (kinds, within, includingOpen)
        (self.includingOurs, self.limit) = (includingOurs, limit)
    }
}

/// A stored message as a connector sees it again: `$item`, `$parent`.
public struct StoredItem: Sendable, Hashable {
    public var id: RemoteMessageID
    public var kind: MessageKind
    public var visibility: Visibility
    public var thread: ThreadKey
    public var parent: RemoteMessageID?
    public var post: RemotePostID?
    public var author: RemoteAuthorID?
    public var isOurs: Bool
    public var at: Timestamp
    public var subject: String?
    /// The JSON object the mapping kept.
    public var keep: String?

    public init(
        id: RemoteMessageID, kind: MessageKind, visibility: Visibility, thread: ThreadKey, parent: RemoteMessageID? = nil,
        post: RemotePostID? = nil, author: RemoteAuthorID? = nil, isOurs: Bool = false, at: Timestamp, subject: String? = nil,
        keep: String? = nil
    ) {
        (self.id, self.kind, self.visibility, self.thread) = (id, kind, visibility, thread)
        (self.parent, self.post, self.author, self.isOurs) = (parent, post, author, isOurs)
        (self.at, self.subject, self.keep) = (at, subject, keep)
    }
}
