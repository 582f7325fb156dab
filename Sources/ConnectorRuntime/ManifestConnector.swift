public import ConnectorKit
public import Expressions
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
    let known: Mutex<KnownAccount?>

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
        pacer = Pacer(manifest.rates)
        self.budgets = budgets
        self.programs = programs
        keptHeaders = manifest.webhook?.askedHeaders ?? []
        callParts = manifest.webhook.map { CallParts($0) } ?? []
        known = Mutex(binding.account.map { KnownAccount($0) })
    }

    /// An expression that fails outside of a record is the manifest's fault.
    func evaluated<Value>(_ body: () throws(FormulaFailure) -> Value) throws(ConnectorFailure) -> Value {
        do throws(FormulaFailure) { return try body() } catch { throw failures.failure(Fault(error, manifest.name)) }
    }

    // MARK: Who we are

    /// Takes for granted who we are, instead of asking the platform: how a tape begins. Secrets that the platform would give for the
    /// account are `secrets`, else stand as their names.
    public func assume(_ account: RemoteAccount, secrets: JSON = .null) {
        var assumed = KnownAccount(account, isSettled: true)
        for (name, _) in manifest.account?.secrets ?? [] {
            assumed.secrets[name] = secrets[name].isNull ? .string("secret-\(name)") : secrets[name]
        }
        known.withLock { [assumed] in $0 = assumed }
    }

    var knownAccount: KnownAccount? { known.withLock { $0 } }

    // MARK: Names

    func shown(_ more: [String: JSON] = [:]) -> [String: JSON] { bound.shown(knownAccount?.value, now: now(), more) }

    /// Besides: the token, and the secrets of the account.
    func trusted(_ more: [String: JSON] = [:]) -> [String: JSON] {
        let known = knownAccount
        var names = bound.trusted(known?.value, now: now(), more)
        if names["token"] == nil, let token = binding.tokens?.current?.token { names["token"] = token }
        if let derived = known?.secrets, !derived.isEmpty, case .object(var secrets)? = names["secrets"] {
            for (name, value) in derived { secrets[name] = value }
            names["secrets"] = .object(secrets)
        }
        return names
    }

    /// Errors in words, without any secret there is by now.
    var failures: Failures {
        let derived = knownAccount?.secrets.values.compactMap(\.text) ?? []
        let secrets = bound.secrets + derived + (binding.tokens?.current?.secrets ?? [])
        return Failures(channel: binding.name, title: manifest.title, redaction: Redaction(secrets))
    }

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
