extension Parser {
    /// A text from its opening quote, with the expressions in its `\( )`.
    mutating func text(format: String) throws(ExpressionFailure) -> Syntax {
        let start = offset
        var pieces: [Syntax.Piece] = []
        var plain: [UInt8] = []
        while let byte = lexer.byte(lexer.at) {
            switch byte {
            case UInt8(ascii: "\""):
                lexer.at += 1
                try advance()
                return joined(pieces, plain, format, start)
            case UInt8(ascii: "\\") where lexer.byte(lexer.at + 1) == UInt8(ascii: "("):
                if !plain.isEmpty { pieces.append(.literal(String(decoding: plain, as: UTF8.self))) }
                plain = []
                pieces.append(.value(try interpolated()))
            case UInt8(ascii: "\\"):
                try escape(&plain)
            default:
                plain.append(byte)
                lexer.at += 1
            }
        }
        throw failure(
            .syntax, "the text that begins here is not closed", #"write the closing ", and \" for a quote inside"#, at: start)
    }

    private func joined(_ pieces: [Syntax.Piece], _ rest: [UInt8], _ format: String, _ start: Int) -> Syntax {
        let rest = String(decoding: rest, as: UTF8.self)
        if pieces.isEmpty { return Syntax(kind: .constant(.string(rest)), offset: start) }
        return Syntax(kind: .text(format: format, pieces + (rest.isEmpty ? [] : [.literal(rest)])), offset: start)
    }

    private mutating func interpolated() throws(ExpressionFailure) -> Syntax {
        lexer.at += 2
        let (syntax, end) = try Parser.interpolation(lexer.source, at: lexer.at)
        lexer.at = end
        return syntax
    }

    private mutating func escape(_ plain: inout [UInt8]) throws(ExpressionFailure) {
        let start = lexer.at
        guard let letter = lexer.byte(start + 1) else {
            lexer.at += 1
            return
        }
        if letter == UInt8(ascii: "u") {
            plain.append(contentsOf: String(try escapedCharacter()).utf8)
            return
        }
        guard let byte = escapes[letter] else {
            let shown = Character(Unicode.Scalar(letter < 0x80 ? letter : UInt8(ascii: "?")))
            throw failure(
                .syntax, "`\\\(shown)` is no escape", #"write \\ for a backslash (in a regular expression: "\\d")"#, at: start)
        }
        plain.append(byte)
        lexer.at += 2
    }

    /// `\uXXXX`, or two that make a pair; half a pair becomes U+FFFD.
    private mutating func escapedCharacter() throws(ExpressionFailure) -> Unicode.Scalar {
        let unit = try unit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let behindFirst = lexer.at
        guard unit < 0xDC00, lexer.byte(behindFirst) == UInt8(ascii: "\\"), lexer.byte(behindFirst + 1) == UInt8(ascii: "u")
        else {
            return "\u{FFFD}"
        }
        let second = try self.unit()
        guard second >= 0xDC00, second < 0xE000 else {
            lexer.at = behindFirst
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func unit() throws(ExpressionFailure) -> UInt32 {
        var value: UInt32 = 0
        for place in lexer.at + 2..<lexer.at + 6 {
            guard let digit = lexer.byte(place).flatMap(hexadecimal) else {
                throw failure(.syntax, #"`\u` without four hexadecimal digits"#, #"write \u00e9, with all four"#, at: lexer.at)
            }
            value = value << 4 | UInt32(digit)
        }
        lexer.at += 6
        return value
    }
}

private let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "/"): UInt8(ascii: "/"),
]
