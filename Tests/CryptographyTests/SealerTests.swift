import Testing

@testable import Cryptography

struct SealerTests {
    let place = Sealer.Place(tenant: "t", channel: "blog", field: "password")
    let secret = Array("hunter2 is no password".utf8)

    @Test func `what was sealed opens in its place`() throws {
        let sealer = Sealer(.throwaway())
        for secret in [[], [0], secret, [UInt8](repeating: 9, count: 100_000)] {
            #expect(try sealer.open(sealer.seal(secret, for: place), for: place) == secret)
        }
    }

    @Test func `the same secret is never sealed alike, and never shows`() throws {
        let sealer = Sealer(.throwaway())
        let sealed = try (0..<100).map { _ in try sealer.seal(secret, for: place) }
        #expect(Set(sealed).count == 100)
        #expect(!sealed.contains { String(decoding: $0, as: UTF8.self).contains("hunter2") })
    }

    @Test func `no changed bit opens`() throws {
        let sealer = Sealer(.throwaway())
        let sealed = try sealer.seal(secret, for: place)
        for bit in 0..<(sealed.count * 8) {
            var changed = sealed
            changed[bit / 8] ^= 1 << (bit % 8)
            let failure = #expect(throws: CryptographyFailure.self) { try sealer.open(changed, for: place) }
            // The first byte is the form, the next eight name the file key.
            let expected: CryptographyFailure.Code = bit < 8 ? .unreadable : bit < 72 ? .keyWrong : .altered
            #expect(failure?.code == expected)
        }
        for length in sealed.indices {
            #expect(throws: CryptographyFailure.self) { try sealer.open(Array(sealed.prefix(length)), for: place) }
        }
    }

    @Test func `a secret does not open in another place`() throws {
        let sealer = Sealer(.throwaway())
        let sealed = try sealer.seal(secret, for: Sealer.Place(tenant: "t", channel: "a|b", field: "c"))
        for other in [
            Sealer.Place(tenant: "t", channel: "a", field: "b|c"), Sealer.Place(tenant: "t|a", channel: "b", field: "c"),
            Sealer.Place(tenant: "t", channel: "a|b", field: "d"), Sealer.Place(tenant: "t", channel: "a\\|b", field: "c"),
        ] {
            let failure = #expect(throws: CryptographyFailure.self) { try sealer.open(sealed, for: other) }
            #expect(failure?.code == .altered)
        }
    }

    @Test func `another key is told apart from an altered secret, with both ids`() throws {
        let (old, new) = (FileKey.throwaway(), FileKey.throwaway())
        let sealed = try Sealer(old).seal(secret, for: place)
        #expect(
            throws: CryptographyFailure(
                .keyWrong, "the secret password of blog was sealed with key \(old.id); the key file holds \(new.id)",
                advice: "Put the key file back that belongs to this store, or enter the secret again.")
        ) { try Sealer(new).open(sealed, for: place) }
    }

    @Test func `a change of keys wraps anew without touching the secret`() throws {
        let (old, new) = (FileKey.throwaway(), FileKey.throwaway())
        let sealed = try Sealer(old).seal(secret, for: place)
        let changing = Sealer(new, retired: [old])
        #expect(try changing.open(sealed, for: place) == secret)
        let rewrapped = try #require(try changing.rewrapped(sealed, for: place))
        #expect(rewrapped.suffix(secret.count + 16) == sealed.suffix(secret.count + 16))
        #expect(try Sealer(new).open(rewrapped, for: place) == secret)
        #expect(throws: CryptographyFailure.self) { try Sealer(old).open(rewrapped, for: place) }
        #expect(try changing.rewrapped(rewrapped, for: place) == nil)
    }

    @Test func `a key shows itself in no description`() {
        let key = FileKey(SecretBytes(Array("0123456789abcdef0123456789abcdef".utf8)))
        var shown = ""
        dump(Sealer(key), to: &shown)
        #expect(!(shown + String(reflecting: key)).contains("48"))
        #expect(key.id.count == 16 && key.id == FileKey(SecretBytes(key.bytes.copy)).id)
    }
}
