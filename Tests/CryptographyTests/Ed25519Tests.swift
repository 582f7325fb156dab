import Cryptography
import Testing

struct Ed25519Tests {
    /// RFC 8032, part 7.1: tests 1 to 3 and SHA(abc).
    static let published: [(seed: String, key: String, message: String, signature: String)] = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
        (
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ]

    @Test(arguments: published)
    func `signatures are as published and fit`(seed: String, key: String, message: String, signature: String) throws {
        let (message, signature) = (try #require(Hex.decode(message)), try #require(Hex.decode(signature)))
        let signer = try Ed25519.PrivateKey(seed: #require(Hex.decode(seed)))
        #expect(try Hex.encode(signer.publicKey) == key)
        #expect(try signer.signature(for: message) == signature)
        #expect(try Ed25519.PublicKey(#require(Hex.decode(key))).isRight(signature, for: message))
    }

    @Test func `no changed bit of signature or message passes`() throws {
        let signer = try Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32))
        let key = try Ed25519.PublicKey(signer.publicKey)
        let message = Array("1700000000{\"type\":1}".utf8)
        let signature = try signer.signature(for: message)
        for bit in 0..<512 {
            var changed = signature
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.isRight(changed, for: message))
        }
        for bit in 0..<(message.count * 8) {
            var changed = message
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.isRight(signature, for: changed))
        }
        for length in [0, 1, 63, 65, 128] {
            #expect(!key.isRight([UInt8](repeating: 0, count: length), for: message))
        }
        #expect(key.isRight(signature, for: message))
    }

    @Test func `the other form of the same signature is refused`() throws {
        let signer = try Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32))
        var signature = try signer.signature(for: [])
        // S + L, which careless verifiers accept: the order of the group, little end first (RFC 8032, part 5.1.7).
        let order = try #require(Hex.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"))
        var carry = 0
        for place in 0..<32 {
            carry += Int(signature[32 + place]) + Int(order[place])
            signature[32 + place] = UInt8(carry & 0xFF)
            carry >>= 8
        }
        #expect(try !Ed25519.PublicKey(signer.publicKey).isRight(signature, for: []))
    }

    @Test(arguments: [0, 31, 33, 64])
    func `keys of another length are refused`(length: Int) {
        let bytes = [UInt8](repeating: 1, count: length)
        #expect(
            throws: CryptographyFailure(
                .unreadable, "\(length) bytes are no Ed25519 public key", advice: "Copy the public key again: it has 32 bytes.")
        ) { try Ed25519.PublicKey(bytes) }
        #expect(throws: CryptographyFailure.self) { try Ed25519.PrivateKey(seed: bytes) }
    }
}
