/// A piece of a message's formatted text: safe by construction, because nothing that could run or load exists in it.
///
/// A tree in canonical form has only blocks at the top (`p`, `pre`, `blockquote`, `ul`, `ol`), only inline nodes in
/// `p`, `pre` and the inline elements, items in lists, and items hold inline nodes first, then blocks. White space is
/// collapsed outside of `pre`.
public indirect enum HTMLNode: Sendable, Hashable {
    case text(String)
    /// `<br>`
    case lineBreak
    case element(HTMLElement)
}

/// One of the few elements that a message may contain.
public struct HTMLElement: Sendable, Hashable {
    /// The whole vocabulary. `span` exists only to carry the role `emoji`.
    public enum Tag: String, Sendable, CaseIterable {
        case p, pre, blockquote, ul, ol, li
        case a, strong, em, del, code, span
    }

    /// What a platform says a piece of text is, kept as its class.
    public enum Role: String, Sendable, CaseIterable {
        /// A link to a person.
        case mention
        /// A link to a tag.
        case hashtag
        /// A custom emoji, whose text is its `:shortcode:`.
        case emoji
    }

    public var tag: Tag
    /// Where a link leads: an absolute http, https, mailto or tel address. Nil for all other tags.
    public var href: String?
    public var role: Role?
    public var children: [HTMLNode]

    public init(_ tag: Tag, href: String? = nil, role: Role? = nil, _ children: [HTMLNode] = []) {
        (self.tag, self.href, self.role, self.children) = (tag, href, role, children)
    }
}

extension HTMLElement.Tag {
    var isBlock: Bool {
        switch self {
        case .p, .pre, .blockquote, .ul, .ol, .li: true
        case .a, .strong, .em, .del, .code, .span: false
        }
    }
}
