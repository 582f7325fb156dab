import Cryptography
import Testing

struct EncodingTests {
    /// RFC 4648, part 10.
    static let published = [
        ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"), ("foob", "Zm9vYg==", "666f6f62"),
        ("fooba", "Zm9vYmE=", "666f6f6261"), ("foobar", "Zm9vYmFy", "666f6f626172"),
    ]

    @Test(arguments: published)
    func `base64 and hex are as published`(text: String, base64: String, hex: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.standard.encode(bytes) == base64)
        #expect(Base64.standard.decode(base64) == bytes)
        #expect(Hex.encode(bytes) == hex)
        #expect(Hex.decode(hex) == bytes && Hex.decode(hex.uppercased()) == bytes)
    }

    @Test func `every byte survives every encoding`() {
        let bytes = (0...255).map { UInt8($0) }
        for length in 0...256 {
            let part = Array(bytes.suffix(length))
            #expect(Base64.standard.decode(Base64.standard.encode(part)) == part)
            #expect(Base64.url.decode(Base64.url.encode(part)) == part)
            #expect(Hex.decode(Hex.encode(part)) == part)
        }
    }

    @Test func `the form for addresses has its own two letters and no padding`() {
        #expect(Base64.url.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64.url.decode("-_8=") == [0xFB, 0xFF])
        #expect(Base64.standard.encode([0xFB, 0xFF]) == "+/8=")
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Zh==", "Z", "Zm8", "Zm9=", "Zm9v=", "Zm9vYg==Zg==", " Zg==", "Zg==\n", "Zg=\u{3D}=", "Z-==",
        "Zg=a", "=", "====", "Zm8=\u{0}", "Ẑg==",
    ])
    func `text that is not the one encoding of its bytes is refused`(text: String) {
        #expect(Base64.standard.decode(text) == nil)
    }

    @Test(arguments: ["0", "0g", "0x00", " 00", "00 ", "é0", "000"])
    func `what is not hexadecimal is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test(arguments: ["Zh", "Z", "Zm9", "+/8", "Zg===", "Zg="])
    func `the form for addresses is as strict`(text: String) {
        #expect(Base64.url.decode(text) == nil)
    }
}
