import CArgon2

/// The memory-hard function under every password hash: Argon2id, version 0x13 (RFC 9106).
struct Argon2: Sendable, Hashable {
    /// Memory in KiB, passes over it, lanes.
    var (memory, passes, lanes): (UInt32, UInt32, UInt32)

    /// Source: OWASP ASVS 5.0, appendix on approved cryptography, and the OWASP password storage cheat sheet. About 70
    /// ms on one core.
    static let current = Argon2(memory: 47_104, passes: 1, lanes: 1)

    init(memory: UInt32, passes: UInt32, lanes: UInt32) {
        (self.memory, self.passes, self.lanes) = (memory, passes, lanes)
    }

    /// Blocks for as long as it takes.
    func tag(_ password: [UInt8], salt: [UInt8], length: Int) throws(CryptographyFailure) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: length)
        let status = argon2id_hash_raw(passes, memory, lanes, password, password.count, salt, salt.count, &tag, length)
        guard status == ARGON2_OK.rawValue else {
            throw CryptographyFailure(
                .library, "hashing a password failed: \(String(cString: argon2_error_message(status)))",
                advice: "Give the process \(memory / 1024) MiB more memory.")
        }
        return tag
    }
}
