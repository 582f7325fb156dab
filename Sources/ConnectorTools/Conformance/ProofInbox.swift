public import ConnectorKit
public import InboxModel

/// A real inbox on disk, as conformance needs it: the service knows how to make one.
public protocol ProofInbox: Sendable {
    /// The connectors' way in.
    var intake: any Intake { get }

    /// Takes items as a webhook's reader does.
    func take(_ arrivals: [Arrival]) async throws

    /// All there is, one line a message or sign, sorted: equal contents are equal inboxes.
    func contents() async throws -> [String]

    /// Queues an answer to a message and claims it, as an agent and the courier do.
    func claim(replyTo id: RemoteMessageID, _ text: String, abilities: [Ability]) async throws -> ProofClaim

    /// Ends it. The same folder can be opened again.
    func close() async
}

/// An answer on its way out.
public struct ProofClaim: Sendable {
    public var act: Act
    /// Writes what became of it.
    public var record: @Sendable (SendOutcome) async throws -> Void

    public init(act: Act, record: @escaping @Sendable (SendOutcome) async throws -> Void) {
        (self.act, self.record) = (act, record)
    }
}

/// Opens the inbox of a folder for one channel of a connector.
public typealias ProofInboxMaker =
    @Sendable (_ folder: String, _ manifest: CompiledManifest, _ now: @escaping @Sendable () -> Timestamp) async throws ->
    any ProofInbox
