import Testing

@testable import Cryptography

struct AESGCMTests {
    /// The Galois/Counter Mode of Operation (McGrew, Viega), appendix B, test cases 13 to 16, as in NIST's vectors.
    static let published: [(key: String, nonce: String, text: String, additional: String, sealed: String)] = [
        (String(repeating: "0", count: 64), "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        (
            String(repeating: "0", count: 64), "000000000000000000000000", "00000000000000000000000000000000", "",
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            key, "cafebabefacedbaddecaf888", text + "1aafd255", "",
            cipher + "898015ad" + "b094dac5d93471bdec1a502270e3cc6c"
        ),
        (
            key, "cafebabefacedbaddecaf888", text, "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            cipher + "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ]
    static let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    static let text =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    static let cipher =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"

    @Test(arguments: published)
    func `sealing is as published and opens again`(
        key: String, nonce: String, text: String, additional: String, sealed: String
    ) throws {
        let key = SecretBytes(try #require(Hex.decode(key)))
        let (nonce, additional) = (try #require(Hex.decode(nonce)), try #require(Hex.decode(additional)))
        let (text, sealed) = (try #require(Hex.decode(text)), try #require(Hex.decode(sealed)))
        #expect(try AESGCM.seal(text, key: key, nonce: nonce, additional: additional) == sealed)
        #expect(try AESGCM.open(sealed, key: key, nonce: nonce, additional: additional) == text)
    }
}
