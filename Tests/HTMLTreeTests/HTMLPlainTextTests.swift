import Foundation
import HTMLTree
import Testing

struct HTMLPlainTextTests {
    static let texts: [(html: String, text: String)] = [
        ("<p>a</p><p>b<br>c</p>", "a\n\nb\nc"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<ul><li><p>a</p><p>b</p></ul>", "- a\n  b"),
        ("<blockquote><p>a</p><p>b</p><ul><li>c</ul></blockquote>d", "> a\n>\n> b\n>\n> - c\n\nd"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<pre>x\n  y</pre>z", "x\n  y\n\nz"),
        ("<b>a</b>&nbsp;b &lt;c&gt;", "a b <c>"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a | b\nc"),
        ("<a href='https://example.org/x'>here</a>", "here"),
    ]

    @Test(arguments: texts)
    func `blocks, lists and quotes show in plain text`(html: String, text: String) {
        #expect(HTMLMarkup.plainText(of: HTMLMarkup.parse(html).nodes) == text)
    }

    static let links: [(html: String, text: String)] = [
        ("<a href='https://example.org/x'>here</a>", "here (https://example.org/x)"),
        ("<a href='https://example.org/x'>https://example.org/x</a>", "https://example.org/x"),
        ("<a href='https://example.org/'>example.org</a>", "example.org"),
        (
            "<a href='mailto:a@b.example'>a@b.example</a> or <a href='mailto:c@b.example'>Carla</a>",
            "a@b.example or Carla (c@b.example)"
        ),
        ("<a href='https://a.example/@b' class='mention'>@b</a>", "@b"),
        ("<a href='https://bank.example'>https://shop.example</a>", "https://shop.example (https://bank.example)"),
        ("<a href='https://example.org/a/very/long/one'>example.org/a/ve…</a>", "https://example.org/a/very/long/one"),
    ]

    @Test(arguments: links)
    func `mails spell out where a link leads unless its text says so`(html: String, text: String) {
        #expect(HTMLMarkup.plainText(of: HTMLMarkup.parse(html).nodes, addresses: .spelledOut) == text)
    }

    @Test func `outgoing text is escaped and keeps its lines`() {
        #expect(HTMLMarkup.escape("<b> & \"c\" 'd'") == "&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;")
        #expect(HTMLMarkup.paragraphs(of: "a\nb\r\n\r\n \n<c>\n\n") == "<p>a<br>b</p><p>&lt;c&gt;</p>")
        #expect(HTMLMarkup.paragraphs(of: " \n") == "")
    }

    @Test func `a tree is JSON that any reader takes`() throws {
        let nodes = HTMLMarkup.parse(
            "<p>a \"b\" \\ <a href='https://a.example/\"' class=mention>ü</a><br>\u{2028}</p><pre>x\n\ty</pre>"
        ).nodes
        let json = HTMLMarkup.json(of: nodes)
        #expect(
            json
                == #"[{"e":"p","c":["a \"b\" \\ ",{"e":"a","href":"https://a.example/%22","class":"mention","c":["ü"]},{"e":"br"},"\u2028"]},{"e":"pre","c":["x\n\ty"]}]"#
        )
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.utf8)) }
    }
}
