import Iconv
import MailFormat
import Testing

struct HeaderTests {
    private func subject(_ value: String) -> String {
        Mail(Array("Subject: \(value)\r\n\r\n".utf8), charsets: CharsetConversion.decode).subject
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("folded\r\n and\r\n\tagain", "folded and again"),
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?a_b=5Fc?= tail", "a b_c tail"),
        ("=?utf-8?B?R3LDvMOf?=   =?utf-8?B?ZQ==?=", "Grüße"),
        ("=?utf-8?Q?half_of_=C3?= =?utf-8?Q?=BC?=", "half of ü"),
        ("=?utf-8?B?4oI=?=\r\n =?utf-8?B?rA==?=", "€"),
        ("=?iso-8859-1?Q?caf=E9?=", "café"),
        ("=?windows-1251?B?z/Do4uXy?=", "Привет"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?euc-kr?B?vsiz58fPvLy/5A==?=", "안녕하세요"),
        ("=?shift_jis?B?k/qWe4zq?=", "日本語"),
        ("=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?Q?has blanks inside?=", "has blanks inside"),
        ("a=?utf-8?Q?=C3=A9?=b", "aéb"),
        ("=?utf-8?X?none?=", "=?utf-8?X?none?="),
        ("=?utf-8?Q?never ends", "=?utf-8?Q?never ends"),
        ("=?x-nobody?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?Q?two=0D=0ABcc:_lines?=", "two  Bcc: lines"),
        ("raw grüße", "raw grüße"),
        ("", ""),
    ])
    func `a subject reads as its writer meant it`(_ value: String, _ expected: String) {
        #expect(subject(value) == expected)
    }

    @Test func `raw bytes that are no UTF-8 are windows-1252`() {
        #expect(Mail(Array("Subject: caf".utf8) + [0xE9, 0x80, 13, 10, 13, 10]).subject == "café€")
    }

    @Test func `fields keep their order and their names`() {
        let mail = mail(lines: "To: a@x.example\nX-Odd : 1\nto: b@x.example\n\nbody")
        #expect(mail.headers.all.map(\.name) == ["To", "X-Odd", "to"])
        #expect(mail.to.map(\.address) == ["a@x.example", "b@x.example"])
        #expect(mail.headers["x-odd"] == "1")
    }

    @Test(arguments: [
        ("Subject: a\nno field at all\nmore", "a", "no field at all\nmore"),
        ("From ana@customer.example Thu Jul  2\nSubject: a\n\nbody", "a", "body"),
        ("\nonly a body", "", "only a body"),
        ("Subject: a", "a", ""),
        ("Subject: a\n \n\nbody", "a", "body"),
        (" folded without a field\n\nrest", "", " folded without a field\n\nrest"),
    ])
    func `what is no header is body`(_ text: String, _ subject: String, _ body: String) {
        let mail = mail(lines: text)
        #expect(mail.subject == subject)
        #expect(mail.plainText == body)
    }

    @Test(arguments: [
        ("<a@x> <b@y>", ["<a@x>", "<b@y>"]),
        ("<a@x><b@y>,<a@x>", ["<a@x>", "<b@y>"]),
        ("phrase <a@x> (comment)", ["<a@x>"]),
        ("<unterminated <a@x>", ["<a@x>"]),
        ("<folded\r\n @x>", ["<folded@x>"]),
        ("<> nothing", []),
        ("a@x", []),
    ])
    func `only what stands in brackets is a reference`(_ value: String, _ expected: [String]) {
        #expect(Mail(Array("References: \(value)\r\n\r\n".utf8)).references == expected)
    }

    @Test func `an own id without brackets gets them, as its answers will`() {
        #expect(mail(lines: "Message-ID: a@x.example\n\n").messageID == "<a@x.example>")
        #expect(mail(lines: "Message-ID: no id here\n\n").messageID == nil)
    }

    @Test func `ancestors come nearest first, each once, never the mail itself`() {
        let mail = mail(lines: "Message-ID: <d@x>\nIn-Reply-To: <c@x>\nReferences: <a@x> <b@x>\n <c@x> <d@x>\n\n")
        #expect(mail.ancestors == ["<c@x>", "<b@x>", "<a@x>"])
    }
}
