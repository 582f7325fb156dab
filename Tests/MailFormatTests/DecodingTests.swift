import Foundation
import MailFormat
import Testing

struct DecodingTests {
    private func content(_ encoding: String, _ body: String) -> String {
        let mail = Mail(Array("Content-Type: application/x\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n\(body)".utf8))
        return String(decoding: mail.root.content, as: UTF8.self)
    }

    @Test(arguments: [
        ("YQ==", "a"), ("YWI=", "ab"), ("YWJj", "abc"), ("YW\r\nJj", "abc"), ("YQ==YWI=", "aab"), ("Y!W?Jj", "abc"),
        ("YWJjZ", "abc"),
        ("YWJjZA", "abcd"), ("====", ""), ("", ""), ("YWJj trailing", "abc\u{B6}\u{B6}"),
    ])
    func `base64 gives what is there`(_ body: String, _ expected: String) {
        let decoded = content("base64", body)
        #expect(decoded.hasPrefix(expected.prefix { $0.isASCII }))
        if expected.allSatisfy(\.isASCII) { #expect(decoded == expected) }
    }

    @Test func `base64 agrees with Foundation on every length`() {
        for length in 0..<200 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ length) }
            let wire = Data(bytes).base64EncodedString(options: .lineLength76Characters)
            let mail = Mail(Array("Content-Type: image/png\r\nContent-Transfer-Encoding: BASE64\r\n\r\n\(wire)".utf8))
            #expect(mail.root.content == bytes)
        }
    }

    @Test(arguments: [
        ("a=3Db", "a=b"), ("a=3d", "a="), ("soft=\r\nbreak", "softbreak"), ("soft= \t\r\nbreak", "softbreak"),
        ("blank  \r\nend", "blank\r\nend"),
        ("bad=XY", "bad=XY"), ("cut=", "cut"), ("cut=4", "cut=4"), ("=\n=\nx", "x"), ("tab\tin", "tab\tin"), ("==41", "=A"),
    ])
    func `quoted-printable gives what is there`(_ body: String, _ expected: String) {
        #expect(content("quoted-printable", body) == expected)
    }

    @Test(arguments: ["7bit", "8BIT", "binary", "x-unknown", "", "base32"])
    func `other encodings are the bytes as they are`(_ encoding: String) {
        #expect(content(encoding, "a=3D=\r\nYQ==") == "a=3D=\r\nYQ==")
    }

    @Test(arguments: [
        ("filename=a.pdf", "a.pdf"), ("filename=\"a b.pdf\"", "a b.pdf"), ("filename=a b.pdf", "a b.pdf"),
        ("filename*=UTF-8''M%C3%BCller.pdf; filename=fallback.pdf", "Müller.pdf"),
        ("filename*=iso-8859-1'de'M%FCller.pdf", "Müller.pdf"),
        ("filename*1=\"b.pdf\"; filename*0=\"a\"", "ab.pdf"), ("filename*0*=utf-8''%E2%82; filename*1*=%AC.txt", "€.txt"),
        ("filename=\"=?utf-8?Q?=C3=9C.png?=\"", "Ü.png"), ("filename=\"a;b.pdf\"; size=3", "a;b.pdf"),
        ("FILENAME = \"x.txt\"", "x.txt"),
        ("filename=\"say \\\"hi\\\".txt\"", "say \"hi\".txt"), ("filename*=%41", "A"),
        ("filename*=UTF-8''100%.txt", "100%.txt"),
        ("filename=\"never closed", "never closed"),
    ])
    func `a file name is found in all its spellings`(_ parameter: String, _ expected: String) {
        #expect(mail(lines: "Content-Disposition: attachment; \(parameter)\n\nx").attachments.first?.fileName == expected)
    }

    @Test(
        arguments: [
            ("../../etc/passwd", "passwd"), ("C:\\Temp\\a.txt", "a.txt"), ("photo.jpg\u{202E}exe.a", "photo.jpgexe.a"),
            ("a\u{0}b\n.txt", "ab.txt"),
            ("..", nil), (".", nil), ("/", nil), ("", nil), ("  a.txt  ", "a.txt"), ("a.txt...", "a.txt"), ("\u{200B}", nil),
            (".htaccess", ".htaccess"),
            (String(repeating: "x", count: 5_000), String(repeating: "x", count: 200)),
        ] as [(String, String?)])
    func `a safe name is no path and hides nothing`(_ name: String, _ expected: String?) {
        #expect(SafeFileName.make(name) == expected)
    }
}
