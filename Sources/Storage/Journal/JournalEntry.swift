public import InboxModel

/// A raw delivery exactly as it came, with what is needed to read it again.
public struct JournalEntry: Sendable, Hashable {
    public enum State: String, CaseIterable, Codable, Sendable {
        /// Not read yet.
        case waiting
        case processed
        /// Some of it, or all, could not be mapped; see its refusals.
        case quarantined
        /// Came to the address of an app for an account that no channel has: kept for the channel that will.
        case unclaimed
    }

    public var id: DeliveryID
    public var channel: ChannelID
    /// `webhook`, `poll`, or the name of an edge listener.
    public var origin: String
    /// Its place at an edge listener; nil for what arrived here.
    public var sequence: Int64?
    public var stream: String?
    public var headers: [String: String]
    public var context: String?
    public var body: [UInt8]
    public var receivedAt: Timestamp
    public var isHistory: Bool
    public var state: State

    public init(
        id: DeliveryID, channel: ChannelID, origin: String, stream: String? = nil, headers: [String: String] = [:],
        context: String? = nil, body: [UInt8], receivedAt: Timestamp, isHistory: Bool = false, state: State = .waiting
    ) {
        (self.id, self.channel, self.origin, self.sequence, self.stream) = (id, channel, origin, nil, stream)
        (self.headers, self.context, self.body) = (headers, context, body)
        (self.receivedAt, self.isHistory, self.state) = (receivedAt, isHistory, state)
    }
}

extension JournalEntry {
    /// What stands where a channel would.
    public static let nobody = ChannelID(rawValue: 0)

    /// A delivery to the address of an app, for an account that no channel has. `context` names the account.
    public init(
        unclaimed id: DeliveryID, app: String, headers: [String: String], context: String?, body: [UInt8], receivedAt: Timestamp
    ) {
        self.init(
            id: id, channel: Self.nobody, origin: "webhook", stream: app, headers: headers, context: context, body: body,
            receivedAt: receivedAt, state: .unclaimed)
    }
}

/// Why a record of a delivery is in quarantine.
public struct JournalRefusal: Sendable, Hashable {
    /// Where in the delivery: `$.result[3]`.
    public var place: String
    public var reason: String
    public var advice: String
    /// The version of the connector that refused it.
    public var version: String

    public init(place: String, reason: String, advice: String, version: String) {
        (self.place, self.reason, self.advice, self.version) = (place, reason, advice, version)
    }
}

/// A delivery without its bytes, for lists.
public struct JournalLine: Sendable, Hashable {
    public var id: DeliveryID
    public var channel: ChannelID
    public var origin: String
    public var stream: String?
    public var receivedAt: Timestamp
    public var size: Int
    public var state: JournalEntry.State
}
