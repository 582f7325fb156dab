public import InboxModel

/// One act toward the platform, as the courier hands it over.
public struct Act: Sendable {
    public var verb: Verb
    /// Stable for one outbox entry over all its attempts: idempotency keys and our own Message-ID are made from it.
    public var key: String
    /// The item it is about; nil for what is published fresh.
    public var item: StoredItem?
    public var text: String
    public var subject: String?
    public var files: [OutgoingFile]
    /// Who at our side: a name for signatures, never an address.
    public var author: String?
    /// When the first attempt began: what reading back searches from.
    public var firstTriedAt: Timestamp

    public init(
        verb: Verb, key: String, item: StoredItem?, text: String = "", subject: String? = nil, files: [OutgoingFile] = [],
        author: String? = nil, firstTriedAt: Timestamp
    ) {
        (self.verb, self.key, self.item, self.text) = (verb, key, item, text)
        (self.subject, self.files, self.author, self.firstTriedAt) = (subject, files, author, firstTriedAt)
    }
}

/// A file an answer carries.
public struct OutgoingFile: Sendable, Hashable {
    public var name: String
    public var type: String
    public var bytes: [UInt8]
    /// What it shows, for those who cannot see it.
    public var alternative: String?
    /// A signed address from which the platform can fetch it for a while; nil where it cannot reach us.
    public var url: String?

    public init(name: String, type: String, bytes: [UInt8], alternative: String? = nil, url: String? = nil) {
        (self.name, self.type, self.bytes) = (name, type, bytes)
        (self.alternative, self.url) = (alternative, url)
    }
}

/// A file as it was fetched.
public struct FetchedFile: Sendable, Hashable {
    /// Bytes of the largest file that is fetched.
    public static let most = 32 << 20

    public var bytes: [UInt8]
    /// The media type the platform gives it; nobody has looked yet whether that is true.
    public var type: String?

    public init(bytes: [UInt8], type: String? = nil) { (self.bytes, self.type) = (bytes, type) }
}

/// What became of an attempt.
public enum SendOutcome: Sendable, Hashable {
    /// The platform confirmed it. `id` ties it to its later echo.
    case sent(id: RemoteMessageID?, at: Timestamp?, permalink: String?)
    /// Accepted, not visible yet; a receipt or an echo will tell.
    case pending(id: RemoteMessageID?)
    /// Certainly not sent, and worth another try: after `after` where the platform said so.
    case retry(after: Duration?, ConnectorFailure)
    /// Certainly not sent, and the channel must be mended first: the entry waits.
    case blocked(ConnectorFailure)
    /// Certainly not sent, and never will be as it stands.
    case failed(ConnectorFailure)
    /// It may have arrived: the act's `UnclearRule` decides.
    case unknown(ConnectorFailure)
}

/// What looking on the platform found.
public enum ReadBack: Sendable, Hashable {
    case found(id: RemoteMessageID?, at: Timestamp?, permalink: String?)
    case absent
}

/// The results of an act's finished steps: a retry goes on where it stood.
public protocol StepJournal: Sendable {
    /// The stored result of a step, as JSON text, or nil.
    func result(of step: Int) async throws -> String?
    /// Stores a step's result durably.
    func record(_ result: String, of step: Int) async throws
}

/// Why a call to a platform did not do what it should, classed once.
public struct ConnectorFailure: Error, Sendable, Hashable {
    public var label: ErrorLabel
    /// What happened, with the channel's and the platform's names; never a token, never message text.
    public var message: String
    public var advice: String
    /// How long the platform asked us to wait.
    public var retryAfter: Duration?
    /// True when a network fault, not the platform's word, stopped it.
    public var isNetworkFault: Bool

    public init(
        _ label: ErrorLabel, _ message: String, advice: String, retryAfter: Duration? = nil, isNetworkFault: Bool = false
    ) {
        (self.label, self.message, self.advice) = (label, message, advice)
        (self.retryAfter, self.isNetworkFault) = (retryAfter, isNetworkFault)
    }
}
