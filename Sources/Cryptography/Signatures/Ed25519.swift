import CCrypto

/// Signatures of RFC 8032, as Discord and Standard Webhooks (`v1a`) put on their deliveries.
public enum Ed25519 {
    /// The key that checks signatures.
    public struct PublicKey: Sendable {
        private let key: KeyHandle

        /// Takes the 32 bytes as the platform shows them. Throws `.unreadable` for anything else.
        public init(_ bytes: [UInt8]) throws(CryptographyFailure) {
            guard bytes.count == 32, let made = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, 32) else {
                ERR_clear_error()
                throw CryptographyFailure(
                    .unreadable, "\(bytes.count) bytes are no Ed25519 public key",
                    advice: "Copy the public key again: it has 32 bytes.")
            }
            key = KeyHandle(made)
        }

        /// Whether the signature is right for exactly these bytes. False, never an error, for a signature of any other shape.
        public func isRight(_ signature: [UInt8], for bytes: [UInt8]) -> Bool {
            guard signature.count == 64, let context = EVP_MD_CTX_new() else { return false }
            defer { EVP_MD_CTX_free(context) }
            // A wrong signature leaves its complaint in this thread's error queue.
            defer { ERR_clear_error() }
            guard EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer) == 1 else { return false }
            return EVP_DigestVerify(context, signature, 64, bytes, bytes.count) == 1
        }
    }

    /// The key that signs.
    public struct PrivateKey: Sendable {
        private let key: KeyHandle

        /// Takes the 32 bytes of the seed. Throws `.unreadable` for anything else.
        public init(seed: [UInt8]) throws(CryptographyFailure) {
            guard seed.count == 32, let made = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, 32) else {
                ERR_clear_error()
                throw CryptographyFailure(
                    .unreadable, "\(seed.count) bytes are no Ed25519 private key", advice: "Use the 32 bytes of the seed.")
            }
            key = KeyHandle(made)
        }

        /// The 32 bytes of the key that checks what this one signs.
        public var publicKey: [UInt8] {
            get throws(CryptographyFailure) {
                var (bytes, length) = ([UInt8](repeating: 0, count: 32), 32)
                try check(EVP_PKEY_get_raw_public_key(key.pointer, &bytes, &length), "reading an Ed25519 key")
                return bytes
            }
        }

        /// The 64 bytes of the signature. The same bytes always get the same one.
        public func signature(for bytes: [UInt8]) throws(CryptographyFailure) -> [UInt8] {
            let context = try check(EVP_MD_CTX_new(), "signing")
            defer { EVP_MD_CTX_free(context) }
            try check(EVP_DigestSignInit(context, nil, nil, nil, key.pointer), "signing")
            var (signature, length) = ([UInt8](repeating: 0, count: 64), 64)
            try check(EVP_DigestSign(context, &signature, &length, bytes, bytes.count), "signing")
            return signature
        }
    }
}

/// Owns one key of libcrypto.
///
/// `@unchecked Sendable`: an EVP_PKEY is reference-counted, guarded by its own lock, and never changed after it was made.
final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }
}
