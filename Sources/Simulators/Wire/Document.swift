/// A JSON document as the simulated platforms write and read it. It is kept apart from the product's own JSON on purpose: a
/// mistake that both sides shared would hide itself.
public enum Document: Sendable, Hashable {
    case null
    case bool(Bool)
    case whole(Int64)
    case decimal(Double)
    case text(String)
    case list([Document])
    /// In the order they are written.
    case members([Member])

    /// One member of an object.
    public struct Member: Sendable, Hashable {
        public var name: String
        public var value: Document

        public init(_ name: String, _ value: Document) { (self.name, self.value) = (name, value) }
    }

    /// The member of this name; nil where there is none, where it is null, and where this is no object.
    public subscript(name: String) -> Document? {
        guard case .members(let members) = self, let value = members.first(where: { $0.name == name })?.value, value != .null
        else { return nil }
        return value
    }

    /// The element at this place; nil outside.
    public subscript(index: Int) -> Document? {
        guard case .list(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text of a string, or of a number as it is written: platforms take either for an id.
    public var text: String? {
        switch self {
        case .text(let text): text
        case .whole(let number): String(number)
        default: nil
        }
    }

    /// A whole number, or a text that is one.
    public var whole: Int64? {
        switch self {
        case .whole(let number): number
        case .text(let text): Int64(text)
        default: nil
        }
    }

    public var bool: Bool? {
        switch self {
        case .bool(let value): value
        case .text("true"), .text("1"): true
        case .text("false"), .text("0"): false
        default: nil
        }
    }

    public var elements: [Document] {
        guard case .list(let elements) = self else { return [] }
        return elements
    }

    /// An object without the members that are nil: what a platform leaves out instead of writing null.
    static func leavingOut(_ pairs: (String, Document?)...) -> Document {
        .members(pairs.compactMap { name, value in value.map { Member(name, $0) } })
    }

    /// The same object with more members behind.
    func adding(_ pairs: (String, Document)...) -> Document {
        guard case .members(let members) = self else { return self }
        return .members(members + pairs.map { Member($0.0, $0.1) })
    }
}

extension Document: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .whole(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral elements: Document...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (String, Document)...) {
        self = .members(elements.map { Member($0.0, $0.1) })
    }

    /// The text, or null.
    init(_ text: String?) { self = text.map(Document.text) ?? .null }
}
