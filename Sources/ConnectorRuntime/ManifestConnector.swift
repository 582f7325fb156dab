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
        pacer = Pacer(manifest.rates)
        self.budgets = budgets
        self.programs = programs
        keptHeaders = manifest.webhook?.askedHeaders ?? []
        callParts = manifest.webhook.map { CallParts($0) } ?? []
        known = Mutex(binding.account.map { KnownAccount($0) })
    }

    // MARK: Who we are

    public func account() async throws(ConnectorFailure) -> RemoteAccount {
        let used = grantInUse
        do throws(ConnectorFailure) {
            return try await askAccount()
        } catch {
            guard try await hasFreshToken(after: error, used: used ?? grantInUse) else { throw error }
            return try await askAccount()
        }
    }

    private func askAccount() async throws(ConnectorFailure) -> RemoteAccount {
        try await freshToken()
        guard let account = manifest.account else { return RemoteAccount(id: binding.name) }
        let found = try await ours(account)
        known.withLock { $0 = found }
        return found.account
    }

    /// Of the accounts that a sign-in gives, the one this channel is.
    private func ours(_ account: CompiledManifest.Account) async throws(ConnectorFailure) -> KnownAccount {
        let all = try await accounts(account)
        let wanted = binding.wantedAccount ?? (all.count > 1 ? binding.account?.id : nil)
        let chosen = wanted.map { wanted in all.filter { $0.account.id == wanted } } ?? all
        if chosen.count == 1 { return chosen[0] }
        guard all.count > 1 || wanted != nil, !all.isEmpty else {
            throw failures.failure(
                .config, "\(manifest.title) did not say who we are",
                advice: "Look at the address in the settings: another service may answer there.")
        }
        let list = all.prefix(20).map { "\($0.account.id) (\($0.account.name ?? "without a name"))" }.joined(separator: ", ")
        throw failures.failure(
            .config, wanted.map { "the sign-in gives no account \($0)" } ?? "the sign-in gives several accounts",
            advice: "Write `account:` with one of these in channels.yaml: \(list).")
    }

    private func accounts(_ account: CompiledManifest.Account) async throws(ConnectorFailure) -> [KnownAccount] {
        var found: [KnownAccount] = []
        var next: Pager.Next?
        for index in 1...20 {
            let exchange = try await exchange(
                try call(account.request, next, [:], trusted: true, authorised: !manifest.auth.followsAccount),
                reading: account.request.reading)
            guard exchange.unreadable == nil else { throw unreadable(exchange) }
            let names = trusted()
            let records = try evaluated { () throws(FormulaFailure) in
                try account.each?.all(exchange.body, names) ?? [exchange.body]
            }
            for record in records { if let one = try self.account(account, record, names) { found.append(one) } }
            guard let pages = account.pages else { break }
            next = try evaluated { () throws(FormulaFailure) in
                try Pager(pages: pages).next(after: exchange, index: index, records: records.count, names: names)
            }
            if next == nil { break }
        }
        return found
    }

    private func account(
        _ account: CompiledManifest.Account, _ record: JSON, _ names: [String: JSON]
    ) throws(ConnectorFailure) -> KnownAccount? {
        let id = try evaluated { () throws(FormulaFailure) in try account.id.first(record, names) } ?? .null
        guard stableText(id) != nil else { return nil }
        var found = KnownAccount(
            id: id, name: try text(account.name, record, names), url: try text(account.url, record, names))
        for (name, value) in account.secrets {
            found.secrets[name] = try evaluated { () throws(FormulaFailure) in try value.first(record, names) } ?? .null
        }
        found.grant = grantInUse
        binding.tokens?.hide(found.secrets.values.compactMap(\.text))
        return found
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
        try await freshToken()
        let derives = manifest.account?.secrets.isEmpty == false
        let grant = grantInUse
        let isSure = known.withLock { known in
            guard let known, known.isSettled else { return false }
            return !derives || !known.secrets.isEmpty && (known.grant == nil || known.grant == grant)
        }
        if manifest.account != nil, !isSure { _ = try await account() }
    }

    /// Takes for granted who we are, instead of asking the platform: how a tape begins. Secrets that the platform would give for the
    /// account are `secrets`, else stand as their names.
    public func assume(_ account: RemoteAccount, secrets: JSON = .null) {
        var assumed = KnownAccount(account, isSettled: true)
        for (name, _) in manifest.account?.secrets ?? [] {
            assumed.secrets[name] = secrets[name].isNull ? .string("secret-\(name)") : secrets[name]
        }
        known.withLock { [assumed] in $0 = assumed }
    }

    /// After another sign-in the account's own secrets are others.
    func forgetDerivedSecrets() { known.withLock { $0?.secrets = [:] } }

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
