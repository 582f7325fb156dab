import ConnectorKit
import Cryptography
import Expressions
import InboxModel

/// Calls that carry a JSON Web Token (RFC 7519) of the platform.
extension Verification {
    /// Clocks differ by this much.
    private static var leeway: Duration { .seconds(60) }

    func verdict(on check: CompiledManifest.SignedToken) -> Verdict {
        guard let text = check.token.map(text) ?? bearerToken, let token = SentToken(text) else { return .wrong }
        // Claims are looked at before the signature: a token for somebody else must not make us read keys.
        guard isTimely(token.claims), isMeant(token.claims, check) else { return .wrong }
        let fitting = keys.keys(named: token.keyID, for: token.algorithm)
        if fitting.isEmpty { return keys.mayBeOld(at: call.receivedAt) ? .keysWanted : .wrong }
        return Verdict(fitting.contains { $0.isRight(token.signature, for: token.signed) })
    }

    /// What stands behind `Bearer` in the Authorization header.
    private var bearerToken: String? {
        guard let header = call.headers["authorization"], header.prefix(7).lowercased() == "bearer " else { return nil }
        return String(header.dropFirst(7))
    }

    /// A token without an end is none.
    private func isTimely(_ claims: JSON) -> Bool {
        guard let end = PlatformTime.moment(claims["exp"]), call.receivedAt < end + Self.leeway else { return false }
        return ["nbf", "iat"].allSatisfy { name in
            if claims[name].isNull { return true }
            guard let start = PlatformTime.moment(claims[name]) else { return false }
            return start <= call.receivedAt + Self.leeway
        }
    }

    /// Whether it is from the right issuer, for us, and says what the manifest wants it to say.
    private func isMeant(_ claims: JSON, _ check: CompiledManifest.SignedToken) -> Bool {
        guard holds(check.issuer, oneOf: [claims["iss"]]),
            holds(check.audience, oneOf: claims["aud"].elements ?? [claims["aud"]])
        else { return false }
        return check.claims.allSatisfy { holds($0.value, oneOf: [claims[$0.name]]) }
    }

    /// Whether one of the values wanted is among those sent; an empty one is not wanted by anybody.
    private func holds(_ wanted: TemplateTree, oneOf sent: [JSON]) -> Bool {
        guard let value = try? wanted.value(.null, names) else { return false }
        let choices = (value.elements ?? [value]).filter { !$0.isNull && $0.text != "" }
        return choices.contains { sent.contains($0) }
    }
}

/// A token as it was sent, taken apart and not believed yet.
private struct SentToken {
    let algorithm: PublishedKey.Algorithm
    let keyID: String?
    let claims: JSON
    let signed: [UInt8]
    let signature: [UInt8]

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 16_384, parts.count == 3, let head = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Base64.url.decode(parts[2]), let name = head["alg"].text,
            // Extensions that must be understood are not.
            let algorithm = PublishedKey.Algorithm(rawValue: name), head["crit"].isNull
        else { return nil }
        (self.algorithm, keyID, self.claims, self.signature) = (algorithm, head["kid"].text, claims, signature)
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    private static func object(_ part: Substring) -> JSON? {
        guard let bytes = Base64.url.decode(part), let value = try? JSON(parsing: bytes, limits: .signed),
            case .object = value
        else { return nil }
        return value
    }
}
