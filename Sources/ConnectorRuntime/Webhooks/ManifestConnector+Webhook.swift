public import ConnectorKit
import Expressions
import HTTPCore
import InboxModel

extension ManifestConnector {
    public func admit(_ call: WebhookCall) -> WebhookDecision {
        guard let webhook = manifest.webhook else { return .refuse }
        // What was signed as text is UTF-8; other bytes would have to be bent into it first.
        guard !callParts.contains(.body) || String(validating: call.body, as: UTF8.self) != nil else { return .refuse }
        let names = bound.trusted(knownAccount?.value, now: call.receivedAt, ["req": call.value(callParts)])
        switch call.method {
        case "GET", "HEAD":
            return answer(webhook, call, names).map { .answer($0.answer) } ?? .refuse
        case "POST", "PUT", "PATCH":
            switch Verification(call: call, names: names, keys: keyRing).verdict(on: webhook.verify) {
            case .wrong: return .refuse
            case .keysWanted: return .comeBack
            case .right: return taken(webhook, call, names)
            }
        default: return .refuse
        }
    }

    /// What becomes of a call that is the platform's.
    private func taken(
        _ webhook: CompiledManifest.Webhook, _ call: WebhookCall, _ names: [String: JSON]
    ) -> WebhookDecision {
        let kept = call.headers.filter { $0.key == "content-type" || keptHeaders.contains($0.key) }
        let delivery = RawDelivery(origin: .webhook, headers: kept, body: call.body, receivedAt: call.receivedAt)
        let answer = answer(webhook, call, names)
        // At the address of an app a handshake is nobody's: there is nothing to keep.
        if webhook.isAppWide, let answer, answer.isTested, shares(of: delivery).allSatisfy(\.account.isEmpty) {
            return .answer(answer.answer)
        }
        return .store(delivery, answer?.answer ?? WebhookAnswer())
    }

    /// The first answer whose test holds.
    private func answer(
        _ webhook: CompiledManifest.Webhook, _ call: WebhookCall, _ names: [String: JSON]
    ) -> (answer: WebhookAnswer, isTested: Bool)? {
        guard !webhook.answers.isEmpty else { return nil }
        let body = decoded(call.body, type: call.headers["content-type"], as: webhook.format).body
        let first = webhook.answers.first { answer in
            answer.when.map { (try? $0.holds(body, names)) == true } ?? true
        }
        return first.map { (rendered($0, body, names), $0.when != nil) }
    }

    private func rendered(_ answer: CompiledManifest.Answer, _ body: JSON, _ names: [String: JSON]) -> WebhookAnswer {
        switch answer.body {
        case nil: return WebhookAnswer(status: answer.status)
        case .text(let tree, let type):
            let text = (try? tree.value(body, names)).flatMap(ReadText.text) ?? ""
            return WebhookAnswer(status: answer.status, type: type, body: Array(text.utf8))
        case .json(let tree):
            let value = (try? tree.value(body, names)) ?? .null
            return WebhookAnswer(status: answer.status, type: "application/json", body: value.encoded())
        }
    }
}

extension CompiledManifest.Webhook {
    var format: BodyFormat? { reading.flatMap { BodyFormat(rawValue: $0.rawValue) } }
}
