/// What the store keeps of a password: a salted Argon2id hash in PHC string form, `$argon2id$v=19$m=47104,t=1,p=1$salt$tag`.
public struct PasswordHash: Sendable, Hashable {
    let cost: Argon2
    let salt: [UInt8]
    let tag: [UInt8]

    init(cost: Argon2, salt: [UInt8], tag: [UInt8]) {
        (self.cost, self.salt, self.tag) = (cost, salt, tag)
    }

    /// Reads the form that `text` writes. Throws `.unreadable` for any other, and for costs that no version of ours
    /// ever asked for.
    public init(_ text: String) throws(CryptographyFailure) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19", let cost = Argon2(parts[3]),
            let salt = Base64.bare.decode(parts[4]), (8...64).contains(salt.count),
            let tag = Base64.bare.decode(parts[5]), (16...64).contains(tag.count)
        else {
            throw CryptographyFailure(
                .unreadable, "a password hash in the store cannot be read",
                advice: "Set a new password: stellwerk user reset NAME")
        }
        self.init(cost: cost, salt: salt, tag: tag)
    }

    public var text: String {
        "$argon2id$v=19$m=\(cost.memory),t=\(cost.passes),p=\(cost.lanes)$\(Base64.bare.encode(salt))$\(Base64.bare.encode(tag))"
    }

    /// Whether it was made more cheaply than today's hashes: make a new one at the next sign-in, when the password is at hand.
    public var needsRehash: Bool { cost != .current || salt.count != Self.saltLength || tag.count != Self.tagLength }

    static let saltLength = 16
    static let tagLength = 32

    /// Blocks for about 70 ms.
    static func make(_ password: String, cost: Argon2 = .current) throws(CryptographyFailure) -> PasswordHash {
        let salt = randomBytes(saltLength)
        return PasswordHash(cost: cost, salt: salt, tag: try cost.tag(Array(password.utf8), salt: salt, length: tagLength))
    }

    /// Blocks for about 70 ms.
    func fits(_ password: String) throws(CryptographyFailure) -> Bool {
        ConstantTime.isEqual(try cost.tag(Array(password.utf8), salt: salt, length: tag.count), tag)
    }
}

extension Argon2 {
    /// Reads `m=47104,t=1,p=1`. A stored hash must not be able to ask for more memory than a host has.
    fileprivate init?(_ text: Substring) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.split(separator: "=", maxSplits: 1) }
        guard parts.count == 3, parts.allSatisfy({ $0.count == 2 }), parts.map({ $0[0] }) == ["m", "t", "p"],
            let memory = UInt32(parts[0][1]), (8...262_144).contains(memory),
            let passes = UInt32(parts[1][1]), (1...10).contains(passes),
            let lanes = UInt32(parts[2][1]), (1...4).contains(lanes), memory >= 8 * lanes
        else { return nil }
        self.init(memory: memory, passes: passes, lanes: lanes)
    }
}
