import CCrypto

/// A public key as platforms publish them beside the tokens they sign: RSA for RS256, P-256 for ES256, Ed25519 for EdDSA.
public struct PublishedKey: Sendable {
    /// By their names in RFC 7518 and 8037.
    public enum Algorithm: String, Sendable, CaseIterable {
        case rs256 = "RS256"
        case es256 = "ES256"
        case edDSA = "EdDSA"
    }

    public let algorithm: Algorithm
    private let key: KeyHandle

    /// - Parameters: as big-endian numbers. A modulus has 2048 to 8192 bits: shorter ones protect nothing.
    public init(rsaModulus modulus: [UInt8], exponent: [UInt8]) throws(CryptographyFailure) {
        let significant = modulus.drop { $0 == 0 }
        guard (256...1_024).contains(significant.count), (1...8).contains(exponent.count) else { throw Self.unreadable }
        let numbers = DER.sequence(DER.integer(modulus) + DER.integer(exponent))
        self = try Self(.rs256, DER.publicKey(DER.rsa, numbers))
    }

    /// - Parameters: the point's coordinates, 32 bytes each.
    public init(p256X x: [UInt8], y: [UInt8]) throws(CryptographyFailure) {
        guard x.count == 32, y.count == 32 else { throw Self.unreadable }
        self = try Self(.es256, DER.publicKey(DER.p256, [4] + x + y))
    }

    public init(ed25519 bytes: [UInt8]) throws(CryptographyFailure) {
        guard bytes.count == 32 else { throw Self.unreadable }
        self = try Self(.edDSA, DER.publicKey(DER.ed25519, bytes))
    }

    private init(_ algorithm: Algorithm, _ encoded: [UInt8]) throws(CryptographyFailure) {
        let made = encoded.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_PUBKEY(nil, &start, buffer.count)
        }
        guard let made else {
            ERR_clear_error()
            throw Self.unreadable
        }
        (self.algorithm, key) = (algorithm, KeyHandle(made))
    }

    /// Whether the signature is right for exactly these bytes. False, never an error, for a signature of any other shape.
    public func isRight(_ signature: [UInt8], for bytes: [UInt8]) -> Bool {
        guard let signature = encoded(signature), let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        // A wrong signature leaves its complaint in this thread's error queue.
        defer { ERR_clear_error() }
        let digest = algorithm == .edDSA ? nil : EVP_sha256()
        guard EVP_DigestVerifyInit(context, nil, digest, nil, key.pointer) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
    }

    /// ES256 writes its two numbers side by side, libcrypto wants them in DER.
    private func encoded(_ signature: [UInt8]) -> [UInt8]? {
        switch algorithm {
        case .rs256: signature.isEmpty ? nil : signature
        case .edDSA: signature.count == 64 ? signature : nil
        case .es256:
            signature.count == 64
                ? DER.sequence(DER.integer(Array(signature[..<32])) + DER.integer(Array(signature[32...]))) : nil
        }
    }

    private static let unreadable = CryptographyFailure(
        .unreadable, "a published key has not the shape of its kind",
        advice: "Read it again from where the platform publishes it.")
}

/// As much of DER as a public key takes (RFC 5280, 8017, 5480, 8410).
private enum DER {
    /// rsaEncryption, with the NULL that RFC 3279 wants.
    static let rsa: [UInt8] = sequence([6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 5, 0])
    /// ecPublicKey on prime256v1.
    static let p256: [UInt8] = sequence(
        [6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7])
    static let ed25519: [UInt8] = sequence([6, 3, 0x2B, 0x65, 0x70])

    static func publicKey(_ kind: [UInt8], _ bits: [UInt8]) -> [UInt8] { sequence(kind + value(3, [0] + bits)) }

    static func sequence(_ content: [UInt8]) -> [UInt8] { value(0x30, content) }

    /// An unsigned number, without needless zeros and never mistaken for a negative one.
    static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        guard let first = digits.first else { return value(2, [0]) }
        return value(2, first < 0x80 ? digits : [0] + digits)
    }

    private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        if count < 0x80 { return [tag, UInt8(count)] + content }
        if count < 0x100 { return [tag, 0x81, UInt8(count)] + content }
        return [tag, 0x82, UInt8(count >> 8), UInt8(count & 0xFF)] + content
    }
}
