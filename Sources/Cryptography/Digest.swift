import CCrypto

/// A hash function: `Digest.sha256(bytes)`.
///
/// MD5 and SHA-1 are here because platforms sign and name things with them, not for anything of our own.
public enum Digest: String, Sendable, CaseIterable {
    case md5, sha1, sha256, sha512

    /// The hash of the bytes, `length` bytes long.
    public func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: length) { hash, count in
            let status = EVP_Digest(bytes, bytes.count, hash.baseAddress, nil, function, nil)
            precondition(status == 1, "libcrypto offers no \(self)")
            count = length
        }
    }

    /// How many bytes a hash has.
    public var length: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    var function: OpaquePointer {
        switch self {
        case .md5: FetchedDigest.md5.pointer
        case .sha1: FetchedDigest.sha1.pointer
        case .sha256: FetchedDigest.sha256.pointer
        case .sha512: FetchedDigest.sha512.pointer
        }
    }
}

/// A hash function looked up once: libcrypto 3 otherwise searches its providers on every call.
///
/// `@unchecked Sendable`: an EVP_MD is reference-counted and never changes after it was fetched.
private final class FetchedDigest: @unchecked Sendable {
    static let md5 = FetchedDigest("MD5")
    static let sha1 = FetchedDigest("SHA1")
    static let sha256 = FetchedDigest("SHA256")
    static let sha512 = FetchedDigest("SHA512")

    let pointer: OpaquePointer

    private init(_ name: String) {
        guard let fetched = EVP_MD_fetch(nil, name, nil) else { preconditionFailure("libcrypto offers no \(name)") }
        pointer = fetched
    }

    deinit { EVP_MD_free(pointer) }
}
