/// An element of an XML document, such as a feed.
public struct XMLElement: Sendable, Hashable {
    /// As written, with its prefix: `media:content`.
    public var name: String
    /// As written, with declarations of namespaces.
    public var attributes: [String: String]
    /// All text directly in it, joined, without white space around it.
    public var text: String
    /// In document order.
    public var children: [XMLElement]

    public init(_ name: String, attributes: [String: String] = [:], text: String = "", children: [XMLElement] = []) {
        (self.name, self.attributes, self.text, self.children) = (name, attributes, text, children)
    }
}

/// Why XML was refused.
public struct XMLFailure: Error, Sendable, Hashable {
    public enum Code: String, Sendable {
        /// Not well-formed, or not in the encoding it claims.
        case malformed
        /// It has a document type, in which entities can grow without bound and files be named.
        case documentType
        /// Larger, deeper or with more attributes than the limits allow.
        case tooLarge
    }

    public var code: Code
    /// What is wrong and where.
    public var message: String
    public var advice: String

    public init(_ code: Code, _ message: String, advice: String) {
        (self.code, self.message, self.advice) = (code, message, advice)
    }
}
