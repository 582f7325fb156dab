import CCrypto

/// A keyed hash (RFC 2104): `HMAC.sha256(body, key: key)`. Compare the outcome with `ConstantTime.isEqual`, never with `==`.
public struct HMAC: Sendable {
    public static let md5 = HMAC(.md5)
    public static let sha1 = HMAC(.sha1)
    public static let sha256 = HMAC(.sha256)
    public static let sha512 = HMAC(.sha512)

    public let digest: Digest

    public init(_ digest: Digest) { self.digest = digest }

    /// The code of the bytes under a key of any length, as long as the digest's hashes.
    public func callAsFunction(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        // libcrypto takes a nil key for "the key of last time", so an empty one still needs an address.
        let place = key.isEmpty ? [0] : key
        return [UInt8](unsafeUninitializedCapacity: digest.length) { code, count in
            let made = CCrypto.HMAC(
                digest.function, place, Int32(key.count), bytes, bytes.count, code.baseAddress, nil)
            precondition(made != nil, "libcrypto offers no HMAC with \(digest)")
            count = digest.length
        }
    }
}
