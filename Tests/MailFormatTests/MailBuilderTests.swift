import Foundation
import MailFormat
import Testing

struct MailBuilderTests {
    private func reply(_ change: (inout MailBuilder) -> Void = { _ in }) -> MailBuilder {
        var builder = MailBuilder(
            from: MailAddress(name: "Shop Support", address: "support@shop.example"),
            to: [MailAddress(name: "Ana López", address: "ana.lopez@customer.example")],
            subject: ReplySubject.make("Bestellung 4711 – wo bleibt mein Paket?"), messageID: "<stw.01J1ABCDEF@shop.example>",
            date: MailDate(secondsSinceEpoch: 1_782_986_400), text: "Guten Tag Ana,\n\ndas Paket liegt in der Bahnhofstraße 1.")
        builder.inReplyTo = "<CAE1a2b3c4d5@mail.customer.example>"
        change(&builder)
        return builder
    }

    @Test func `an answer is written whole`() throws {
        let text = String(decoding: try reply().build(), as: UTF8.self)
        #expect(
            text
                == """
                Date: Thu, 02 Jul 2026 10:00:00 +0000
                From: Shop Support <support@shop.example>
                To: =?UTF-8?Q?Ana_L=C3=B3pez?= <ana.lopez@customer.example>
                Subject: =?UTF-8?Q?Re=3A_Bestellung_4711_=E2=80=93_wo_bleibt_mein_Paket=3F?=
                Message-ID: <stw.01J1ABCDEF@shop.example>
                In-Reply-To: <CAE1a2b3c4d5@mail.customer.example>
                References: <CAE1a2b3c4d5@mail.customer.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Guten Tag Ana,

                das Paket liegt in der Bahnhofstra=C3=9Fe 1.

                """.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"))
    }

    @Test func `the same fields give the same bytes`() throws {
        let builder = reply { $0.attachments = [.init(name: "a.txt", type: "text/plain", bytes: [1, 2, 3])] }
        #expect(try builder.build() == builder.build())
    }

    @Test(arguments: [
        "", "short", "two\nlines\n", "carriage\r\nreturns\rmixed\n", ".starts with a dot\n..two", "From here\n>From there",
        "trailing blank \nand tab\t\n",
        "=", "a=3D is not an escape", "Grüße 🚂\n\n\nÄÖÜ", String(repeating: "x", count: 5_000),
        String(repeating: "ü ", count: 3_000), "\u{0}\u{7}bell",
        "--=_stellwerk_1\n--", "日本語のテキスト", "line\u{2028}separator",
    ])
    func `any text comes back as it was`(_ text: String) throws {
        let bytes = try reply { $0.text = text }.build()
        let read = Mail(bytes).plainText
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        let expected = lines.filter { $0 != "\u{0}" && $0 != "\u{7}" }
        #expect(read == (expected.isEmpty || expected.hasSuffix("\n") ? expected : expected + "\n"))
        checkWire(bytes)
    }

    @Test(arguments: [
        "plain", "", "Grüße", String(repeating: "lang ", count: 60), String(repeating: "ü", count: 200),
        String(repeating: "日本", count: 100),
        "👩‍👩‍👧‍👦 family", "=?utf-8?Q?not_a_word?=", String(repeating: "x", count: 2_000), "a  two blanks", " leading",
    ])
    func `any subject comes back as it was`(_ subject: String) throws {
        let bytes = try reply { $0.subject = subject }.build()
        #expect(Mail(bytes).subject == subject.trimmingCharacters(in: .whitespaces))
        checkWire(bytes)
    }

    @Test(arguments: [
        "Ana", "Ana Lopez", "Lopez, Ana", "say \"hi\"", "back\\slash", "López, Ana", "a@b", "(comment)", "Ana: group;",
        String(repeating: "lang ", count: 40),
        "=?utf-8?Q?x?=",
    ])
    func `any name comes back as it was`(_ name: String) throws {
        let bytes = try reply {
            $0.to = [MailAddress(name: name, address: "a@x.example"), MailAddress(address: "b@x.example")]
        }.build()
        let read = Mail(bytes)
        #expect(read.to.map(\.address) == ["a@x.example", "b@x.example"])
        #expect(read.to.first?.name == name.trimmingCharacters(in: .whitespaces))
        checkWire(bytes)
    }

