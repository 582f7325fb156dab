import HTMLTree
import Testing

struct HTMLMarkupTests {
    static let meanings: [(html: String, canonical: String)] = [
        ("Hallo", "<p>Hallo</p>"),
        ("", ""), (" \n\t ", ""), ("<p></p><div> </div>", ""),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("a<br>b<br/>c", "<p>a<br>b<br>c</p>"),
        ("<br>a<br><br><br><br>b<br>", "<p>a<br><br>b</p>"),
        ("<b>a</b> <i>b</i> <s>c</s> <tt>d</tt>", "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>"),
        ("<strong>a <em>b</strong> c</em>", "<p><strong>a <em>b</em></strong> <em>c</em></p>"),
        ("<b>a<b>b</b>c</b>", "<p><strong>abc</strong></p>"),
        ("<b><p>a</p><p>b</p></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<h1>Titel</h1>Text", "<p><strong>Titel</strong></p><p>Text</p>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("  a \n  b\u{A0} c  ", "<p>a b\u{A0} c</p>"),
        ("a <b> b </b> c", "<p>a <strong>b</strong> c</p>"),
        ("a<b> b</b>", "<p>a <strong>b</strong></p>"),
        ("<pre>\n a\n   b\n</pre>c", "<pre> a\n   b</pre><p>c</p>"),
        ("<pre><code>let a = 1 &lt; 2\n</code></pre>", "<pre><code>let a = 1 &lt; 2\n</code></pre>"),
        (
            "<blockquote>a<blockquote>b</blockquote>c</blockquote>d",
            "<blockquote><p>a</p><blockquote><p>b</p></blockquote><p>c</p></blockquote><p>d</p>"
        ),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li><p>a</p><li><p>b</p><p>c</p></ul>", "<ul><li>a</li><li><p>b</p><p>c</p></li></ul>"),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("<li>a</li><li>b</li>c", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
        ("<ul>x<li>a</ul>", "<ul><li>x</li><li>a</li></ul>"),
        ("<table><tr><th>Ware<th>Preis<tr><td>Tee<td>4 €</table>", "<p>Ware | Preis<br>Tee | 4 €</p>"),
        ("<table><tr><td></td><td><p>a</p></td></tr></table>b", "<p>a</p><p>b</p>"),
        ("<img src=x alt='Ein Hund'> <img src=y><img alt=''>", "<p>Ein Hund</p>"),
        ("<img class='emoji custom' alt=':blobcat:' src=x> hi", "<p><span class=\"emoji\">:blobcat:</span> hi</p>"),
        ("<script>alert(1)</script>a<style>b{}</style><title>c</title>", "<p>a</p>"),
        ("<svg><text>a</text></svg><math><mi>x</mi></math>b<iframe>c</iframe><template>d</template>", "<p>b</p>"),
        ("<p hidden>a</p><p style='Display : none'>b</p><span style='color:red'>c</span>", "<p>c</p>"),
        ("<a href='https://example.org/?a=1&amp;b=2'>x</a>", "<p><a href=\"https://example.org/?a=1&amp;b=2\">x</a></p>"),
        ("<a href='/local'>x</a> <a name=y>z</a>", "<p>x z</p>"),
        (
            "<a href=https://a.example>x<a href=https://b.example>y</a>",
            "<p><a href=\"https://a.example\">x</a><a href=\"https://b.example\">y</a></p>"
        ),
        (
            "<a href='mailto:a@b.example'>m</a><a href='tel:+49 1'>t</a>",
            "<p><a href=\"mailto:a@b.example\">m</a><a href=\"tel:+49%201\">t</a></p>"
        ),
        ("<center><font color=red>a</font><o:p></o:p></center>", "<p>a</p>"),
        (
            "5 &lt; 6 &amp;&amp; 7 > 6 &quot;&#39;&nbsp;&euro;&#x1F600;&unknown;",
            "<p>5 &lt; 6 &amp;&amp; 7 &gt; 6 &quot;&#39;\u{A0}€😀&amp;unknown;</p>"
        ),
        ("a < b and c > d <3", "<p>a &lt; b and c &gt; d &lt;3</p>"),
        ("<blockquote><b>a</blockquote>b", "<blockquote><p><strong>a</strong></p></blockquote><p>b</p>"),
        ("<p><b>a<p>b</b>c", "<p><strong>a</strong></p><p>bc</p>"),
        ("<b><p>a</p></b><p>b</p>", "<p><strong>a</strong></p><p>b</p>"),
        ("<b><blockquote>a</b>b</blockquote>c", "<blockquote><p><strong>a</strong>b</p></blockquote><p>c</p>"),
    ]

    @Test(arguments: meanings)
    func `each element becomes what the vocabulary has for it`(html: String, canonical: String) {
        let document = HTMLMarkup.parse(html)
        #expect(HTMLMarkup.serialise(document.nodes) == canonical)
        #expect(!document.isCut)
    }

    @Test(arguments: meanings.map(\.html))
    func `the canonical form reads back as itself`(html: String) {
        let nodes = HTMLMarkup.parse(html).nodes
        #expect(HTMLMarkup.parse(HTMLMarkup.serialise(nodes)).nodes == nodes)
    }

    /// Contents as Mastodon 4.x, Pleroma and GoToSocial send them.
    static let posts: [(html: String, canonical: String, text: String)] = [
        (
            #"<p><span class="h-card" translate="no"><a href="https://social.example/@rathaus" class="u-url mention">@<span>rathaus</span></a></span> Wie lange dauert die Sperrung?<br />Danke &amp; Grüße 👋🏽</p>"#,
            #"<p><a href="https://social.example/@rathaus" class="mention">@rathaus</a> Wie lange dauert die Sperrung?<br>Danke &amp; Grüße 👋🏽</p>"#,
            "@rathaus Wie lange dauert die Sperrung?\nDanke & Grüße 👋🏽"
        ),
        (
            #"<p>Mehr dazu: <a href="https://www.example.org/stadt/verkehr/sperrung-hafenstrasse?utm=1" target="_blank" rel="nofollow noopener noreferrer" translate="no"><span class="invisible">https://www.</span><span class="ellipsis">example.org/stadt/verkehr/sper</span><span class="invisible">rung-hafenstrasse?utm=1</span></a></p><p><a href="https://social.example/tags/hafen" class="mention hashtag" rel="tag">#<span>hafen</span></a></p>"#,
            #"<p>Mehr dazu: <a href="https://www.example.org/stadt/verkehr/sperrung-hafenstrasse?utm=1">example.org/stadt/verkehr/sper…</a></p><p><a href="https://social.example/tags/hafen" class="hashtag">#hafen</a></p>"#,
            "Mehr dazu: https://www.example.org/stadt/verkehr/sperrung-hafenstrasse?utm=1\n\n#hafen"
        ),
        (
            #"<p>Genau so sollte man <strong>informieren</strong> :blobcat:</p><blockquote><p>alt</p></blockquote><ul><li>eins</li><li>zwei</li></ul>"#,
            #"<p>Genau so sollte man <strong>informieren</strong> :blobcat:</p><blockquote><p>alt</p></blockquote><ul><li>eins</li><li>zwei</li></ul>"#,
            "Genau so sollte man informieren :blobcat:\n\n> alt\n\n- eins\n- zwei"
        ),
        (
            #"<span class="recipients-inline"><a class="mention" href="https://a.example/@b" title="b">@b</a></span> hi<br>there <img class="emoji" src="https://a.example/e.png" alt=":wave:"/>"#,
            #"<p><a href="https://a.example/@b" class="mention">@b</a> hi<br>there <span class="emoji">:wave:</span></p>"#,
            "@b hi\nthere :wave:"
        ),
    ]

    @Test(arguments: posts)
    func `posts of the fediverse keep their mentions, tags and addresses`(html: String, canonical: String, text: String) {
        let nodes = HTMLMarkup.parse(html).nodes
        #expect(HTMLMarkup.serialise(nodes) == canonical)
        #expect(HTMLMarkup.plainText(of: nodes) == text)
        #expect(HTMLMarkup.parse(canonical).nodes == nodes)
    }

    @Test func `bytes that are no UTF-8 become replacement characters`() {
        let bytes: [UInt8] = Array("<p>a".utf8) + [0xC3, 0x28, 0xFF, 0xED, 0xA0, 0x80] + Array("b\u{0}c</p>".utf8)
        #expect(HTMLMarkup.plainText(of: HTMLMarkup.parse(bytes).nodes) == "a\u{FFFD}(\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}bc")
    }

    @Test func `a document's word on its encoding is not believed`() {
        let html =
            "\u{FEFF}<html><head><meta charset='iso-8859-1'><meta http-equiv=content-type content='text/html; charset=utf-16'></head><body>Grüße</body></html>"
        #expect(HTMLMarkup.plainText(of: HTMLMarkup.parse(html).nodes) == "Grüße")
    }
}
