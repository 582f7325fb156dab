import CCrypto

/// A private key that signs what platforms ask a service to state about itself: RSA for RS256, P-256 for ES256.
public struct SigningKey: Sendable {
    public enum Algorithm: String, Sendable, CaseIterable {
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    public let algorithm: Algorithm
    private let key: KeyHandle

    /// Reads a key file as platforms hand it out (PEM, unencrypted; PKCS #8, PKCS #1 or SEC 1).
    public init(pem: String, _ algorithm: Algorithm) throws(CryptographyFailure) {
        let lines = pem.split(whereSeparator: \.isNewline).map { $0.trimmingBlanks }
        let body = lines.drop { !$0.hasPrefix("-----BEGIN") }.dropFirst().prefix { !$0.hasPrefix("-----END") }
        guard !body.isEmpty, let bytes = Base64.standard.decode(body.joined()) else { throw Self.unreadable }
        let made = bytes.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_AutoPrivateKey(nil, &start, buffer.count)
        }
        guard let made else {
            ERR_clear_error()
            throw Self.unreadable
        }
        (self.algorithm, key) = (algorithm, KeyHandle(made))
        let kind = EVP_PKEY_get_base_id(made)
        let isRight =
            switch algorithm {
            case .rs256: kind == EVP_PKEY_RSA && EVP_PKEY_get_bits(made) >= 2_048
            case .es256: kind == EVP_PKEY_EC && EVP_PKEY_get_bits(made) == 256
            }
        guard isRight else {
            throw CryptographyFailure(
                .unreadable, "the private key is of another kind than \(algorithm.rawValue)",
                advice: "Take the key file that the platform made for this.")
        }
    }

    /// The signature as RFC 7518 writes it: for ES256 the two numbers side by side.
    public func sign(_ bytes: [UInt8]) throws(CryptographyFailure) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw Self.unreadable }
        defer { EVP_MD_CTX_free(context) }
        var count = 0
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key.pointer) == 1,
            EVP_DigestSign(context, nil, &count, bytes, bytes.count) == 1
        else { throw Self.unreadable }
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1 else { throw Self.unreadable }
        signature.removeLast(signature.count - count)
        return algorithm == .rs256 ? signature : try Self.numbers(signature)
    }

    /// The two numbers of a DER signature, 32 bytes each.
    private static func numbers(_ der: [UInt8]) throws(CryptographyFailure) -> [UInt8] {
        var at = 2
        var result: [UInt8] = []
        for _ in 0..<2 {
            guard at + 2 <= der.count, der[at] == 2 else { throw unreadable }
            let end = at + 2 + Int(der[at + 1])
            guard end <= der.count else { throw unreadable }
            let digits = der[(at + 2)..<end].drop { $0 == 0 }
            guard digits.count <= 32 else { throw unreadable }
            result += [UInt8](repeating: 0, count: 32 - digits.count) + digits
            at = end
        }
        return result
    }

    private static let unreadable = CryptographyFailure(
        .unreadable, "this is no private key in PEM", advice: "Copy the whole key file, with its BEGIN and END lines.")
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
