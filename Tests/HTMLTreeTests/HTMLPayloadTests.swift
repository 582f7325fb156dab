import HTMLTree
import Testing

/// Texts written to run, load or break out: nothing of them may survive but words.
struct HTMLPayloadTests {
    static let payloads: [String] = [scripts, handlers, addresses, namespaces, mutations, broken, encodings].flatMap { $0 }

    static let scripts: [String] = [
        "<script>alert(1)</script>", "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script\u{0}>alert(1)</script>", "<\u{0}script>alert(1)</script>", "<script/xss src=//evil.example>",
        "<script>alert(1)", "<script></script",
        "<script>if(1<2){'</b>'}</script><b>x", "<<script>alert(1);//<</script>",
        "<script><!--</script>--><img src=x onerror=alert(1)>",
        "<script type=text/template><img src=x onerror=alert(1)></script>", "<style>@import 'https://evil.example';</style>",
        "<style><img src=x onerror=alert(1)></style>", "<style></style><img src=x onerror=alert(1)>",
        "<style><!--</style><script>alert(1)</script>-->",
        "<link rel=stylesheet href=https://evil.example>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<base href=javascript:alert(1)//>",
        "<iframe src=javascript:alert(1)></iframe>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<iframe src=https://evil.example>",
        "<object data=javascript:alert(1)></object>", "<embed src=javascript:alert(1)>", "<applet code=x></applet>",
        "<frameset><frame src=javascript:alert(1)></frameset>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<noembed><img src=x onerror=alert(1)></noembed>",
        "<noframes><script>alert(1)</script></noframes>",
        "<xmp><script>alert(1)</script></xmp>", "<plaintext><script>alert(1)</script>",
        "<listing>&lt;script&gt;alert(1)&lt;/script&gt;</listing>",
        "<textarea><script>alert(1)</script></textarea>", "<title><script>alert(1)</script></title>",
        "<template><script>alert(1)</script></template>",
        "<template><b></template><script>alert(1)</script>", "<select><script>alert(1)</script></select>",
        "<keygen autofocus onfocus=alert(1)>",
    ]

    static let handlers: [String] = [
        "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1) alt='<b onclick=alert(1)>'>",
        "<img/src=x/onerror=alert(1)>", "<img src='x'onerror='alert(1)'>",
        "<IMG SRC=x ONERROR=alert(1)>", "<img src=x onerror\u{C}=alert(1)>", "<img src=x onerror\n=\nalert(1)>",
        "<p onclick=alert(1)>x</p>", "<b onmouseover=alert(1)>x</b>",
        "<body onload=alert(1)>", "<a href=https://ok.example onclick=alert(1)>x</a>", "<a onclick=alert(1)>x</a>",
        "<details open ontoggle=alert(1)>x</details>",
        "<video><source onerror=alert(1)></video>", "<audio src=x onerror=alert(1)>", "<input autofocus onfocus=alert(1)>",
        "<form action=javascript:alert(1)><input type=submit></form>",
        "<button formaction=javascript:alert(1)>x</button>", "<isindex type=image src=1 onerror=alert(1)>",
        "<marquee onstart=alert(1)>x</marquee>", "<div style='background:url(javascript:alert(1))'>x</div>",
        "<p style=\"width:expression(alert(1))\">x</p>", "<p style='-moz-binding:url(https://evil.example#x)'>x</p>",
        "<p class='mention' style='position:fixed;inset:0'>x</p>",
        "<a class='mention evil' id=x name=y href=https://ok.example>x</a>", "<span class='emoji' onclick=alert(1)>x</span>",
        "<p a=b c='d' e=\"f\" onclick=alert(1)>x</p>",
        "<img alt=\"'><script>alert(1)</script>\" src=x>", "<img alt='\"><script>alert(1)</script>' src=x>",
        "<img alt='&lt;script&gt;alert(1)&lt;/script&gt;' src=x>",
        "<p title='</p><script>alert(1)</script>'>x", "<b/onclick=alert(1)//>x", "<b onclick=alert(1)",
        "<x onclick=alert(1)>y</x>", "<p/=''/onclick=alert(1)>x",
    ]

