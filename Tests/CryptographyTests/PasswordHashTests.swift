import Testing

@testable import Cryptography

struct PasswordHashTests {
    /// The reference implementation's own tests (src/test.c, Argon2id, version 0x13).
    static let published: [(memory: UInt32, passes: UInt32, lanes: UInt32, password: String, salt: String, text: String)] = [
        (
            65_536, 2, 1, "password", "somesalt",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        ),
        (
            256, 2, 1, "password", "somesalt",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
        ),
        (
            256, 2, 2, "password", "somesalt",
            "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"
        ),
        (
            65_536, 1, 1, "password", "somesalt",
            "$argon2id$v=19$m=65536,t=1,p=1$c29tZXNhbHQ$9qWtwbpyPd3vm1rB1GThgPzZ3/ydHL92zKL+15XZypg"
        ),
        (
            65_536, 2, 1, "password", "diffsalt",
            "$argon2id$v=19$m=65536,t=2,p=1$ZGlmZnNhbHQ$vfMrBczELrFdWP0ZsfhWsRPaHppYdP3MVEMIVlqoFBw"
        ),
    ]

    @Test(arguments: published)
    func `hashes are as the reference makes them`(
        memory: UInt32, passes: UInt32, lanes: UInt32, password: String, salt: String, text: String
    ) throws {
        let cost = Argon2(memory: memory, passes: passes, lanes: lanes)
        let tag = try cost.tag(Array(password.utf8), salt: Array(salt.utf8), length: 32)
        let hash = PasswordHash(cost: cost, salt: Array(salt.utf8), tag: tag)
        #expect(hash.text == text)
        #expect(try PasswordHash(text) == hash)
        #expect(try hash.fits(password) && !hash.fits(password + " "))
        #expect(hash.needsRehash)
    }

    @Test func `a new hash has today's cost and its own salt`() throws {
        let (one, other) = (try PasswordHash.make("four words in line"), try PasswordHash.make("four words in line"))
        #expect(one.text.hasPrefix("$argon2id$v=19$m=47104,t=1,p=1$"))
        #expect(one.salt.count == 16 && one.tag.count == 32 && one.salt != other.salt && one.tag != other.tag)
        #expect(!one.needsRehash)
        #expect(try one.fits("four words in line"))
    }

    @Test(arguments: [
        "", "$", "password", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=99,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$t=2,m=256,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EO===",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4$",
        "$argon2id$v=19$m=256,t=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$2b$12$abcdefghijklmnopqrstuv",
    ])
    func `a stored hash of another form is refused, with what to do`(text: String) {
        #expect(
            throws: CryptographyFailure(
                .unreadable, "a password hash in the store cannot be read",
                advice: "Set a new password: stellwerk user reset NAME")
        ) { try PasswordHash(text) }
    }
}
