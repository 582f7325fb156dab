import ConnectorKit
import Cryptography
import Expressions
import InboxModel

/// Decides whether a call is the platform's. Fails closed: whatever cannot be evaluated, decoded or found is no proof.
struct Verification {
    enum Verdict: Equatable {
        case right, wrong
        /// The public key it is signed with is not known yet.
        case keysWanted

        init(_ isRight: Bool) { self = isRight ? .right : .wrong }
    }

    let call: WebhookCall
    /// `$req $hook $app $settings $secrets $now`
    let names: [String: JSON]
    let keys: KeyRing

    func verdict(on verify: CompiledManifest.Verify) -> Verdict {
        switch verify {
        case .none: .right
        case .token(let token, let expected): Verdict(isSame(text(token), texts(expected)))
        case .signature(let signature): Verdict(isRight(signature))
        case .signedToken(let token): verdict(on: token)
        }
    }

    /// An empty secret proves nothing, even to one who sends an empty token. Every one is compared, so that time tells nothing
    /// about which.
    private func isSame(_ sent: String?, _ expected: [String]) -> Bool {
        guard let sent else { return false }
        return expected.filter { !$0.isEmpty }.reduce(false) { ConstantTime.isEqual(sent, $1) || $0 }
    }

    private func isRight(_ signature: CompiledManifest.Signature) -> Bool {
        let secrets = texts(signature.secret).compactMap { Self.secret($0, signature.secretEncoding) }.filter { !$0.isEmpty }
        guard !secrets.isEmpty, let timestamp = timestamp(signature), let signed = signed(signature, timestamp) else {
            return false
        }
        let sent = sent(signature)
        return secrets.prefix(4).reduce(false) { Self.fits(sent, signature.algorithm, $1, signed) || $0 }
    }

    private static func fits(
        _ sent: [[UInt8]], _ algorithm: CompiledManifest.Signature.Algorithm, _ secret: [UInt8], _ signed: [UInt8]
    ) -> Bool {
        switch algorithm {
        case .ed25519:
            guard let key = try? Ed25519.PublicKey(secret) else { return false }
            return sent.contains { key.isRight($0, for: signed) }
        case .sha1: return contains(sent, HMAC.sha1(signed, key: secret))
        case .sha256: return contains(sent, HMAC.sha256(signed, key: secret))
        case .sha512: return contains(sent, HMAC.sha512(signed, key: secret))
        }
    }

    private static func contains(_ sent: [[UInt8]], _ code: [UInt8]) -> Bool {
        sent.reduce(false) { ConstantTime.isEqual($1, code) || $0 }
    }

    /// The signatures of the call: one text, several outputs, or a list; at most 10 count.
    private func sent(_ signature: CompiledManifest.Signature) -> [[UInt8]] {
        texts(signature.signature).prefix(10).compactMap { text in
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

    // MARK: Values

    func text(_ formula: Formula) -> String? { formula.value(.null, names)?.text }

    /// Every text among the outputs, those of lists included.
    private func texts(_ formula: Formula) -> [String] {
        let outputs = (try? formula.all(.null, names)) ?? []
        return outputs.flatMap { $0.elements ?? [$0] }.compactMap(\.text)
    }

    /// People paste secrets with and without the padding of base64; it adds nothing to guess.
    private static func secret(_ text: String, _ encoding: CompiledManifest.Signature.Encoding) -> [UInt8]? {
        guard encoding == .base64, text.utf8.count % 4 != 0, !text.hasSuffix("=") else { return bytes(text, encoding) }
        return bytes(text + String(repeating: "=", count: 4 - text.utf8.count % 4), encoding)
    }

    private static func bytes(_ text: String, _ encoding: CompiledManifest.Signature.Encoding) -> [UInt8]? {
        switch encoding {
        case .text: Array(text.utf8)
        case .hex: Hex.decode(text)
        case .base64: Base64.standard.decode(text) ?? Base64.url.decode(text)
        }
    }
}
