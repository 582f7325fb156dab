/// The key that all secrets of an installation hang on: 32 random bytes in a file outside the data folder and its backups.
///
/// Several nodes share one. Its id may be shown and stored: a service remembers the id it started with and asks for it
/// with `expecting:`, so that a lost key file stops the start instead of being replaced in silence by one that opens
/// nothing.
public struct FileKey: Sendable {
    static let length = 32

    /// Sixteen hexadecimal digits that name the key and tell nothing about it.
    public let id: String
    let bytes: SecretBytes

    init(_ bytes: SecretBytes) {
        self.bytes = bytes
        id = Hex.encode(Digest.sha256(Array("stellwerk key id\0".utf8) + bytes.copy).prefix(8))
    }

    /// A key that lives as long as the process, for the demo and for tests.
    public static func throwaway() -> FileKey { FileKey(.random(length)) }

    /// The key in a file. With `expecting: nil` (nothing was ever sealed) a missing file is made, readable by its owner
    /// alone; two processes that start at once end up with the same one.
    ///
    /// Throws `.keyMissing` when the file is gone although something was sealed, `.keyWrong` when it holds another key
    /// than the one expected, and `.keyUnusable` when it cannot be read or made, has not 32 bytes, or could be read by
    /// others.
    public static func atStart(path: String, expecting id: String?) throws(CryptographyFailure) -> FileKey {
        let found = try find(path)
        guard let id else {
            if let found { return found }
            return try make(path)
        }
        guard let key = found else {
            throw CryptographyFailure(
                .keyMissing, "key file \(path) is missing; the secrets in the store were sealed with key \(id)",
                advice: "Put the key file back from where you keep it safe. Without it, connect every channel again.")
        }
        guard key.id == id else {
            throw CryptographyFailure(
                .keyWrong, "key file \(path) holds key \(key.id); the secrets in the store were sealed with key \(id)",
                advice: "Put the key file back that belongs to this store.")
        }
        return key
    }

    /// The key in a file that must be there, such as a retired one during a change of keys.
    public static func load(path: String) throws(CryptographyFailure) -> FileKey {
        guard let key = try find(path) else {
            throw CryptographyFailure(.keyMissing, "key file \(path) is missing", advice: "Put the key file there.")
        }
        return key
    }

    private static func find(_ path: String) throws(CryptographyFailure) -> FileKey? {
        guard let bytes = try KeyFile.read(path) else { return nil }
        return FileKey(SecretBytes(bytes))
    }

    private static func make(_ path: String) throws(CryptographyFailure) -> FileKey {
        try KeyFile.write(randomBytes(length), to: path)
        // Whoever was first has won: read what lies there now.
        return try load(path: path)
    }
}
