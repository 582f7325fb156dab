import Testing

@testable import CurlHTTP

@Suite struct IMAPParserTests {
    static let announcements: [(String, Int?)] = [
        ("* 1 FETCH (BODY[] {12}", 12), ("* 1 FETCH (BODY[] {12+}", 12), ("* 1 FETCH (BINARY[] ~{3}", 3),
        ("* LIST () \"/\" {0}", 0),
        ("* 1 FETCH (X \"a {12}", nil), ("* 1 FETCH (X \"a\" {12}", 12), ("* 1 FETCH (X \"a\\\" {12}", nil),
        ("* LIST () \"/\" {}", nil),
        ("* LIST () \"/\" {-1}", nil), ("* LIST () \"/\" {1x}", nil), ("* LIST () \"/\" a}", nil), ("{5} ", nil),
        ("* 1 FETCH (BODY[] {99999999999999999999}", .max),
    ]

    @Test(arguments: announcements) func `a literal is announced at the end of a line, outside quotes`(line: String, size: Int?)
    {
        #expect(IMAPParser.announced(by: Array(line.utf8)) == size)
    }

    @Test(arguments: ["* OK done {5}", "stw1 NO [X] {5}", "+ go {5}", "* BYE {5}", "* BAD {5}"])
    func `braces in free text announce nothing`(line: String) { #expect(IMAPParser.isText(Array(line.utf8))) }

    static let answers: [(String, IMAPResponse)] = [
        ("+ idling", .goOn("idling")), ("+", .goOn("")),
        (
            "stw3 OK [APPENDUID 1782979202 1] Append completed.",
            .status(
                tag: "stw3",
                IMAPStatusLine(word: "OK", code: "APPENDUID", arguments: ["1782979202", "1"], text: "Append completed."))
        ),
        ("* ok hello", .status(tag: nil, IMAPStatusLine(word: "OK", code: nil, arguments: [], text: "hello"))),
        ("* BYE", .status(tag: nil, IMAPStatusLine(word: "BYE", code: nil, arguments: [], text: ""))),
        ("* 5 exists", .data(number: 5, word: "EXISTS", [])), ("* SEARCH", .data(number: nil, word: "SEARCH", [])),
        ("* SEARCH 3 4", .data(number: nil, word: "SEARCH", [.atom("3"), .atom("4")])),
        (
            "* LIST (\\HasNoChildren \\Sent) \"/\" ~Sent",
            .data(
                number: nil, word: "LIST", [.list([.atom("\\HasNoChildren"), .atom("\\Sent")]), .string([47]), .atom("~Sent")])
        ),
        (
            "* 1 FETCH (UID 7 FLAGS () BODY[HEADER.FIELDS (SUBJECT \"X\")]<0> NIL X \"a\\\"b\\\\\")",
            .data(
                number: 1, word: "FETCH",
                [
                    .list([
                        .atom("UID"), .atom("7"), .atom("FLAGS"), .list([]), .atom("BODY[HEADER.FIELDS (SUBJECT \"X\")]<0>"),
                        .atom("NIL"),
                        .atom("X"), .string(Array("a\"b\\".utf8)),
                    ])
                ])
        ),
    ]

    @Test(arguments: answers) func `an answer is read`(line: String, response: IMAPResponse) throws {
        #expect(try IMAPParser.response([.line(Array(line.utf8))]) == response)
    }

    @Test func `literals stand where they were announced`() throws {
        let pieces: [IMAPParser.Piece] = [
            .line(Array("* 4 FETCH (BODY[] {3}".utf8)), .literal(Array("a)\"".utf8)), .line(Array(" UID 6 X {0}".utf8)),
            .literal([]),
            .line(Array(")".utf8)),
        ]
        #expect(
            try IMAPParser.response(pieces)
                == .data(
                    number: 4, word: "FETCH",
                    [.list([.atom("BODY[]"), .string(Array("a)\"".utf8)), .atom("UID"), .atom("6"), .atom("X"), .string([])])]))
    }

    static let nonsense = [
        "", "*", "hello", "stw1 SEARCH 1", "* ", "* 1", "* (a)", "* 1 FETCH (UID 1", "* 1 FETCH UID 1)", "* 1 FETCH (X \"open)",
        "* 1 FETCH (BODY[ 1)", "* 1 FETCH \(String(repeating: "(", count: 40))\(String(repeating: ")", count: 40))",
    ]

    @Test(arguments: nonsense) func `what is no IMAP is refused`(line: String) {
        #expect(throws: IMAPParser.Nonsense.self) { try IMAPParser.response([.line(Array(line.utf8))]) }
    }

    static let names: [(String, String)] = [
        ("INBOX", "INBOX"), ("Entwürfe", "Entw&APw-rfe"), ("A&B", "A&-B"), ("&", "&-"), ("台北", "&U,BTFw-"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ("📬", "&2D3c7A-"), ("Größe & Maß", "Gr&APYA3w-e &- Ma&AN8-"),
    ]

    @Test(arguments: names) func `folder names travel in modified UTF-7`(name: String, wire: String) {
        #expect(MailboxName.encoded(name) == wire)
        #expect(MailboxName.decoded(wire) == name)
    }

    @Test(arguments: ["&", "&APw", "a&*-", "&A-", "Entw&APwrfe"]) func `a badly written name stays as it is`(wire: String) {
        #expect(MailboxName.decoded(wire) == wire)
    }

    @Test func `sets of UIDs are written short`() {
        #expect(IMAPText.set([9, 3, 4, 5, 3, 11, 12]) == "3:5,9,11:12")
        #expect(IMAPText.set([UInt32.max, .max - 1, 0]) == "4294967294:4294967295")
        #expect(IMAPText.set([UInt32]()) == "")
    }

    @Test func `batches keep to bytes and count, and a giant goes alone`() {
        let sizes = [10, 10, 90, 5, 200, 1, 1, 1, 1]
        let mails = sizes.enumerated().map { IMAPSummary(uid: UInt32($0.offset + 1), size: $0.element) }
        #expect(IMAPSession.batches(of: mails, bytes: 100, count: 3) == [[1, 2], [3, 4], [5], [6, 7, 8], [9]])
    }

    static let lineEnds: [(String, String)] = [
        ("", ""), ("a", "a\r\n"), ("a\n", "a\r\n"), ("a\r\n", "a\r\n"), ("a\rb", "a\r\nb\r\n"),
        ("a\n\nb\r\r\n", "a\r\n\r\nb\r\n\r\n"),
        ("\n.\n", "\r\n.\r\n"), ("a\r\n\r\nb\n", "a\r\n\r\nb\r\n"),
    ]

    @Test(arguments: lineEnds) func `line ends become CR LF`(text: String, wire: String) {
        #expect(String(decoding: MailText.withLineEnds(Array(text.utf8)), as: UTF8.self) == wire)
    }
}
