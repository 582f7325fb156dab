public import ConnectorKit
import Expressions
public import HTTPCore
public import InboxModel
import Synchronization

/// The interpreter of manifests: one channel of a connector that has no code.
///
/// It holds no state that must survive: cursors live with the items they cover, results of steps in the outbox's journal. What it keeps
/// in memory (who we are, what the platform asked us to wait) it can learn again.
public final class ManifestConnector: Connector {
    public var profile: ConnectorProfile { ConnectorProfile(manifest, shown()) }

    let manifest: CompiledManifest
    let binding: ChannelBinding
    let bound: BoundNames
    let failures: Failures
    let pacer: Pacer
    let budgets: Budgets
    let client: any HTTPClient
    let now: @Sendable () -> Timestamp
    let clock: any Clock<Duration>
    /// Headers that `each`, `into` and `poke` ask for, in lower case: kept with a webhook's body.
    let keptHeaders: Set<String>
    /// What of a webhook call its verification and answers look at.
    let callParts: CallParts
    /// Public keys that webhook calls are verified with.
    let keyRing = KeyRing()
    /// Runs the connector's program, where it has one.
    let programs: (any ProgramHost)?
    private let known: Mutex<KnownAccount?>

    /// - Parameters:
    ///   - client: guarded and shared; calls go out in the lane of the channel's name.
    ///   - clock: what waiting is done with.
    ///   - budgets: what channels share; each its own where nobody says.
    ///   - programs: starts the connector's program; nil where none is run.
    ///   - now: the wall clock.
    public init(
        _ manifest: CompiledManifest, binding: ChannelBinding, client: any HTTPClient, clock: any Clock<Duration>,
        budgets: Budgets = Budgets(), programs: (any ProgramHost)? = nil, now: @escaping @Sendable () -> Timestamp
    ) {
        (self.manifest, self.binding, self.client, self.clock, self.now) = (manifest, binding, client, clock, now)
        bound = BoundNames(manifest, binding)
        failures = Failures(channel: binding.name, title: manifest.title, redaction: Redaction(bound.secrets))
        pacer = Pacer(manifest.rates)
        self.budgets = budgets
        self.programs = programs
        keptHeaders = manifest.webhook?.askedHeaders ?? []
        callParts = manifest.webhook.map { CallParts($0) } ?? []
        known = Mutex(binding.account.map { KnownAccount($0) })
    }

    // MARK: Who we are

    public func account() async throws(ConnectorFailure) -> RemoteAccount {
        guard let account = manifest.account else { return RemoteAccount(id: binding.name) }
        let names = trusted()
        let exchange = try await exchange(account.request, filling(trusted: true))
        guard exchange.unreadable == nil else { throw unreadable(exchange) }
        let id = try evaluated { () throws(FormulaFailure) in try account.id.first(exchange.body, names) } ?? .null
        guard stableText(id) != nil else {
            throw failures.failure(
                .config, "\(manifest.title) did not say who we are",
                advice: "Look at the address in the settings: another service may answer there.")
        }
        let found = KnownAccount(
            id: id, name: try text(account.name, exchange.body, names), url: try text(account.url, exchange.body, names))
        known.withLock { $0 = found }
        return found.account
    }

    private func text(_ formula: Formula?, _ input: JSON, _ names: [String: JSON]) throws(ConnectorFailure) -> String? {
        try evaluated { () throws(FormulaFailure) in try formula?.first(input, names) }.flatMap(ReadText.text)
    }

    /// An expression that fails outside of a record is the manifest's fault.
    func evaluated<Value>(_ body: () throws(FormulaFailure) -> Value) throws(ConnectorFailure) -> Value {
        do throws(FormulaFailure) { return try body() } catch { throw failures.failure(Fault(error, manifest.name)) }
    }

    /// Who we are, asked once where nobody knows for sure.
    func learnAccount() async throws(ConnectorFailure) {
        let isSure = known.withLock { $0?.isSettled == true }
        if manifest.account != nil, !isSure { _ = try await account() }
    }

    /// Takes for granted who we are, instead of asking the platform: how a tape begins.
    public func assume(_ account: RemoteAccount) { known.withLock { $0 = KnownAccount(account, isSettled: true) } }

    var knownAccount: KnownAccount? { known.withLock { $0 } }

    // MARK: Names

    func shown(_ more: [String: JSON] = [:]) -> [String: JSON] { bound.shown(knownAccount?.value, now: now(), more) }

    func trusted(_ more: [String: JSON] = [:]) -> [String: JSON] { bound.trusted(knownAccount?.value, now: now(), more) }

    /// What a request is filled with.
    func filling(
        _ input: JSON = .null, _ more: [String: JSON] = [:], trusted isTrusted: Bool = false, files: [OutgoingFile] = [],
        parameters: [(name: String, value: JSON)] = []
    ) -> RequestMaker.Filling {
        RequestMaker.Filling(
            input: input, names: isTrusted ? trusted(more) : shown(more), trusted: trusted(), files: files,
            parameters: parameters)
    }
}
