/// Why a text is no expression of the closed language, with the place and the way out.
public struct ExpressionFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// Not jq at all: a bracket missing, a word in the wrong place.
        case syntax
        /// A function, variable or format that does not exist here.
        case unknown
        /// jq, but outside the closed language.
        case closed
        /// jq 1.7 and later versions read it differently.
        case ambiguous
        /// A regular expression that is no literal or does not compile.
        case pattern
        /// Larger or deeper than an expression may be.
        case limit
    }

    public let code: Code
    public let message: String
    /// What to write instead.
    public let advice: String
    /// Line within the expression's own text, from 1.
    public let line: Int
    /// Column in that line, from 1, in characters.
    public let column: Int
    /// The whole line the fault stands in.
    public let sourceLine: String

    public var description: String { "\(line):\(column): \(message) — \(advice)" }
}

extension ExpressionFailure {
    init(_ code: Code, _ message: String, _ advice: String, at offset: Int, in source: Source) {
        let place = source.place(of: offset)
        self.init(
            code: code, message: message, advice: advice, line: place.line, column: place.column,
            sourceLine: source.line(at: offset))
    }
}

/// The text of an expression and the way from a byte offset to a line.
struct Source: Sendable {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    func place(of offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }

    func line(at offset: Int) -> String {
        let before = bytes.prefix(offset).lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let after = bytes[min(offset, bytes.count)...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        return String(decoding: bytes[before..<after], as: UTF8.self)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
