import Expressions
public import InboxModel

/// A webhook call as the listener took it in. Header names are lower case.
public struct WebhookCall: Sendable {
    public var method: String
    /// The address the platform called, as registered with it: some signatures cover it.
    public var url: String
    public var query: [(name: String, value: String)]
    public var headers: [String: String]
    public var body: [UInt8]
    public var receivedAt: Timestamp

    public init(
        method: String, url: String, query: [(name: String, value: String)] = [], headers: [String: String] = [:],
        body: [UInt8] = [], receivedAt: Timestamp
    ) {
        (self.method, self.url, self.query) = (method, url, query)
        (self.headers, self.body, self.receivedAt) = (headers, body, receivedAt)
    }
}

/// What the listener does with a call.
public enum WebhookDecision: Sendable {
    /// 401, nothing stored; the answer does not tell which check failed.
    case refuse
    /// A handshake: this answer, nothing stored.
    case answer(WebhookAnswer)
    /// Store the raw call, then this answer.
    case store(RawDelivery, WebhookAnswer)
    /// Not to be told yet (the platform's public keys have to be read first): 503, so that it delivers again.
    case comeBack
}

/// One channel's part of a delivery to the address of an app.
public struct DeliveryShare: Sendable, Hashable {
    /// The id of the account on the platform; empty where an event names none.
    public var account: String
    /// The same bytes, with a context that tells which events are meant.
    public var delivery: RawDelivery

    public init(account: String, delivery: RawDelivery) { (self.account, self.delivery) = (account, delivery) }

    /// The context that stands for an account; the same text for the same account, always.
    public static func context(of account: String) -> String { (["account": .string(account)] as JSON).encodedText() }
}

/// What the platform hears.
public struct WebhookAnswer: Sendable, Hashable {
    public var status: Int
    public var type: String?
    public var body: [UInt8]

    public init(status: Int = 200, type: String? = nil, body: [UInt8] = []) {
        (self.status, self.type, self.body) = (status, type, body)
    }
}
