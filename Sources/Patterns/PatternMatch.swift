/// One place in a text where a pattern fits.
public struct PatternMatch: Sendable, Hashable {
    /// A stretch of the text, counted both ways.
    public struct Span: Sendable, Hashable {
        /// In bytes of UTF-8 from the start of the text.
        public var utf8: Range<Int>
        /// In code points from the start of the text, as jq counts offsets and lengths.
        public var scalars: Range<Int>

        public init(utf8: Range<Int>, scalars: Range<Int>) {
            (self.utf8, self.scalars) = (utf8, scalars)
        }

        /// The stretch itself, cut out of the text that was searched.
        public func text(of text: String) -> String {
            String(decoding: text.utf8.dropFirst(utf8.lowerBound).prefix(utf8.count), as: UTF8.self)
        }
    }

    /// A pair of parentheses that captures.
    public struct Group: Sendable, Hashable {
        /// The name in `(?<name>...)`; nil for a bare pair.
        public var name: String?
        /// What it captured; nil when this match went past it.
        public var span: Span?
    }

    public var whole: Span
    /// One for each capturing group of the pattern, in the order of their opening parentheses; may be empty.
    public var groups: [Group]
}
