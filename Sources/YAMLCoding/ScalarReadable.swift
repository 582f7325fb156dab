/// What a scalar's text can be read as, where the position asks for it.
protocol ScalarReadable {
    static func read(_ decoder: NodeDecoder) throws -> Self
}

extension String: ScalarReadable {
    static func read(_ decoder: NodeDecoder) throws -> String {
        switch decoder.node.content {
        case .scalar(let text, _): return text
        case .empty: throw decoder.mismatch("text", hint: "; write '' for an empty one")
        case .list, .map: throw decoder.mismatch("text")
        }
    }
}

extension Bool: ScalarReadable {
    static func read(_ decoder: NodeDecoder) throws -> Bool {
        switch decoder.node.content {
        case .scalar("true", isQuoted: false): return true
        case .scalar("false", isQuoted: false): return false
        case .scalar("yes", _), .scalar("on", _), .scalar("True", _), .scalar("true", _):
            throw decoder.mismatch("true or false", hint: "; did you mean true, without quotes?")
        case .scalar("no", _), .scalar("off", _), .scalar("False", _), .scalar("false", _):
            throw decoder.mismatch("true or false", hint: "; did you mean false, without quotes?")
        default: throw decoder.mismatch("true or false")
        }
    }
}

extension FixedWidthInteger where Self: ScalarReadable {
    static func read(_ decoder: NodeDecoder) throws -> Self {
        guard case .scalar(let text, let isQuoted) = decoder.node.content else { throw decoder.mismatch("a whole number") }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
            throw decoder.mismatch("a whole number")
        }
        if isQuoted { throw decoder.mismatch("a whole number", hint: "; drop the quotes") }
        if digits.count > 1, digits.first == "0" { throw decoder.mismatch("a whole number", hint: "; drop the leading zero") }
        guard let value = Self(text) else { throw decoder.mismatch("a whole number from \(Self.min) to \(Self.max)") }
        return value
    }
}

extension Int: ScalarReadable {}
extension Int8: ScalarReadable {}
extension Int16: ScalarReadable {}
extension Int32: ScalarReadable {}
extension Int64: ScalarReadable {}
extension UInt: ScalarReadable {}
extension UInt8: ScalarReadable {}
extension UInt16: ScalarReadable {}
extension UInt32: ScalarReadable {}
extension UInt64: ScalarReadable {}

extension BinaryFloatingPoint where Self: ScalarReadable & LosslessStringConvertible {
    static func read(_ decoder: NodeDecoder) throws -> Self {
        guard case .scalar(let text, let isQuoted) = decoder.node.content,
            text.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || "+-.eE".utf8.contains($0) }), let value = Self(text)
        else { throw decoder.mismatch("a number") }
        if isQuoted { throw decoder.mismatch("a number", hint: "; drop the quotes") }
        return value
    }
}

extension Double: ScalarReadable {}
extension Float: ScalarReadable {}
