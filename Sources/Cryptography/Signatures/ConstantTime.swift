import CCrypto

/// Comparison of secrets.
public enum ConstantTime {
    /// Whether two secrets are the same. Takes as long for a wrong first byte as for a wrong last one; only the lengths
    /// show in the time.
    public static func isEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }

    /// The same for text, by its UTF-8.
    public static func isEqual(_ one: String, _ other: String) -> Bool {
        isEqual(Array(one.utf8), Array(other.utf8))
    }
}
