import HTMLTree
import Testing

struct HTMLLimitTests {
    static let tags = [
        "b", "div", "blockquote", "ul", "li", "table", "tr", "td", "a href=https://ok.example", "span", "pre", "svg", "p",
        "font", "h1", "x",
    ]

    @Test(arguments: tags)
    func `ten thousand elements in each other leave their text`(tag: String) throws {
        let name = try #require(tag.split(separator: " ").first)
        for html in [
            String(repeating: "<\(tag)>", count: 10_000) + "tief",
            String(repeating: "<\(tag)>x", count: 10_000) + String(repeating: "</\(name)>", count: 10_000) + "<p>tief</p>",
            String(repeating: "<\(tag)>", count: 10_000) + String(repeating: "</i></\(name)>", count: 10_000) + "tief",
        ] {
            let nodes = HTMLMarkup.parse(html, limits: HTMLMarkup.Limits(nodes: 50_000)).nodes
            #expect(depth(of: nodes) <= 24)
            #expect(HTMLMarkup.plainText(of: nodes).contains("tief") || name == "svg")
            #expect(SafeHTML.complaint(about: HTMLMarkup.serialise(nodes)) == nil)
        }
    }

    @Test func `one tag with a hundred thousand attributes is read`() {
        let many = (0..<100_000).map { " a\($0)=\"\"" }.joined()
        #expect(HTMLMarkup.plainText(of: HTMLMarkup.parse("<p\(many)>x</p>y").nodes).hasSuffix("y"))
        let packed = String(repeating: "a=''", count: 200_000)
        #expect(HTMLMarkup.plainText(of: HTMLMarkup.parse("<p \(packed)>x</p>y").nodes).hasSuffix("y"))
    }

    @Test func `long text with many blanks and quotes stays whole`() {
        let text = String(repeating: "\"Das\" ist 'ein' Satz. ", count: 2000)
        #expect(HTMLMarkup.plainText(of: HTMLMarkup.parse("<p>\(text)</p>").nodes) == String(text.dropLast()))
    }

    @Test func `what is past the limit of bytes or nodes is cut, and said to be`() {
        let limits = HTMLMarkup.Limits(bytes: 10, nodes: 20_000)
        let cut = HTMLMarkup.parse("<p>aaaaaüüü</p>", limits: limits)
        #expect(cut.isCut)
        #expect(HTMLMarkup.plainText(of: cut.nodes) == "aaaaaü")
        let few = HTMLMarkup.parse(String(repeating: "<p>a</p>", count: 100), limits: HTMLMarkup.Limits(nodes: 50))
        #expect(few.isCut)
        #expect((20...26).contains(few.nodes.count))
        #expect(!HTMLMarkup.parse("<p>a</p>", limits: HTMLMarkup.Limits(nodes: 50)).isCut)
    }

    @Test func `no entity grows`() {
        let bomb =
            "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><p>" + String(repeating: "&b;", count: 1000)
            + "</p>"
        #expect(HTMLMarkup.plainText(of: HTMLMarkup.parse(bomb).nodes).utf8.count <= bomb.utf8.count)
    }

    private func depth(of nodes: [HTMLNode]) -> Int {
        nodes.map { if case .element(let element) = $0 { 1 + depth(of: element.children) } else { 0 } }.max() ?? 0
    }
}
