import ConnectorKit
import Cryptography
import Expressions
import InboxModel

/// Decides whether a call is the platform's. Fails closed: whatever cannot be evaluated, decoded or found is no proof.
struct Verification {
    let call: WebhookCall
    /// `$req $hook $settings $secrets $now`
    let names: [String: JSON]

    func accepts(_ verify: CompiledManifest.Verify) -> Bool {
        switch verify {
        case .none: true
        case .token(let token, let expected): isSame(text(token), text(expected))
        case .signature(let signature): isRight(signature)
        }
    }

    /// An empty secret proves nothing, even to one who sends an empty token.
    private func isSame(_ sent: String?, _ expected: String?) -> Bool {
        guard let sent, let expected, !expected.isEmpty else { return false }
        return ConstantTime.isEqual(sent, expected)
    }

    private func isRight(_ signature: CompiledManifest.Signature) -> Bool {
        guard let secret = text(signature.secret).flatMap({ Self.bytes($0, signature.secretEncoding) }), !secret.isEmpty,
            let timestamp = timestamp(signature), let signed = signed(signature, timestamp)
        else { return false }
        let sent = sent(signature)
        switch signature.algorithm {
        case .ed25519:
            guard let key = try? Ed25519.PublicKey(secret) else { return false }
            return sent.contains { key.isRight($0, for: signed) }
        case .sha1: return Self.contains(sent, HMAC.sha1(signed, key: secret))
        case .sha256: return Self.contains(sent, HMAC.sha256(signed, key: secret))
        case .sha512: return Self.contains(sent, HMAC.sha512(signed, key: secret))
        }
    }

    /// Every one is compared, so that time tells nothing about which.
    private static func contains(_ sent: [[UInt8]], _ code: [UInt8]) -> Bool {
        sent.reduce(false) { ConstantTime.isEqual($1, code) || $0 }
    }

    /// The signatures of the call: one text, several outputs, or a list; at most 10 count.
    private func sent(_ signature: CompiledManifest.Signature) -> [[UInt8]] {
        let outputs = (try? signature.signature.all(.null, names)) ?? []
        let texts = outputs.flatMap { $0.elements ?? [$0] }.compactMap(\.text)
        return texts.prefix(10).compactMap { text in
            guard let prefix = signature.prefix else { return Self.bytes(text, signature.encoding) }
            return text.hasPrefix(prefix) ? Self.bytes(String(text.dropFirst(prefix.count)), signature.encoding) : nil
        }
    }

    /// The call's own time where the scheme has one; nil where it is missing or too far off.
    private func timestamp(_ signature: CompiledManifest.Signature) -> JSON? {
        guard let formula = signature.timestamp else { return .null }
        guard let value = formula.value(.null, names), let moment = PlatformTime.moment(value) else { return nil }
        let distance = (call.receivedAt - moment).wholeMilliseconds.magnitude
        return distance <= signature.maxAge.wholeMilliseconds.magnitude ? value : nil
    }

    /// The bytes that were signed: the raw body, or what `signed` makes of the call.
    private func signed(_ signature: CompiledManifest.Signature, _ timestamp: JSON) -> [UInt8]? {
        guard let tree = signature.signed else { return call.body }
        let names = names.merging(["timestamp": timestamp]) { $1 }
        guard let value = try? tree.value(.null, names) else { return nil }
        return value.text.map { Array($0.utf8) }
    }

    private func text(_ formula: Formula) -> String? { formula.value(.null, names)?.text }

    private static func bytes(_ text: String, _ encoding: CompiledManifest.Signature.Encoding) -> [UInt8]? {
        switch encoding {
        case .text: Array(text.utf8)
        case .hex: Hex.decode(text)
        case .base64: Base64.standard.decode(text) ?? Base64.url.decode(text)
        }
    }
}
