public import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension ManifestConnector {
    public func admit(_ call: WebhookCall) -> WebhookDecision {
        guard let webhook = manifest.webhook else { return .refuse }
        // Only what was signed besides the body, and answers, look into the body here.
        let names = bound.trusted(
            nil, now: call.receivedAt, ["req": call.value(withBody: webhook.looksIntoBody)])
        switch call.method {
        case "GET", "HEAD":
            return answer(webhook, call, names).map(WebhookDecision.answer) ?? .refuse
        case "POST", "PUT", "PATCH":
            guard Verification(call: call, names: names).accepts(webhook.verify) else { return .refuse }
            let kept = call.headers.filter { $0.key == "content-type" || keptHeaders.contains($0.key) }
            let delivery = RawDelivery(origin: .webhook, headers: kept, body: call.body, receivedAt: call.receivedAt)
            return .store(delivery, answer(webhook, call, names) ?? WebhookAnswer())
        default: return .refuse
        }
    }

    /// The first answer whose test holds.
    private func answer(_ webhook: CompiledManifest.Webhook, _ call: WebhookCall, _ names: [String: JSON]) -> WebhookAnswer? {
        guard !webhook.answers.isEmpty else { return nil }
        let body = decoded(call.body, type: call.headers["content-type"], as: webhook.format).body
        let answer = webhook.answers.first { answer in
            answer.when.map { (try? $0.holds(body, names)) == true } ?? true
        }
        guard let answer else { return nil }
        switch answer.body {
        case nil: return WebhookAnswer(status: answer.status)
        case .text(let tree):
            let text = (try? tree.value(body, names)).flatMap(ReadText.text) ?? ""
            return WebhookAnswer(status: answer.status, type: "text/plain; charset=utf-8", body: Array(text.utf8))
        case .json(let tree):
            let value = (try? tree.value(body, names)) ?? .null
            return WebhookAnswer(status: answer.status, type: "application/json", body: value.encoded())
        }
    }

    /// Makes sure the platform calls us at `address`: looks first, then registers.
    public func subscribe(to address: String) async throws(ConnectorFailure) {
        guard let subscribe = manifest.webhook?.subscribe else { return }
        try await learnAccount()
        let filling = subscription(address)
        if let exists = subscribe.exists {
            let found = try await exchange(exists.request, filling)
            if (try? exists.when.holds(found.body, filling.names)) == true { return }
        }
        _ = try await exchange(subscribe.request, filling)
    }

    /// Tells the platform to call us no more; where it is not registered, nothing happens.
    public func unsubscribe(from address: String) async throws(ConnectorFailure) {
        guard let remove = manifest.webhook?.subscribe?.remove else { return }
        _ = try await exchange(remove, subscription(address))
    }

    private func subscription(_ address: String) -> RequestMaker.Filling {
        let hook = JSONObject([("url", .string(address)), ("secret", .string(binding.hook?.secret ?? ""))])
        return filling(.null, ["hook": .object(hook)])
    }
}

extension CompiledManifest.Webhook {
    var looksIntoBody: Bool {
        if case .signature(let signature) = verify, signature.signed != nil { return true }
        return !answers.isEmpty
    }

    var format: BodyFormat? { reading.flatMap { BodyFormat(rawValue: $0.rawValue) } }
}
