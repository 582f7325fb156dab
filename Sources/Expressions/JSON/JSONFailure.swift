/// Why a text is no JSON, or more JSON than is allowed.
public struct JSONFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        case empty, unfinished, unexpected, badNumber, badText, badEscape, notUTF8, afterEnd
        case tooDeep, tooLarge, tooMany, duplicateKey
    }

    public let code: Code
    /// What stood where, or which limit was passed.
    public let message: String
    /// What to do now.
    public let advice: String
    /// Bytes before the fault.
    public let offset: Int
    /// From 1.
    public let line: Int
    /// From 1, in characters (code points) of the line.
    public let column: Int

    public var description: String { "line \(line), column \(column): \(message); \(advice)" }
}

extension JSONFailure {
    /// Counts line and column up to the fault.
    init(_ code: Code, _ message: String, _ advice: String, at offset: Int, in bytes: Span<UInt8>) {
        var line = 1
        var column = 1
        for place in 0..<min(offset, bytes.count) {
            switch bytes[place] {
            case UInt8(ascii: "\n"): (line, column) = (line + 1, 1)
            case 0x80..<0xC0: break
            default: column += 1
            }
        }
        self.code = code
        self.message = message
        self.advice = advice
        self.offset = offset
        self.line = line
        self.column = column
    }
}