    @Test func `no value can begin a header of its own`() throws {
        let poison = "x\r\nBcc: victim@x.example\r\n\r\nbody\u{0}"
        let bytes = try reply {
            $0.subject = poison
            $0.from.name = poison
            $0.to[0].name = poison
            $0.inReplyTo = "<a@x>\r\nBcc: <victim@x.example>"
            $0.references = ["<ok@x>", "<a@x>\r\nBcc: <v@x>", "no id"]
            $0.attachments = [.init(name: poison, type: "text/plain\r\nBcc: v@x", bytes: [65])]
        }.build()
        let read = Mail(bytes)
        #expect(!read.headers.all.contains { $0.name.lowercased() == "bcc" })
        #expect(read.references == ["<ok@x>"])
        #expect(read.inReplyTo.isEmpty)
        #expect(read.attachments.map(\.type) == ["application/octet-stream"])
        checkWire(bytes)
    }

    @Test(arguments: ["a@x.example\r\nBcc: v@x", "Ana <a@x.example>", "", "a b@x.example"])
    func `an address that is more than an address is refused`(_ address: String) {
        #expect(throws: MailBuildFailure.self) { try reply { $0.to = [MailAddress(address: address)] }.build() }
        #expect(throws: MailBuildFailure.self) { try reply { $0.from = MailAddress(address: address) }.build() }
        #expect(throws: MailBuildFailure.self) { try reply { $0.to = [] }.build() }
        #expect(throws: MailBuildFailure.self) { try reply { $0.messageID = address }.build() }
    }

    @Test func `a long thread keeps its root and its newest ids, folded`() throws {
        let ids = (0..<60).map { "<message-number-\($0)@mail.customer.example>" }
        let bytes = try reply {
            $0.references = ids
            $0.inReplyTo = ids[59]
        }.build()
        #expect(Mail(bytes).references == [ids[0]] + ids.suffix(20))
        checkWire(bytes)
        let header = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").filter { $0.contains("message-number") }
        #expect(header.allSatisfy { $0.utf8.count <= 78 })
    }

    @Test(arguments: [
        ("rechnung.pdf", "application/pdf"), ("Rechnung Müller – März.pdf", "application/pdf"), ("a\"b.txt", "text/plain"),
        (String(repeating: "ü", count: 90) + ".txt", "text/plain"),
    ])
    func `an attachment comes back with its name and its bytes`(_ name: String, _ type: String) throws {
        let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let bytes = try reply { $0.attachments = [.init(name: name, type: type, bytes: content)] }.build()
        let read = Mail(bytes)
        #expect(read.attachments.map(\.fileName) == [name])
        #expect(read.attachments.map(\.type) == [type])
        #expect(read.attachments.first?.content == content)
        #expect(read.plainText == "Guten Tag Ana,\n\ndas Paket liegt in der Bahnhofstraße 1.")
        checkWire(bytes)
    }

    @Test(arguments: [
        ("Frage", "Re: Frage"), ("Re: Frage", "Re: Frage"), ("AW: Re: re[2]: Frage", "Re: Frage"), ("", "Re:"), ("Re:", "Re:"),
        ("WG: Beschwerde", "Re: WG: Beschwerde"), ("[list] x", "Re: [list] x"), ("Reisen: wohin?", "Re: Reisen: wohin?"),
        ("SV:  Hej", "Re: Hej"),
    ])
    func `an answer's subject begins with Re once`(_ subject: String, _ expected: String) {
        #expect(ReplySubject.make(subject) == expected)
    }

    /// What every mail on the wire keeps: CRLF alone, lines within 998, ASCII.
    private func checkWire(_ bytes: [UInt8]) {
        var previous: UInt8 = 0
        var width = 0
        for byte in bytes {
            if byte == 10 { #expect(previous == 13) }
            if previous == 13 { #expect(byte == 10) }
            width = byte == 10 ? 0 : width + 1
            #expect(width <= 999 && byte < 128 && byte != 0)
            previous = byte
        }
        #expect(bytes.suffix(2) == [13, 10])
    }
}
