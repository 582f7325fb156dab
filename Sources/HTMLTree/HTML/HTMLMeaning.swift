/// What an element of the wide world means here.
enum HTMLMeaning {
    /// A block or an inline element of our own.
    case element(HTMLElement.Tag)
    /// A heading: a paragraph in bold.
    case heading
    /// A paragraph's edge, such as `div`: text before and after it does not belong together.
    case boundary
    case row, cell
    case lineBreak, image
    /// Nothing: its contents count as if it were not there.
    case transparent
    /// Neither it nor anything in it is shown.
    case dropped

    init(_ name: String) { self = Self.known[name] ?? .transparent }

    /// Whether it may lie across the edges of blocks.
    var isInline: Bool {
        switch self {
        case .element(let tag): !tag.isBlock
        case .transparent: true
        default: false
        }
    }

    private static let known: [String: HTMLMeaning] = {
        var known: [String: HTMLMeaning] = [
            "pre": .element(.pre), "listing": .element(.pre), "xmp": .element(.pre), "blockquote": .element(.blockquote),
            "ul": .element(.ul), "menu": .element(.ul), "dir": .element(.ul), "ol": .element(.ol), "li": .element(.li),
            "a": .element(.a), "strong": .element(.strong), "b": .element(.strong),
            "em": .element(.em), "i": .element(.em), "cite": .element(.em), "dfn": .element(.em), "var": .element(.em),
            "del": .element(.del), "s": .element(.del), "strike": .element(.del),
            "code": .element(.code), "tt": .element(.code), "kbd": .element(.code), "samp": .element(.code),
            "tr": .row, "td": .cell, "th": .cell, "br": .lineBreak, "img": .image,
        ]
        for name in ["h1", "h2", "h3", "h4", "h5", "h6"] { known[name] = .heading }
        for name in [
            "p", "div", "section", "article", "aside", "header", "footer", "main", "nav", "figure", "figcaption", "address",
            "center", "form", "fieldset",
            "legend", "details", "summary", "dl", "dt", "dd", "table", "caption", "hr", "body", "html", "hgroup", "search",
        ] { known[name] = .boundary }
        for name in [
            "script", "style", "title", "iframe", "svg", "math", "template", "object", "embed", "applet", "noembed", "noframes",
            "frameset", "audio", "video",
            "canvas", "map", "select", "datalist", "textarea", "plaintext", "meta", "link", "base", "param", "source", "track",
            "input",
            "rp", "colgroup", "col",
            // Not `head`: its children are named above, and one that is never closed must not take the text along.
        ] { known[name] = .dropped }
        return known
    }()
}

/// Elements without contents: they open nothing.
extension String {
    var isVoidElement: Bool {
        switch self {
        case "br", "img", "hr", "wbr", "meta", "link", "base", "input", "embed", "param", "source", "track", "area", "col",
            "basefont", "bgsound", "frame",
            "isindex", "keygen":
            true
        default: false
        }
    }
}
