extension JSON {
    /// jq's name for what this is.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Everything but null and false is.
    var isTrue: Bool {
        switch self {
        case .null, .bool(false): false
        default: true
        }
    }

    /// A number as a double, else nil.
    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The result of a calculation: whole where it is, so that `2.5 * 2` prints as 5.
    init(result: Double) {
        if result.magnitude < 9_007_199_254_740_992, let whole = Int64(exactly: result), whole != 0 || result.sign == .plus {
            self = .integer(whole)
        } else {
            self = .number(result)
        }
    }
}

/// A value as error messages show it: what it is and how it begins.
func told(_ value: JSON) -> String { "\(value.kind) (\(beginning(of: value)))" }

/// At most 29 bytes of a value's text; a closing quote or bracket stays.
func beginning(of value: JSON) -> String {
    var writer = JSONWriter(indents: false, room: 64)
    writer.write(value, depth: 0)
    let bytes = writer.bytes
    guard bytes.count > 29 else { return String(decoding: bytes, as: UTF8.self) }
    let closing: [UInt8] =
        switch value {
        case .string: [UInt8(ascii: "\"")]
        case .array: [UInt8(ascii: "]")]
        case .object: [UInt8(ascii: "}")]
        default: []
        }
    var end = 26 - closing.count
    while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: bytes[..<end] + Array("...".utf8) + closing, as: UTF8.self)
}
