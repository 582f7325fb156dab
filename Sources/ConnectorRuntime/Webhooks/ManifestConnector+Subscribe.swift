public import ConnectorKit
import Expressions
import InboxModel

extension ManifestConnector {
    public func subscribe(to address: String) async throws(ConnectorFailure) {
        try await renewing { () async throws(ConnectorFailure) in try await register(address) }
    }

    public func renew(_ address: String) async throws(ConnectorFailure) {
        try await renewing { () async throws(ConnectorFailure) in try await prolong(address) }
    }

    public func unsubscribe(from address: String) async throws(ConnectorFailure) {
        try await renewing { () async throws(ConnectorFailure) in try await deregister(address) }
    }

    private func register(_ address: String) async throws(ConnectorFailure) {
        guard let subscribe = manifest.webhook?.subscribe else { return }
        try await learnAccount()
        let hook = hook(address)
        if let exists = subscribe.exists, try await found(exists, hook) != nil { return }
        _ = try await exchange(subscribe.request, filling(.null, hook, trusted: true))
    }

    private func prolong(_ address: String) async throws(ConnectorFailure) {
        guard let subscribe = manifest.webhook?.subscribe, subscribe.renew != nil else { return }
        try await learnAccount()
        var hook = hook(address)
        if let exists = subscribe.exists {
            guard let found = try await found(exists, hook) else {
                // It ran out, or somebody took it away.
                _ = try await exchange(subscribe.request, filling(.null, hook, trusted: true))
                return
            }
            hook["found"] = found
        }
        _ = try await exchange(subscribe.renew?.request ?? subscribe.request, filling(.null, hook, trusted: true))
    }

    private func deregister(_ address: String) async throws(ConnectorFailure) {
        guard let subscribe = manifest.webhook?.subscribe, let remove = subscribe.remove else { return }
        try await learnAccount()
        var hook = hook(address)
        if let exists = subscribe.exists {
            guard let found = try await found(exists, hook) else { return }
            hook["found"] = found
        }
        _ = try await exchange(remove, filling(.null, hook, trusted: true))
    }

    /// The registration of this address, as the platform tells it; nil where it has none.
    private func found(
        _ exists: CompiledManifest.Exists, _ hook: [String: JSON]
    ) async throws(ConnectorFailure) -> JSON? {
        let exchange: Exchange
        do throws(ConnectorFailure) {
            exchange = try await self.exchange(exists.request, filling(.null, hook, trusted: true))
        } catch {
            // Where nothing is registered, some have nothing to show.
            guard error.label == .gone else { throw error }
            return nil
        }
        guard exchange.unreadable == nil else { throw unreadable(exchange) }
        let names = trusted(hook).merging(["res": exchange.res]) { $1 }
        return try evaluated { () throws(FormulaFailure) in
            let records = try exists.each?.all(exchange.body, names) ?? [exchange.body]
            for record in records where try exists.when.holds(record, names) { return record }
            return nil
        }
    }

    /// `$hook` for an address.
    private func hook(_ address: String) -> [String: JSON] {
        let hook = JSONObject([("url", .string(address)), ("secret", .string(binding.hook?.secret ?? ""))])
        return ["hook": .object(hook)]
    }
}
