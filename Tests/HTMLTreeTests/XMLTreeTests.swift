import HTMLTree
import Testing

struct XMLTreeTests {
    @Test func `a feed becomes names, attributes, text and children in order`() throws {
        let feed = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- made by hand -->
            <rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
              <title>Grüße &amp; mehr</title>
              <item><title><![CDATA[<b>eins</b>]]></title><media:thumbnail url="https://a.example/?a=1&amp;b=2"/></item>
              <item>a<i>b</i>c</item>
            </channel></rss>
            """
        let root = try XMLTree.parse(Array(feed.utf8))
        let expected = XMLElement(
            "rss", attributes: ["version": "2.0", "xmlns:media": "http://search.yahoo.com/mrss/"],
            children: [
                XMLElement(
                    "channel",
                    children: [
                        XMLElement("title", text: "Grüße & mehr"),
                        XMLElement(
                            "item",
                            children: [
                                XMLElement("title", text: "<b>eins</b>"),
                                XMLElement("media:thumbnail", attributes: ["url": "https://a.example/?a=1&b=2"]),
                            ]),
                        XMLElement("item", text: "ac", children: [XMLElement("i", text: "b")]),
                    ])
            ])
        #expect(root == expected)
    }

    static let encodings: [(bytes: [UInt8], text: String)] = [
        ([0xEF, 0xBB, 0xBF] + Array("<a>ü</a>".utf8), "ü"),
        (Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xFC, 0x80] + Array("</a>".utf8), "ü€"),
        (
            Array("<?xml version=\"1.0\" encoding = \"windows-1252\"?><a>".utf8) + [0x93, 0xFC, 0x94] + Array("</a>".utf8),
            "“ü”"
        ),
        ([0xFF, 0xFE] + Array("<a>ü</a>".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, "ü"),
        (
            [0xFE, 0xFF]
                + Array("<?xml version='1.0' encoding='UTF-16'?><a>ü</a>".utf16).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
            "ü"
        ),
    ]

    @Test(arguments: encodings)
    func `usual encodings are read`(bytes: [UInt8], text: String) throws {
        #expect(try XMLTree.parse(bytes).text == text)
    }

    static let refused: [(xml: String, code: XMLFailure.Code)] = [
        ("", .malformed), (" ", .malformed), ("text", .malformed), ("<a>", .malformed), ("<a></b>", .malformed),
        ("<a/><b/>", .malformed), ("<a b=c/>", .malformed), ("<a b='1' b='2'/>", .malformed),
        ("<a>&nbsp;</a>", .malformed), ("<a>&x;</a>", .malformed), ("<a>\u{0}</a>", .malformed), ("<a>&#0;</a>", .malformed),
        ("<a><![CDATA[x</a>", .malformed), ("<a><!-- x</a>", .malformed),
        ("<!DOCTYPE a><a/>", .documentType), ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", .documentType),
        ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", .documentType),
        ("<?xml version='1.0'?><!-- x --><!doctype a><a/>", .documentType), ("<a><!ELEMENT b ANY></a>", .documentType),
        ("<?xml version='1.0' encoding='EBCDIC-US'?><a/>", .malformed),
        ("<?xml version='1.0' encoding='UTF-7'?><a/>", .malformed),
        (String(repeating: "<a>", count: 300) + String(repeating: "</a>", count: 300), .malformed),
        ("<a " + (0..<300).map { "b\($0)='' " }.joined() + "/>", .tooLarge),
        ("<a>" + String(repeating: "<b/>", count: 2000) + "</a>", .tooLarge),
        (String(repeating: " ", count: 100_000) + "<a/>", .tooLarge),
    ]

    @Test(arguments: refused)
    func `what is not plain well-formed XML of a sane size is refused`(xml: String, code: XMLFailure.Code) {
        let limits = XMLTree.Limits(bytes: 90_000, nodes: 1000, attributes: 200)
        let failure = #expect(throws: XMLFailure.self) { try XMLTree.parse(Array(xml.utf8), limits: limits) }
        #expect(failure?.code == code, "\(String(describing: failure))")
    }

    @Test func `a prefix that nobody declared is a name like any other`() throws {
        let root = try XMLTree.parse(Array("<a x:b='1'><y:c/></a>".utf8))
        #expect(root == XMLElement("a", attributes: ["x:b": "1"], children: [XMLElement("y:c")]))
    }

    @Test func `a mistake is named with its place`() {
        #expect(
            throws: XMLFailure(
                .malformed, "XML cannot be read: Opening and ending tag mismatch: b line 2 and a (line 2, column 9)",
                advice: "Report the feed to its owner.")
        ) { try XMLTree.parse(Array("<a>\n <b></a>".utf8)) }
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(throws: XMLFailure(.malformed, "XML is not the UTF-8 it claims to be", advice: "Report the feed to its owner."))
        {
            try XMLTree.parse(Array("<a>".utf8) + [0xFF] + Array("</a>".utf8))
        }
    }
}
