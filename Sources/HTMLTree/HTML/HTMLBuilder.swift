/// Builds the canonical tree from the parser's stream of tags and text.
///
/// Two stacks: `open` mirrors the source, however badly nested; `page` holds the blocks being written. Text is written
/// where `page` stands, wrapped in the inline elements that `open` asks for. So `<b><p>one<p>two</b>` becomes two
/// paragraphs, each bold, and no misnesting can reach the outcome.
struct HTMLBuilder {
    /// A limit was reached.
    var isCut = false
    /// No more nodes are taken: reading on is of no use.
    private(set) var isFull = false

    private let limits: HTMLMarkup.Limits
    private var page: HTMLPage
    private var open: [Frame] = []
    /// What text is wrapped in now, outermost first, no tag twice.
    private var inlines: [HTMLPage.Inline] = []
    private var dropDepth = 0
    private var preDepth = 0
    private var marks = 0

    /// The most open elements that are remembered. Real mails stay far below; the rest of a hostile one counts as if it
    /// had no tags.
    private static let mostOpen = 256

    /// An element of the source that has not been closed yet.
    private struct Frame {
        var name: String
        var meaning: HTMLMeaning
        /// What its text is wrapped in.
        var inline: HTMLPage.Inline?
        /// Mastodon hides the ends of long addresses and says so by a class.
        var isEllipsis = false

        var isInline: Bool { meaning.isInline }
    }

    init(_ limits: HTMLMarkup.Limits) {
        self.limits = limits
        page = HTMLPage(mostDepth: limits.depth, mostNodes: limits.nodes)
    }

    mutating func start(_ name: String, _ attributes: HTMLAttributes) {
        guard !isFull else { return }
        let isShown = attributes.marks.isDisjoint(with: [.hidden, .invisible])
        let meaning = isShown ? HTMLMeaning(name) : .dropped
        if name.isVoidElement {
            if dropDepth == 0 { single(meaning, attributes) }
            return
        }
        // A link in a link ends the outer one, as in browsers.
        if name == "a" && dropDepth == 0 { end("a", by: "a") }
        if open.count >= Self.mostOpen {
            guard dropDepth == 0, case .dropped = meaning else { return }
        }
        push(name, meaning, attributes)
    }

    /// Ends an element. `tag` is the end tag in the text that has brought this about, if one has.
    ///
    /// An inline element ends by its own end tag and no other, as in browsers: bold type goes on in the next paragraph.
    /// A block ends by its own end tag, by that of a block around it, or by a tag that cannot stand in it; it takes
    /// along what was left open in it.
    mutating func end(_ name: String, by tag: String?) {
        guard let place = open.lastIndex(where: { $0.name == name }) else { return }
        if open[place].isInline {
            if tag == name { close(open.remove(at: place)) }
        } else if tag == nil || tag == name || !HTMLMeaning(tag!).isInline {
            while open.count > place { close(open.removeLast()) }
        }
    }

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard dropDepth == 0, !isFull else { return }
        write(String(decoding: bytes, as: UTF8.self))
    }

    /// The tree. Nothing may follow.
    mutating func finish() -> [HTMLNode] {
        while let frame = open.popLast() { close(frame) }
        isCut = isCut || page.isFull
        return page.finish()
    }

    // MARK: Tags

    private mutating func push(_ name: String, _ meaning: HTMLMeaning, _ attributes: HTMLAttributes) {
        var frame = Frame(name: name, meaning: meaning)
        switch meaning {
        case .dropped: dropDepth += 1
        case .element(.pre): preDepth += 1
        default: break
        }
        if dropDepth == 0 {
            begin(meaning)
            frame.inline = inline(meaning, attributes)
            frame.isEllipsis = attributes.marks.contains(.ellipsis)
        }
        open.append(frame)
        if let inline = frame.inline, !inlines.contains(where: { $0.tag == inline.tag }) { inlines.append(inline) }
    }

    private mutating func begin(_ meaning: HTMLMeaning) {
        switch meaning {
        case .element(let tag) where tag.isBlock: page.open(tag)
        case .heading, .boundary: page.endParagraph()
        case .row: page.breakLine()
        case .cell: page.markCell()
        default: break
        }
    }

    private mutating func close(_ frame: Frame) {
        switch frame.meaning {
        case .dropped: dropDepth -= 1
        case .element(.pre): preDepth -= 1
        default: break
        }
        if dropDepth == 0 { finish(frame) }
        if let inline = frame.inline { inlines.removeAll { $0.id == inline.id } }
    }

    private mutating func finish(_ frame: Frame) {
        if frame.isEllipsis { write("…") }
        switch frame.meaning {
        case .element(let tag) where tag.isBlock: page.close(tag)
        case .heading, .boundary: page.endParagraph()
        case .row: page.breakLine()
        default: break
        }
    }

    private mutating func single(_ meaning: HTMLMeaning, _ attributes: HTMLAttributes) {
        switch meaning {
        case .lineBreak: page.writeLineBreak(in: inlines)
        case .boundary: page.endParagraph()
        case .image:
            guard let alt = attributes.alt, !alt.isEmpty else { return }
            let emoji = attributes.marks.contains(.emoji) ? [mark(.span, role: .emoji)] : []
            page.write(alt, in: inlines + emoji, verbatim: false)
        default: break
        }
        isFull = page.isFull
    }

    private mutating func write(_ text: String) {
        page.write(text, in: inlines, verbatim: preDepth > 0)
        isFull = page.isFull
    }

    // MARK: Inline elements

    private mutating func inline(_ meaning: HTMLMeaning, _ attributes: HTMLAttributes) -> HTMLPage.Inline? {
        switch meaning {
        case .heading: return mark(.strong)
        case .element(.a):
            guard let href = attributes.href.flatMap(HTMLLink.safe) else { return nil }
            return mark(.a, href: href, role: attributes.role)
        case .element(let tag) where !tag.isBlock: return mark(tag)
        case .transparent where attributes.marks.contains(.emoji): return mark(.span, role: .emoji)
        default: return nil
        }
    }

    /// An inline element of its own: two neighbours that look alike stay two.
    private mutating func mark(_ tag: HTMLElement.Tag, href: String? = nil, role: HTMLElement.Role? = nil) -> HTMLPage.Inline {
        marks += 1
        return HTMLPage.Inline(id: marks, tag: tag, href: href, role: role)
    }
}

extension HTMLAttributes {
    /// Mastodon marks a hashtag with both classes.
    fileprivate var role: HTMLElement.Role? {
        marks.contains(.hashtag) ? .hashtag : marks.contains(.mention) ? .mention : nil
    }
}
