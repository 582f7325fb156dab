/// A value as both engines know it.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

extension SQLValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    public init(nilLiteral: ()) { self = .null }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .text(value) }
}

extension SQLValue {
    /// Text, or NULL for nil.
    public static func text(orNull text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
    /// An integer, or NULL for nil.
    public static func integer(orNull number: Int64?) -> SQLValue { number.map { .integer($0) } ?? .null }
    /// 1 or 0: neither engine's schema here has a boolean type.
    public static func flag(_ flag: Bool) -> SQLValue { .integer(flag ? 1 : 0) }
}
