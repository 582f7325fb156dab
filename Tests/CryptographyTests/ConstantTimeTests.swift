import Cryptography
import Testing

struct ConstantTimeTests {
    @Test func `secrets are equal only when every byte is`() {
        let secret = Array("a secret of some length".utf8)
        #expect(ConstantTime.isEqual(secret, secret))
        for place in secret.indices {
            var other = secret
            other[place] ^= 1
            #expect(!ConstantTime.isEqual(secret, other))
        }
        #expect(!ConstantTime.isEqual(secret, secret + [0]))
        #expect(!ConstantTime.isEqual(secret, secret.dropLast()))
        #expect(ConstantTime.isEqual([], [UInt8]()))
        #expect(ConstantTime.isEqual("grüße", "grüße") && !ConstantTime.isEqual("grüße", "gruße"))
    }

    @Test func `random bytes are as many as asked for and never the same`() {
        #expect(randomBytes(0).isEmpty)
        #expect(Set((0..<1000).map { _ in randomBytes(16) }).count == 1000)
    }
}
