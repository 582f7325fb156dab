/// Reads one whole answer, already framed: its line pieces, and between them the literals.
///
/// Literals never pass through here as text: a mail that contains `A003 OK done` cannot be taken for an answer.
struct IMAPParser {
    /// The answer is no IMAP.
    struct Nonsense: Error, Equatable { let reason: String }

    enum Piece: Sendable, Hashable {
        case line([UInt8])
        case literal([UInt8])
    }

    static let deepest = 32

    private let pieces: [Piece]
    private var piece = 0
    private var position = 0

    static func response(_ pieces: [Piece]) throws(Nonsense) -> IMAPResponse {
        guard case .line(let line)? = pieces.first else { throw Nonsense(reason: "no line") }
        if line.first == UInt8(ascii: "+") { return .goOn(text(line.dropFirst().drop { $0 == 0x20 })) }
        let words = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2 else { throw Nonsense(reason: "one word alone") }
        let (tag, word) = (text(words[0]), text(words[1]).uppercased())
        if isStatus(word) { return .status(tag: tag == "*" ? nil : tag, status(word, words.count > 2 ? words[2] : [])) }
        guard tag == "*" else { throw Nonsense(reason: "a tag without OK, NO or BAD") }
        var parser = IMAPParser(pieces: pieces, position: 2)
        return try parser.data()
    }

    private init(pieces: [Piece], position: Int) { (self.pieces, self.position) = (pieces, position) }

    /// Whether a line is free text to its end, so that braces in it announce no literal.
    static func isText(_ line: [UInt8]) -> Bool {
        if line.first == UInt8(ascii: "+") { return true }
        let words = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        return words.count >= 2 && isStatus(text(words[1]).uppercased())
    }

    /// The size of the literal that a line announces at its end: `{12}`, `{12+}`, `~{12}`; nil if it announces none.
    static func announced(by line: [UInt8]) -> Int? {
        guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")), !isQuoted(at: open, of: line)
        else {
            return nil
        }
        var digits = line[(open + 1)...].dropLast()
        if digits.last == UInt8(ascii: "+") { digits.removeLast() }
        guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text(digits)) ?? .max
    }

    /// Within quotes braces are text; quotes never span a line.
    private static func isQuoted(at end: Int, of line: [UInt8]) -> Bool {
        var isQuoted = false
        var index = 0
        while index < end {
            if isQuoted, line[index] == UInt8(ascii: "\\") {
                index += 1
            } else if line[index] == UInt8(ascii: "\"") {
                isQuoted.toggle()
            }
            index += 1
        }
        return isQuoted
    }

    // MARK: Status lines

    private static func isStatus(_ word: String) -> Bool { ["OK", "NO", "BAD", "BYE", "PREAUTH"].contains(word) }

    private static func status(_ word: String, _ rest: ArraySlice<UInt8>) -> IMAPStatusLine {
        guard rest.first == UInt8(ascii: "["), let end = rest.firstIndex(of: UInt8(ascii: "]")) else {
            return IMAPStatusLine(word: word, code: nil, arguments: [], text: text(rest))
        }
        let words = rest[(rest.startIndex + 1)..<end].split(separator: 0x20).map { text($0) }
        return IMAPStatusLine(
            word: word, code: words.first?.uppercased(), arguments: Array(words.dropFirst()),
            text: text(rest[(end + 1)...].drop { $0 == 0x20 }))
    }

    // MARK: Data

    private mutating func data() throws(Nonsense) -> IMAPResponse {
        guard case .atom(let first)? = try value(depth: 0) else { throw Nonsense(reason: "no word after the star") }
        guard let number = UInt32(first) else { return .data(number: nil, word: first.uppercased(), try rest()) }
        guard case .atom(let word)? = try value(depth: 0) else { throw Nonsense(reason: "no word after the number") }
        return .data(number: number, word: word.uppercased(), try rest())
    }

    private mutating func rest() throws(Nonsense) -> [IMAPValue] {
        var values: [IMAPValue] = []
        while let value = try value(depth: 0) { values.append(value) }
        guard peek() == nil else { throw Nonsense(reason: "a parenthesis is closed that was never opened") }
        return values
    }

    /// The next value; nil at the end of the answer and before a closing parenthesis.
    private mutating func value(depth: Int) throws(Nonsense) -> IMAPValue? {
        guard depth <= Self.deepest else { throw Nonsense(reason: "too many parentheses") }
        while peek() == 0x20 { position += 1 }
        if let literal = literal() { return literal }
        switch peek() {
        case nil, UInt8(ascii: ")"): return nil
        case UInt8(ascii: "("): return try list(depth: depth)
        case UInt8(ascii: "\""): return try quoted()
        default: return try atom()
        }
    }

    /// The literal, where nothing but its announcement is left of the line; the line goes on behind it.
    private mutating func literal() -> IMAPValue? {
        guard let first = peek(), first == UInt8(ascii: "{") || first == UInt8(ascii: "~"),
            case .line(let line) = pieces[piece],
            !line[position...].contains(0x20), Self.announced(by: Array(line[position...])) != nil, piece + 1 < pieces.count,
            case .literal(let bytes) = pieces[piece + 1]
        else { return nil }
        (piece, position) = (piece + 2, 0)
        return .string(bytes)
    }

    private mutating func list(depth: Int) throws(Nonsense) -> IMAPValue {
        position += 1
        var items: [IMAPValue] = []
        while let item = try value(depth: depth + 1) { items.append(item) }
        guard peek() == UInt8(ascii: ")") else { throw Nonsense(reason: "a parenthesis is never closed") }
        position += 1
        return .list(items)
    }

    private mutating func quoted() throws(Nonsense) -> IMAPValue {
        position += 1
        var bytes: [UInt8] = []
        while let byte = peek() {
            position += 1
            if byte == UInt8(ascii: "\"") { return .string(bytes) }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let escaped = peek() else { break }
            bytes.append(escaped)
            position += 1
        }
        throw Nonsense(reason: "a quote is never closed")
    }

    /// A word; brackets belong to it with all they hold: `BODY[HEADER.FIELDS ("X")]<0>` is one.
    private mutating func atom() throws(Nonsense) -> IMAPValue {
        var bytes: [UInt8] = []
        var brackets = 0
        while let byte = peek() {
            if brackets == 0, byte == 0x20 || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") { break }
            if byte == UInt8(ascii: "[") { brackets += 1 }
            if byte == UInt8(ascii: "]") { brackets = max(0, brackets - 1) }
            bytes.append(byte)
            position += 1
        }
        guard brackets == 0 else { throw Nonsense(reason: "a bracket is never closed") }
        return .atom(Self.text(bytes[...]))
    }

    private func peek() -> UInt8? {
        guard piece < pieces.count, case .line(let line) = pieces[piece], position < line.count else { return nil }
        return line[position]
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
