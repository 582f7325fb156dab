public import ConnectorKit
import Expressions
import HTTPCore
import InboxModel
import Synchronization

/// Who we are on the platform.
extension ManifestConnector {
    public func account() async throws(ConnectorFailure) -> RemoteAccount {
        try await renewing { () async throws(ConnectorFailure) in try await askAccount() }
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
}
