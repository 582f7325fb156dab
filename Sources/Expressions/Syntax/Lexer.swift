/// Cuts an expression's text into tokens, one at a time, because what stands in a text's `\( )` is an expression again.
struct Lexer {
    let source: Source
    /// Where the next token is looked for.
    var at: Int

    init(_ source: Source, at start: Int = 0) {
        self.source = source
        at = start
    }

    private var bytes: [UInt8] { source.bytes }

    func failure(_ code: ExpressionFailure.Code, _ message: String, _ advice: String, at offset: Int) -> ExpressionFailure {
        ExpressionFailure(code, message, advice, at: offset, in: source)
    }

    /// The next token and where it begins. A text's token is its opening quote alone.
    mutating func next() throws(ExpressionFailure) -> (token: Token, offset: Int) {
        skipBlanks()
        let start = at
        guard let byte = byte(at) else { return (.end, start) }
        switch byte {
        case UInt8(ascii: "\""):
            at += 1
            return (.quote, start)
        case UInt8(ascii: "."):
            return (try dot(), start)
        case UInt8(ascii: "$"), UInt8(ascii: "@"):
            return (try marked(byte), start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return (number(), start)
        default:
            if isLetter(byte) { return (.name(name()), start) }
            return (try symbol(), start)
        }
    }

    func byte(_ place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }

    /// Blanks and comments. As in jq 1.7.1 a comment goes on behind a line that ends in an odd number of backslashes.
    private mutating func skipBlanks() {
        while let byte = byte(at) {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): at += 1
            case UInt8(ascii: "#"): skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() {
        var slashes = 0
        while let byte = byte(at) {
            if byte == UInt8(ascii: "\n"), slashes % 2 == 0 { return }
            if byte == UInt8(ascii: "\\") { slashes += 1 } else if byte != UInt8(ascii: "\r") { slashes = 0 }
            at += 1
        }
    }

    private mutating func dot() throws(ExpressionFailure) -> Token {
        guard let following = byte(at + 1) else {
            at += 1
            return .symbol(".")
        }
        if following == UInt8(ascii: ".") {
            at += 2
            return .symbol("..")
        }
        if isDigit(following) { return number() }
        at += 1
        return isLetter(following) ? .field(plainName()) : .symbol(".")
    }

    private mutating func marked(_ mark: UInt8) throws(ExpressionFailure) -> Token {
        let start = at
        at += 1
        guard let first = byte(at), isLetter(first) else {
            let what = mark == UInt8(ascii: "$") ? "a variable" : "a format"
            throw failure(
                .syntax, "`\(Character(Unicode.Scalar(mark)))` without a name", "write the name of \(what) right behind it",
                at: start)
        }
        return mark == UInt8(ascii: "$") ? .variable(name()) : .format(plainName())
    }

    private mutating func plainName() -> String {
        let start = at
        while let byte = byte(at), isLetter(byte) || isDigit(byte) { at += 1 }
        return source.text(start..<at)
    }

    /// A name, perhaps with a module before it (`a::b`).
    private mutating func name() -> String {
        let start = at
        _ = plainName()
        while byte(at) == UInt8(ascii: ":"), byte(at + 1) == UInt8(ascii: ":"), let letter = byte(at + 2), isLetter(letter) {
            at += 2
            _ = plainName()
        }
        return source.text(start..<at)
    }

    private mutating func number() -> Token {
        let start = at
        skipDigits()
        var isWhole = true
        if byte(at) == UInt8(ascii: ".") {
            isWhole = false
            at += 1
            skipDigits()
        }
        var hasExponent = false
        if let letter = byte(at), letter | 0x20 == UInt8(ascii: "e") {
            let sign = byte(at + 1) == UInt8(ascii: "+") || byte(at + 1) == UInt8(ascii: "-") ? 1 : 0
            if let digit = byte(at + 1 + sign), isDigit(digit) {
                at += 1 + sign
                skipDigits()
                hasExponent = true
            }
        }
        let text = source.text(start..<at)
        if isWhole, !hasExponent, let value = Int64(text) { return .number(.integer(value)) }
        let value = Double(text) ?? .infinity
        return .number(hasExponent ? JSON(result: value) : .number(value))
    }

    private mutating func skipDigits() {
        while let byte = byte(at), isDigit(byte) { at += 1 }
    }

    private mutating func symbol() throws(ExpressionFailure) -> Token {
        for length in [3, 2, 1] where at + length <= bytes.count {
            let text = source.text(at..<at + length)
            if symbols.contains(text) {
                at += length
                return .symbol(text)
            }
        }
        throw stray()
    }

    private func stray() -> ExpressionFailure {
        let character = String(decoding: bytes[at...].prefix(4), as: UTF8.self).first.map(String.init) ?? ""
        let advice =
            switch character {
            case "'": "write texts in double quotes"
            case "&": "write `and`"
            case "!": "write `| not` behind the test, or !="
            default: "remove it, or put it in double quotes if it is text"
            }
        return failure(.syntax, "`\(character)` means nothing here", advice, at: at)
    }
}

private let symbols: Set<String> = [
    "?//", "//=", "!=", "==", "//", "|=", "+=", "-=", "*=", "/=", "%=", "<=", ">=", "?", "=", ";", ",", ":", "|", "+", "-", "*",
    "/", "%",
    "<", ">", "(", ")", "[", "]", "{", "}",
]

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
}
