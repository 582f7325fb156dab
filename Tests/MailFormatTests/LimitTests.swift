import Foundation
import MailFormat
import Testing

/// Whatever comes in: no crash, no endless work, no more parts than allowed.
struct LimitTests {
    /// Walks everything a reader may ask for.
    private func exhaust(_ mail: Mail) {
        _ = (mail.subject, mail.from, mail.to, mail.date, mail.receivedDate, mail.messageID, mail.ancestors, mail.report)
        _ = (mail.text(fromHTML: { $0 }), mail.html, mail.plainText, mail.htmlText, mail.automaticSign)
        for attachment in mail.attachments { _ = (attachment.safeName, attachment.content, attachment.contentID) }
        for field in mail.headers.all { _ = field.value }
    }

    private func shape(_ part: MailPart) -> (parts: Int, depth: Int) {
        part.children.map(shape).reduce((1, 0)) { ($0.0 + $1.parts, max($0.1, $1.depth + 1)) }
    }

    @Test(arguments: Fixture.all) func `a fixture cut anywhere is still read`(_ fixture: Fixture) throws {
        let bytes = try fixture.bytes()
        for end in stride(from: 0, to: bytes.count, by: 97) {
            let mail = Mail(Array(bytes[..<end]))
            exhaust(mail)
            let shape = shape(mail.root)
            #expect(shape.parts <= 200 && shape.depth <= 20)
        }
    }

    @Test(arguments: Fixture.all) func `a fixture with any bytes flipped is still read`(_ fixture: Fixture) throws {
        var random = SplitMix(seed: 7)
        let bytes = try fixture.bytes()
        for _ in 0..<40 {
            var damaged = bytes
            for _ in 0..<8 { damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
            exhaust(Mail(damaged))
        }
    }

    @Test func `a thousand nested multiparts stay closed below the twentieth`() {
        var text = "Subject: deep\r\n"
        for level in 0..<1_000 { text += "Content-Type: multipart/mixed; boundary=b\(level)\r\n\r\n--b\(level)\r\n" }
        let mail = Mail(Array(text.utf8))
        #expect(mail.isCutShort)
        #expect(shape(mail.root).depth == 20)
        #expect(mail.subject == "deep")
        #expect(mail.attachments.map(\.type) == ["multipart/mixed"])
        exhaust(mail)
    }

    @Test func `the two hundredth part is the last`() {
        let many = (0..<5_000).map { "--b\r\nContent-Type: image/png\r\n\r\n\($0)\r\n" }.joined()
        let mail = Mail(Array("Content-Type: multipart/mixed; boundary=b\r\n\r\n\(many)--b--\r\n".utf8))
        #expect(mail.isCutShort)
        #expect(shape(mail.root).parts == 200)
        #expect(mail.attachments.count == 199)
        #expect(mail.attachments.last?.content == Array("198".utf8))
    }

    @Test func `a hundred thousand header fields are not all kept`() {
        let mail = Mail(Array((0..<100_000).map { "X-\($0): 1\r\n" }.joined().utf8))
        #expect(mail.isCutShort)
        #expect(mail.headers.all.count <= 1_001)
        #expect(mail.headers["x-5"] == "1")
    }

    @Test func `a text longer than the limit is cut there`() {
        let limits = MailLimits(textBytes: 1_000)
        let mail = Mail(Array("Content-Type: text/plain\r\n\r\n".utf8) + [UInt8](repeating: 65, count: 5_000), limits: limits)
        #expect(mail.text(fromHTML: { $0 }).utf8.count == 1_000)
    }

    @Test func `one boundary inside another's name is no boundary`() {
        let mail = mail(
            lines: """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: multipart/alternative; boundary=b1

                --b1

                plain
                --b1--
                --b
                Content-Type: image/png

                x
                --b--
                """)
        #expect(mail.plainText == "plain")
        #expect(mail.attachments.map(\.type) == ["image/png"])
    }

    @Test func `a multipart without any boundary is shown as text`() {
        let mail = mail(lines: "Content-Type: multipart/mixed; boundary=never\n\nHello all the same")
        #expect(mail.plainText == "Hello all the same")
    }
}

/// Numbers that look random and are the same in every run.
struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
