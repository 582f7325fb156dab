public import ConnectorKit
import Expressions
import InboxModel

/// What a kept webhook call means.
extension ManifestConnector {
    /// - Parameter names: `$settings $account $now`.
    func interpretCall(_ delivery: RawDelivery) -> Interpretation {
        guard let webhook = manifest.webhook else { return Interpretation() }
        let (body, unreadable) = decoded(
            delivery.body, type: delivery.headers["content-type"], as: webhook.format, limits: .signed)
        if let unreadable { return refused(unreadable) }
        let names = names(of: delivery)
        do throws(FormulaFailure) {
            var result = Interpretation()
            let events = try webhook.each?.all(body, names) ?? [body]
            let account = delivery.context.flatMap { try? JSON(parsing: $0) }?["account"].text
            for (index, event) in events.enumerated() {
                if let account, try webhook.account(of: event, names) != account { continue }
                let place = events.count == 1 ? "$" : "$[\(index)]"
                try take(event, of: webhook, names, place, body, into: &result)
            }
            return result
        } catch {
            return refused(error)
        }
    }

    public func shares(of delivery: RawDelivery) -> [DeliveryShare] {
        guard let webhook = manifest.webhook else { return [] }
        let body = decoded(
            delivery.body, type: delivery.headers["content-type"], as: webhook.format, limits: .signed
        ).body
        let names = names(of: delivery)
        // What cannot be read names no account; it is kept as nobody's, and said to be so.
        let events = (try? webhook.each?.all(body, names) ?? [body]) ?? [.null]
        var accounts: [String] = []
        for event in events {
            let account = (try? webhook.account(of: event, names)) ?? ""
            if !accounts.contains(account) { accounts.append(account) }
        }
        return accounts.map { account in
            var share = delivery
            share.context = DeliveryShare.context(of: account)
            return DeliveryShare(account: account, delivery: share)
        }
    }

    private func names(of delivery: RawDelivery) -> [String: JSON] {
        let headers = JSONObject(delivery.headers.map { ($0.key, .string($0.value)) })
        // `now` is when it came: read again in a year, the same bytes mean the same.
        return shown([
            "req": .object(JSONObject([("headers", .object(headers))])), "now": .integer(delivery.receivedAt.seconds),
        ])
    }

    private func take(
        _ event: JSON, of webhook: CompiledManifest.Webhook, _ names: [String: JSON], _ place: String, _ page: JSON,
        into result: inout Interpretation
    ) throws(FormulaFailure) {
        var isTaken = false
        for (name, records) in webhook.into {
            let found = try records.all(event, names).filter { !$0.isNull }
            guard !found.isEmpty, let stream = manifest.stream(name) else { continue }
            isTaken = true
            mapper(stream, names.merging(["page": page]) { $1 }).map(found, at: place, into: &result)
        }
        for (name, test) in webhook.poke where try test.holds(event, names) {
            isTaken = true
            result.poke.append(StreamName(name))
        }
        for (label, test) in webhook.signals where try test.holds(event, names) {
            isTaken = true
            result.signals.append(label)
        }
        if !isTaken { result.skipped += 1 }
    }
}

extension CompiledManifest.Webhook {
    /// The account an event is for; empty where it names none.
    fileprivate func account(of event: JSON, _ names: [String: JSON]) throws(FormulaFailure) -> String {
        try account?.first(event, names).flatMap(stableText) ?? ""
    }
}
