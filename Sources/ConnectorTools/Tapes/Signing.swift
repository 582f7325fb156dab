import Cryptography
public import Expressions

/// What a tape signs its own calls with: functions that exist in `call:` only, never in a manifest.
public enum Signing {
    /// The bound names of a call's templates.
    static let names: Set<String> = ["body", "settings", "secrets", "app", "hook", "now"]

    /// The language with the kit's functions besides: `hmac_sha256(KEY; TEXT)` and its siblings in hex, `ed25519_sign(SEED_HEX; TEXT)`
    /// in hex, `jwt_sign(CLAIMS)` with the published test key, and `sign({alg, key, text, key_in, out})` for every other way to
    /// write a signature.
    public static func builtins(_ builtins: Builtins) -> Builtins {
        var all = builtins
        all.more["hmac_sha1/2"] = { values in made { () throws(BuiltinFailure) in try hmac(.sha1, values) } }
        all.more["hmac_sha256/2"] = { values in made { () throws(BuiltinFailure) in try hmac(.sha256, values) } }
        all.more["hmac_sha512/2"] = { values in made { () throws(BuiltinFailure) in try hmac(.sha512, values) } }
        all.more["ed25519_sign/2"] = { values in
            made { () throws(BuiltinFailure) in .string(Hex.encode(try ed25519(bytes(values[0], "hex"), bytes(values[1], nil))))
            }
        }
        all.more["jwt_sign/1"] = { values in
            do throws(CryptographyFailure) { return .success(.string(try TestKey.token(values[0]))) } catch {
                return .failure(BuiltinFailure(error.message, advice: error.advice))
            }
        }
        all.more["sign/1"] = { values in made { () throws(BuiltinFailure) in try sign(values[0]) } }
        return all
    }

    private static func made(_ body: () throws(BuiltinFailure) -> JSON) -> Result<JSON, BuiltinFailure> {
        do throws(BuiltinFailure) { return .success(try body()) } catch { return .failure(error) }
    }

    private static func hmac(_ hmac: HMAC, _ values: [JSON]) throws(BuiltinFailure) -> JSON {
        .string(Hex.encode(hmac(try bytes(values[1], nil), key: try bytes(values[0], nil))))
    }

    private static func ed25519(_ seed: [UInt8], _ text: [UInt8]) throws(BuiltinFailure) -> [UInt8] {
        do throws(CryptographyFailure) {
            return try Ed25519.PrivateKey(seed: seed).signature(for: text)
        } catch {
            throw BuiltinFailure(error.message, advice: error.advice)
        }
    }

    private static func sign(_ way: JSON) throws(BuiltinFailure) -> JSON {
        let (key, text) = (try bytes(way["key"], way["key_in"].text), try bytes(way["text"], nil))
        let signature: [UInt8]
        switch way["alg"].text {
        case "md5": signature = HMAC.md5(text, key: key)
        case "sha1": signature = HMAC.sha1(text, key: key)
        case "sha256", nil: signature = HMAC.sha256(text, key: key)
        case "sha512": signature = HMAC.sha512(text, key: key)
        case "ed25519": signature = try ed25519(key, text)
        case let other?:
            throw BuiltinFailure("`\(other)` signs nothing", advice: "use sha1, sha256, sha512, md5 or ed25519")
        }
        switch way["out"].text {
        case "base64": return .string(Base64.standard.encode(signature))
        case "base64url": return .string(Base64.url.encode(signature))
        default: return .string(Hex.encode(signature))
        }
    }

    private static func bytes(_ value: JSON, _ encoding: String?) throws(BuiltinFailure) -> [UInt8] {
        guard let text = value.text else {
            throw BuiltinFailure(
                "only texts can be signed, and only with texts", advice: "look at the names: $body, $hook.secret")
        }
        let decoded: [UInt8]? =
            switch encoding {
            case "hex": Hex.decode(text)
            case "base64": Base64.standard.decode(text) ?? Base64.url.decode(text)
            default: Array(text.utf8)
            }
        guard let decoded else { throw BuiltinFailure("the key is no \(encoding ?? "text")", advice: "look how it is written") }
        return decoded
    }
}
