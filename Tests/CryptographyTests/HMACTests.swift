import Cryptography
import Testing

struct HMACTests {
    /// RFC 4231 (SHA-2) and, on the same inputs, RFC 2202's algorithms; the last has neither key nor text.
    static let known: [(key: [UInt8], message: [UInt8], codes: [String])] = [
        (
            bytes(0x0B, 20), text("Hi There"),
            [
                "5ccec34ea9656392457fa1ac27f08fbc",
                "b617318655057264e28bc0b6fb378c8ef146be00",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
            ]
        ),
        (
            text("Jefe"), text("what do ya want for nothing?"),
            [
                "750c783e6ab0b503eaa86e310a5db738",
                "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            ]
        ),
        (
            bytes(0xAA, 20), bytes(0xDD, 50),
            [
                "2ab8b9a9f7d3894d15ad8383b97044b2",
                "125d7342b9ac11cd91a39af48aa17b4f63f175d3",
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
                "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
            ]
        ),
        (
            Array(1...25), bytes(0xCD, 50),
            [
                "697eaf0aca3a3aea3a75164746ffaa79",
                "4c9007f4026250c6bc8414f9bf50c86c2d7235da",
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
                "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
            ]
        ),
        (
            bytes(0xAA, 131), text("Test Using Larger Than Block-Size Key - Hash Key First"),
            [
                "bfecaf4efff90a3a668f3922fec3762d",
                "90d0dace1c1bdc957339307803160335bde6df2b",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
            ]
        ),
        (
            [], [],
            [
                "74e6f7298a9c2d168935f58c001bad88",
                "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d",
                "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
                "b936cee86c9f87aa5d3c6f2e84cb5a4239a5fe50480a6ec66b70ab5b1f4ac6730c6c515421b327ec1d69402e53dfb49ad7381eb067b338fd7b0cb22247225d47",
            ]
        ),
    ]

    @Test(arguments: known)
    func `each code is the published one`(key: [UInt8], message: [UInt8], codes: [String]) {
        let made = [HMAC.md5, .sha1, .sha256, .sha512].map { Hex.encode($0(message, key: key)) }
        #expect(made == codes)
    }

    private static func bytes(_ byte: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }
    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
}
