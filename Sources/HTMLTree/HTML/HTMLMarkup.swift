/// Hostile HTML in, a small safe tree out. The names of the module's entry points for HTML live here.
public enum HTMLMarkup {
    /// How much of a message is read.
    public struct Limits: Sendable, Hashable {
        /// Bytes of UTF-8; what lies behind them is cut off.
        public var bytes: Int
        /// Elements and pieces of text in the outcome; what comes later is left out.
        public var nodes: Int
        /// Elements inside each other in the outcome; deeper ones dissolve and leave their text.
        public var depth: Int

        public init(bytes: Int = 1 << 20, nodes: Int = 20_000, depth: Int = 24) {
            (self.bytes, self.nodes, self.depth) = (bytes, nodes, depth)
        }
    }

    /// A tree, and whether it is all there was.
    public struct Document: Sendable, Hashable {
        public var nodes: [HTMLNode]
        /// Something was left out because a limit was reached. Say so where the text is shown.
        public var isCut: Bool
    }

    /// Reads HTML as browsers do, forgiving everything, and keeps what the vocabulary of `HTMLElement` can say. Takes
    /// time in proportion to the text and never fails: the worst outcome is plain text. Nothing is fetched, and no
    /// entity means more than one or two characters.
    public static func parse(_ text: String, limits: Limits = Limits()) -> Document {
        parse(Array(text.utf8), limits: limits)
    }

    /// The same for bytes of UTF-8; broken sequences become U+FFFD.
    public static func parse(_ bytes: [UInt8], limits: Limits = Limits()) -> Document {
        let source = HTMLSource(bytes, limit: limits.bytes)
        var builder = HTMLBuilder(limits)
        HTMLParser.parse(source.bytes, into: &builder)
        let nodes = builder.finish()
        return Document(nodes: nodes, isCut: builder.isCut || source.isCut)
    }
}
