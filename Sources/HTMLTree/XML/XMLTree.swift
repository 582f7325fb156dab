/// XML in, a tree of names, attributes and text out.
public enum XMLTree {
    public struct Limits: Sendable, Hashable {
        /// Bytes as they came.
        public var bytes: Int
        /// Elements and attributes in the document.
        public var nodes: Int
        /// Attributes of one element.
        public var attributes: Int

        public init(bytes: Int = 8 << 20, nodes: Int = 200_000, attributes: Int = 200) {
            (self.bytes, self.nodes, self.attributes) = (bytes, nodes, attributes)
        }
    }

    /// The root element. Elements may lie 256 deep. Only UTF-8, UTF-16 with a mark, US-ASCII, ISO-8859-1 and
    /// Windows-1252 are read, by what the document says of itself.
    ///
    /// Throws for anything that is not well-formed, with line and column; for every document type, so there are no
    /// entities but the five of XML and no file or address is ever opened; and for documents past the limits.
    public static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(XMLFailure) -> XMLElement {
        guard bytes.count <= limits.bytes else {
            throw XMLFailure(
                .tooLarge, "XML of \(bytes.count) bytes is longer than \(limits.bytes)",
                advice: "Ask the platform for fewer items at a time.")
        }
        let text = try XMLSource.text(of: bytes)
        try XMLSource.inspect(text, mostAttributes: limits.attributes)
        return try XMLParser.parse(text, mostNodes: limits.nodes)
    }
}
