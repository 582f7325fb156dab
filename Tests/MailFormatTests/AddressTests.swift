import MailFormat
import Testing

struct AddressTests {
    private func read(_ value: String) -> [MailAddress] { Mail(Array("To: \(value)\r\n\r\n".utf8)).to }

    @Test(
        arguments: [
            ("ana@customer.example", [MailAddress(address: "ana@customer.example")]),
            ("Ana Lopez <ana@x.example>", [MailAddress(name: "Ana Lopez", address: "ana@x.example")]),
            (
                "\"Lopez, Ana\" <ana@x.example>, bob@x.example",
                [MailAddress(name: "Lopez, Ana", address: "ana@x.example"), MailAddress(address: "bob@x.example")]
            ),
            ("\"say \\\"hi\\\"\" <a@x.example>", [MailAddress(name: "say \"hi\"", address: "a@x.example")]),
            ("=?utf-8?Q?M=C3=BCller,_J=C3=B6rg?= <j@x.example>", [MailAddress(name: "Müller, Jörg", address: "j@x.example")]),
            ("\"=?utf-8?Q?J=C3=B6rg?=\" <j@x.example>", [MailAddress(name: "Jörg", address: "j@x.example")]),
            ("ana@x.example (Ana (the first) Lopez)", [MailAddress(address: "ana@x.example", comment: "Ana  Lopez")]),
            (
                "Team: a@x.example, B <b@x.example>;, c@x.example",
                [
                    MailAddress(address: "a@x.example"), MailAddress(name: "B", address: "b@x.example"),
                    MailAddress(address: "c@x.example"),
                ]
            ),
            ("undisclosed-recipients:;", []),
            ("<@relay.example,@other.example:ana@x.example>", [MailAddress(address: "ana@x.example")]),
            (
                "A <a@x.example> B <b@x.example>",
                [MailAddress(name: "A", address: "a@x.example"), MailAddress(name: "B", address: "b@x.example")]
            ),
            ("\"odd name\"@x.example", [MailAddress(address: "\"odd name\"@x.example")]),
            ("Ana <ana@x.example", [MailAddress(name: "Ana", address: "ana@x.example")]),
            ("Name <>", []),
            ("MAILER-DAEMON", [MailAddress(address: "MAILER-DAEMON")]),
            ("a@x.example;b@x.example", [MailAddress(address: "a@x.example"), MailAddress(address: "b@x.example")]),
            (",,, ,", []),
            ("\"never closed <a@x.example>", [MailAddress(address: "neverclosed<a@x.example>")]),
        ] as [(String, [MailAddress])])
    func `addresses are found in whatever way they are written`(_ value: String, _ expected: [MailAddress]) {
        #expect(read(value) == expected)
    }

    @Test func `addresses compare without case, domains come lower`() {
        #expect(MailAddress(address: "Ana@X.Example").key == "ana@x.example")
        #expect(MailAddress(address: "Ana@X.Example").domain == "x.example")
        #expect(MailAddress(address: "daemon").domain == nil)
    }

    @Test func `a comment names whom no display name names`() {
        #expect(MailAddress(address: "a@x.example", comment: "Ana").displayName == "Ana")
        #expect(MailAddress(name: "Lopez", address: "a@x.example", comment: "Ana").displayName == "Lopez")
        #expect(MailAddress(address: "a@x.example").displayName == nil)
    }

    @Test(arguments: [
        ("a@x.example", true), ("jörg@müller.example", true), ("a@x.example\r\nRCPT TO:<b@y>", false),
        ("Ana <a@x.example>", false),
        ("a@b@x.example", false), ("@x.example", false), ("a@", false), ("a b@x.example", false), ("a\u{0}@x.example", false),
        ("a\u{202E}@x.example", false), ("", false), ("a,b@x.example", false),
    ])
    func `only a bare address is written to`(_ text: String, _ isAddress: Bool) {
        #expect(MailSyntax.isAddress(text) == isAddress)
    }
}
