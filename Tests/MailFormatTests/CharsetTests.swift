import Glibc
import Iconv
import MailFormat
import Testing

struct CharsetTests {
    private func text(_ label: String, _ body: [UInt8], further: CharsetDecoder? = CharsetConversion.decode) -> String? {
        Mail(Array("Content-Type: text/plain; charset=\"\(label)\"\r\n\r\n".utf8) + body, charsets: further).plainText
    }

    /// The C library's own table: bytes it has no scalar for are nil.
    private func libraryTable(_ name: String) -> [Unicode.Scalar?] {
        (128...255).map { byte in
            guard let handle = iconv_open("UTF-32LE", name), handle != iconv_t(bitPattern: -1) else { return nil }
            defer { iconv_close(handle) }
            var (input, output) = ([CChar(bitPattern: UInt8(byte))], [CChar](repeating: 0, count: 16))
            let written = input.withUnsafeMutableBufferPointer { source in
                output.withUnsafeMutableBufferPointer { target in
                    var (from, left, to, room) = (source.baseAddress, 1, target.baseAddress, 16)
                    let isDone = iconv(handle, &from, &left, &to, &room) == 0 && iconv(handle, nil, nil, &to, &room) == 0
                    return isDone ? 16 - room : 0
                }
            }
            guard written == 4 else { return nil }
            return Unicode.Scalar((0..<4).reduce(UInt32(0)) { $0 | UInt32(UInt8(bitPattern: output[$1])) << (8 * UInt32($1)) })
        }
    }

    @Test(arguments: [
        "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
        "windows-1257",
        "windows-1258", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8",
        "iso-8859-10",
        "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "koi8-r", "koi8-u", "macintosh", "ibm437", "ibm850",
        "ibm866",
    ])
    func `a single-byte set agrees with the C library`(_ label: String) throws {
        let library = libraryTable(label.replacing("windows-", with: "CP"))
        #expect(library.contains { $0 != nil })
        // The library's Macintosh is older than the increment sign and Apple's mark in it; KOI8-U is read as its cousin KOI8-RU.
        let disputed: [UInt8] = ["macintosh": [198, 240], "koi8-u": [0xAE, 0xBE]][label] ?? []
        for (byte, expected) in zip(UInt8(128)...255, library) where !disputed.contains(byte) {
            guard let expected, expected.value >= 0xA0 else { continue }
            #expect(try #require(text(label, [byte])).unicodeScalars.first == expected, "byte \(byte)")
        }
    }

    @Test(
        arguments: [
            ("utf-8", [0xEF, 0xBB, 0xBF, 0xC3, 0xBC], "ü"), ("iso-8859-1", [0x80, 0xE9], "€é"), ("latin1", [0xE9], "é"),
            ("us-ascii", [0xC3, 0xBC], "ü"), ("us-ascii", [0xFC], "ü"), ("", [0xFC], "ü"),
            ("x-nobody", [0xC3, 0xBC, 0xFF], "ü\u{FFFD}"),
            ("utf-16le", [0x41, 0, 0xAC, 0x20], "A€"), ("utf-16", [0xFE, 0xFF, 0x20, 0xAC], "€"),
            ("utf-16", [0xAC, 0x20], "€"),
            ("utf-16", [0xFF, 0xFE, 0xAC, 0x20], "€"),
            ("UTF-16BE", [0x20, 0xAC, 0x41], "€"), ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x3B, 0x33, 0x1B, 0x28, 0x42], "山"),
            ("Shift_JIS", [0x93, 0xFA, 0x87, 0x40], "日①"), ("euc-jp", [0xC6, 0xFC], "日"), ("gb2312", [0xC4, 0xE3], "你"),
            ("gb18030", [0x81, 0x30, 0x81, 0x30], "\u{80}".unicodeScalars.first.map(String.init) ?? ""),
            ("big5", [0xA7, 0x41], "你"),
            ("ks_c_5601-1987", [0xC7, 0xD1], "한"), ("utf-7", [0x2B, 0x41, 0x50, 0x77, 0x2D], "ü"), ("cp1251", [0xCF], "П"),
            ("KOI8-R", [0xF0], "П"), ("'windows-1252'", [0x93], "“"),
        ] as [(String, [UInt8], String)])
    func `a label means what programs mean by it`(_ label: String, _ bytes: [UInt8], _ expected: String) {
        #expect(text(label, bytes) == expected)
    }

    @Test func `bad bytes become replacement characters, the rest stays`() {
        #expect(text("shift_jis", [0x41, 0xFF, 0x42, 0x81]) == "A\u{FFFD}B\u{FFFD}")
        #expect(text("gb18030", [0x41, 0xFF, 0x42]) == "A\u{FFFD}B")
    }

    @Test func `long texts pass through the converter's buffer whole`() {
        let bytes = (0..<40_000).flatMap { _ in [0x93, 0xFA] as [UInt8] }
        #expect(text("shift_jis", bytes) == String(repeating: "日", count: 40_000))
    }

    @Test(arguments: ["ISO-2022-CN-EXT", "UTF-8//TRANSLIT", "../../../tmp/x", "UCS-4", ""])
    func `labels outside the list never reach the library`(_ label: String) {
        #expect(CharsetConversion.decode(label.lowercased(), [65]) == nil)
    }

    @Test func `without a decoder the sets of East Asia read as far as they go`() {
        #expect(text("shift_jis", [0x41, 0x93, 0xFA], further: nil) == "A\u{FFFD}\u{FFFD}")
    }
}
