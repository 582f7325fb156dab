import Cryptography
import FoundationEssentials

/// Where the key file lies: outside the data folder and its backups.
enum KeyFilePlace {
    /// The configured path, else `stellwerk/key` in the user's configuration folder.
    static func path(_ configured: String?, environment: [String: String]) -> String {
        if let configured { return configured }
        let home = environment["XDG_CONFIG_HOME"] ?? "\(environment["HOME"] ?? "/root")/.config"
        return "\(home)/stellwerk/key"
    }

    /// Reads the key, or makes it at the first start. A store remembers the key it began with, in a file beside it, so that a lost
    /// key stops the start instead of being replaced in silence.
    static func key(at path: String, for data: String) throws(CryptographyFailure) -> FileKey {
        let mark = "\(data)/key-id"
        let known = FileManager.default.contents(atPath: mark).map { String(decoding: $0, as: UTF8.self) }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let key = try FileKey.atStart(path: path, expecting: known)
        if known == nil { try? Data(key.id.utf8).write(to: URL(fileURLWithPath: mark), options: .atomic) }
        return key
    }
}