    static let badAddresses: [String] = [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)",
        "java\rscript:alert(1)", "\u{1}javascript:alert(1)",
        "&#106;avascript:alert(1)", "&#x6A;&#x61;vascript:alert(1)", "&#0000106avascript:alert(1)", "javascript&colon;alert(1)",
        "javascript&#58;alert(1)", "java&Tab;script:alert(1)",
        "java&NewLine;script:alert(1)", "jav&#x09;ascript:alert(1)", "jav&#x0A;ascript:alert(1)", "jav&#x0D;ascript:alert(1)",
        "&#14;javascript:alert(1)", "javascript:/*--></title></style>*/alert(1)",
        "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "vbscript:msgbox(1)", "livescript:x", "mocha:x", "feed:javascript:alert(1)",
        "file:///etc/passwd", "ftp://evil.example", "blob:https://evil.example/x", "filesystem:x", "about:blank",
        "view-source:x", "ms-its:x", "jar:x", "res:x", "//evil.example", "/\\evil.example",
        "\\\\evil.example", "https:evil.example", "https:/evil.example", "https:\\\\evil.example", "http://",
        "https://user@evil.example", "https://ok.example\\@evil.example",
        "https://ok.example%00.evil.example", "https://ok.example\u{202E}moc.live", "https://ok.example\u{200B}.evil.example",
        "https://[::1", "mailto:", "mailto:x", "tel:", "tel:abc", "x", "#x", "?x",
        "httpſ://x", "ＪＡＶＡＳＣＲＩＰＴ:alert(1)", "jаvascript:alert(1)",
    ].map { "<a href=\"\($0)\">x</a>" }

    static let links: [String] = [
        "https://ok.example/\"onclick=alert(1)", "https://ok.example/'><script>alert(1)</script>",
        "https://ok.example/&quot;&gt;&lt;script&gt;", "https://ok.example/`x`", "https://ok.example/ a b",
        "mailto:a@b.example?subject=\"><script>",
    ].map { "<a href=\"\($0)\">x</a>" }

    static let addresses: [String] =
        badAddresses + links + [
            "<a href=javascript:alert(1)>x</a>", "<a href='javascript:alert(1)'>x</a>", "<a href=`javascript:alert(1)`>x</a>",
            "<a href=\"https://ok.example\" href=\"javascript:alert(1)\">x</a>",
            "<a xlink:href='javascript:alert(1)'>x</a>", "<a href\u{0}='javascript:alert(1)'>x</a>",
            "<area href=javascript:alert(1)>", "<image href=javascript:alert(1)>",
        ]

    static let namespaces: [String] = [
        "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg/onload=alert(1)//",
        "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
        "<svg><use href='data:image/svg+xml,x#y'/></svg>", "<svg><animate onbegin=alert(1) attributeName=x></svg>",
        "<svg><set attributeName=href to=javascript:alert(1)></svg>",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>", "<math><a href=javascript:alert(1)>x</a></math>",
        "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
        "<math><maction actiontype='statusline#http://x' xlink:href='javascript:alert(1)'>x</maction></math>",
        "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<svg><title><img src=x onerror=alert(1)></title></svg>", "<svg><desc><b>x", "<svg><p>x", "<svg></svg><b>x",
        "<?xml version='1.0'?><script>alert(1)</script>", "<?xml-stylesheet href='javascript:alert(1)'?>x",
        "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;", "<!ENTITY a 'b'>&a;",
        "<html xmlns:x='y'><x:script>alert(1)</x:script></html>",
        "<![CDATA[<script>alert(1)</script>]]>", "<svg><![CDATA[<img src=x onerror=alert(1)>]]></svg>",
    ]

    static let mutations: [String] = [
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<p id='</p><img src=x onerror=alert(1)>'>x",
        "<noscript><style></noscript><img src=x onerror=alert(1)></style></noscript>",
        "<svg><style>&lt;img src=x onerror=alert(1)&gt;</style></svg>",
        "<svg></br><style><!--</style><a href='--><img src=x onerror=alert(1)>'>",
        "<p><svg><p><style><a title='</style><img src=x onerror=alert(1)>'>",
        "<table><td></p><b></table><script>alert(1)</script>",
        "<select><option><style></select><img src=x onerror=alert(1)></style>", "<a><table><a href=https://ok.example>x",
        "<b><i><b><i></b></i><p></b>x", "<table><b><tr><td>x</b></table>", "<ul><p></ul><li><a><b></li></a>x",
        "`\"'><img src='#\u{27}x' onerror=alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;script&amp;gt;",
        "&lt<script>alert(1)</script>", "&#60;script&#62;alert(1)&#60;/script&#62;", "&#x3c;img src=x onerror=alert(1)&#x3e;",
        "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
        "<pre>&lt;script></pre>", "<code>&lt;/code&gt;&lt;script&gt;</code>",
        "<a href='https://ok.example'><a href=\"javascript:alert(1)\">x</a></a>", "<img alt='<img src=x onerror=alert(1)>'>",
        "<img alt='&lt;/p&gt;&lt;script&gt;'>",
    ]

    static let broken: [String] = [
        "<", "<<", "</", "</>", "<>", "<!", "<!-", "<!--", "<!-->", "<!--->", "<!-- x", "<!--x--!><img src=x onerror=alert(1)>",
        "<!--><script>alert(1)</script>-->", "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->", "<?", "<?php echo 1 ?>",
        "<%= x %>", "<a", "<a href", "<a href=",
        "<a href='", "<a href='https://ok.example", "<b", "</b", "</b></b></i>x", "<p <p>x", "<p<b>x",
        "<b <script>alert(1)</script>", "<a href='https://ok.example'<script>alert(1)</script>",
        "<div <div <div onclick=alert(1)>x", "<img src=x onerror=alert(1)//", "&", "&;", "&#", "&#;", "&#x", "&#x;", "&#0;",
        "&#xD800;", "&#x110000;", "&#99999999999999;",
        "&lt", "&ampamp;", "\u{0}", "\u{0}<b\u{0}>\u{0}x", "<b>\u{1}\u{8}\u{B}\u{1F}x\u{7F}</b>", "\u{FFFE}\u{FFFF}x",
        "\u{2028}x\u{2029}", "<B>x</B >", "<b>x</b/>", "<p>x</p\n\n>",
    ]

    static let encodings: [String] = [
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "<meta charset=utf-7>+ADw-script+AD4-",
        "\u{FEFF}<script>alert(1)</script>", "＜script＞alert(1)＜/script＞", "<ſcript>alert(1)</ſcript>",
        "<İmg src=x onerror=alert(1)>", "<scrıpt>alert(1)</scrıpt>", "%3Cscript%3E", "\\u003cscript\\u003e",
        "<img src=x onerror=&#97;lert(1)>", "<a href=https://ok.example/\u{202E}gpj>x</a>", "<p>\u{202E}x\u{202C}</p>",
    ]

    @Test func `there are enough of them`() { #expect(Set(Self.payloads).count >= 220) }

    @Test(arguments: payloads)
    func `no payload leaves anything that runs, loads or breaks out`(payload: String) {
        for html in [
            payload, "<p>vor</p>\(payload)<p>nach</p>", "<ul><li><b>\(payload)", payload + payload,
            "<table><tr><td><a href=https://ok.example>\(payload)",
        ] {
            let nodes = HTMLMarkup.parse(html).nodes
            let canonical = HTMLMarkup.serialise(nodes)
            #expect(SafeHTML.complaint(about: canonical) == nil, "\(canonical)")
            #expect(HTMLMarkup.parse(canonical).nodes == nodes, "\(canonical)")
        }
    }

    @Test(arguments: badAddresses)
    func `an address that leads nowhere good leaves its text`(payload: String) {
        #expect(HTMLMarkup.serialise(HTMLMarkup.parse(payload).nodes) == "<p>x</p>")
    }

    /// The judge must be able to say no.
    @Test(arguments: [
        "<script>", "<p onclick=\"x\">a</p>", "<a href=\"javascript:x\">a</a>", "<p>a", "<p>a</b>", "a & b", "a > b",
        "<a href='https://x'>a</a>", "<p class=\"evil\">a</p>", "<p href=\"https://x\">a</p>",
        "<a href=\"https://x y\">a</a>", "<P>a</P>",
    ])
    func `the judge of these tests complains about what is unsafe`(html: String) {
        #expect(SafeHTML.complaint(about: html) != nil)
    }
}
