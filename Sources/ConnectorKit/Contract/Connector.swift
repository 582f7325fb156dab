public import InboxModel

/// One channel's side of a platform, ready to work: settings and secrets are bound, calls go through the one guarded client.
/// Two implementations: the manifest interpreter (`ConnectorRuntime`) and mail (`MailConnector`).
///
/// Life: made when the channel's settings or its manifest change; `account()` at the start and as health probe; `poll` by the
/// poll loop, one call a stream at a time; `admit` by the listener for each webhook call; `interpret` for each journalled
/// delivery, again after a replay; `perform` and `readBack` by the courier. All of them may run at once.
public protocol Connector: Sendable {
    /// What the connector is and can do; the page offers nothing else.
    var profile: ConnectorProfile { get }

    /// Signs in and says who we are; the health probe.
    func account() async throws(ConnectorFailure) -> RemoteAccount

    /// Reads a stream from where it stood until nothing new is left (or one long poll has ended) and hands each page to
    /// `intake` before it asks for the next. Returns when the run is complete.
    func poll(_ stream: StreamName, intake: any Intake) async throws(ConnectorFailure)

    /// Looks at a webhook call: verification first, always, over the raw bytes. Pure and quick; runs on the listener's thread.
    func admit(_ call: WebhookCall) -> WebhookDecision

    /// Maps a raw delivery. Pure: the same bytes give the same items after a restart and on replay.
    /// One bad record lands in `Interpretation.refused` and stops nothing.
    func interpret(_ delivery: RawDelivery) -> Interpretation

    /// Carries out one act. Never throws: what became of it is a value.
    func perform(_ act: Act, steps: any StepJournal) async -> SendOutcome

    /// Looks on the platform for an act whose outcome is unclear. Only asked where the act's rule is `.readBack`.
    func readBack(_ act: Act) async throws(ConnectorFailure) -> ReadBack

    /// Makes sure the platform delivers to `address` (looks first, then creates); does nothing where there are no webhooks.
    func subscribe(to address: String) async throws(ConnectorFailure)

    /// Asks the platform who an author is. Only asked where `profile.asksAuthors` says for how long an answer is good;
    /// nil where the platform does not tell.
    func author(_ author: ArrivedAuthor) async throws(ConnectorFailure) -> ArrivedAuthor?

    /// Asks the platform for a post. Only asked where `profile.asksPosts` says for how long an answer is good.
    func post(_ id: RemotePostID) async throws(ConnectorFailure) -> ArrivedPost?

    /// Has a registration that runs out last longer; the same as registering where the manifest says nothing else.
    func renew(_ address: String) async throws(ConnectorFailure)

    /// Tells the platform to deliver to `address` no more (looks first); where nothing is registered, nothing happens.
    func unsubscribe(from address: String) async throws(ConnectorFailure)

    /// Reads the public keys that verification needs; does nothing where none are needed. Asked at the start, now and then, and
    /// after `admit` said `.comeBack`.
    func readHookKeys() async throws(ConnectorFailure)

    /// Whose the events of a verified delivery are: each account once, in the order they stand. Only asked of the connector that
    /// minds the address of a whole app.
    func shares(of delivery: RawDelivery) -> [DeliveryShare]

    /// Keeps a line open by which the platform tells of a stream's records at once, and hands each to `intake`. Returns when the
    /// platform closes it. Only asked where the stream's plan is live.
    /// - Parameter opened: called when the line stands: whatever came before is for a poll to find.
    func follow(
        _ stream: StreamName, intake: any Intake, opened: @escaping @Sendable () async -> Void
    ) async throws(ConnectorFailure) -> Follow

    /// Fetches a file that hangs on an item. It comes whole, and no larger than `FetchedFile.most`.
    func download(_ file: Attachment, of item: StoredItem) async throws(ConnectorFailure) -> FetchedFile
}

/// How a line that was followed ended.
public struct Follow: Sendable, Hashable {
    /// How long the platform wants us to wait before we come again.
    public var comeBackAfter: Duration?

    public init(comeBackAfter: Duration? = nil) { self.comeBackAfter = comeBackAfter }
}

extension Connector {
    public func follow(
        _ stream: StreamName, intake: any Intake, opened: @escaping @Sendable () async -> Void
    ) async throws(ConnectorFailure) -> Follow { Follow() }

    public func author(_ author: ArrivedAuthor) async throws(ConnectorFailure) -> ArrivedAuthor? { nil }
    public func post(_ id: RemotePostID) async throws(ConnectorFailure) -> ArrivedPost? { nil }
    public func renew(_ address: String) async throws(ConnectorFailure) { try await subscribe(to: address) }
    public func unsubscribe(from address: String) async throws(ConnectorFailure) {}
    public func readHookKeys() async throws(ConnectorFailure) {}
    public func shares(of delivery: RawDelivery) -> [DeliveryShare] { [] }

    public func download(_ file: Attachment, of item: StoredItem) async throws(ConnectorFailure) -> FetchedFile {
        throw ConnectorFailure(.gone, "This channel brings no files.", advice: "Open the message on its platform.")
    }
}

/// A stream's name within its connector: `comments`, or `comments.recheck` for the re-reading of one.
public struct StreamName: RemoteIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Where a stream stood: opaque to all but its connector, saved in the transaction that saves the items it covers.
public struct StreamCursor: RemoteIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Who we are on the platform.
public struct RemoteAccount: Sendable, Hashable {
    public var id: String
    public var name: String?
    public var url: String?

    public init(id: String, name: String? = nil, url: String? = nil) { (self.id, self.name, self.url) = (id, name, url) }
}
