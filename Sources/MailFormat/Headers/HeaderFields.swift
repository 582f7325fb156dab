/// The header fields of a mail or of one of its parts, in the order they came.
public struct HeaderFields: Sendable {
    /// One field as on the wire; `value` may hold folds.
    struct Field: Sendable {
        let name: Bytes
        var value: Bytes
    }

    private(set) var fields: [Field] = []
    let charsets: Charsets

    /// The first field of that name as readable text: unfolded, encoded words decoded, control characters replaced.
    /// Names are given in lower case.
    public subscript(_ name: String) -> String? {
        raw(name).map { EncodedWords.decode($0, charsets) }
    }

    /// Every field as name (as written) and readable text, in order.
    public var all: [(name: String, value: String)] {
        fields.map {
            (String(decoding: $0.name, as: UTF8.self), EncodedWords.decode(Self.unfolded($0.value), charsets))
        }
    }

    /// The first field of that name, unfolded, not decoded.
    func raw(_ name: String) -> Bytes? {
        fields.first { $0.name.isWord(name) }.map { Self.unfolded($0.value) }
    }

    /// All fields of that name, unfolded, not decoded.
    func allRaw(_ name: String) -> [Bytes] {
        fields.filter { $0.name.isWord(name) }.map { Self.unfolded($0.value) }
    }

    /// A value without its line ends and outer white space. RFC 5322, section 2.2.3.
    static func unfolded(_ value: Bytes) -> Bytes {
        let value = value.trimmed
        guard value.contains(where: { $0 == 10 || $0 == 13 }) else { return value }
        return value.filter { $0 != 10 && $0 != 13 }[...]
    }
}

extension HeaderFields {
    /// Reads fields up to the first empty line; what follows it is the body. A line that can be no field ends the fields and
    /// belongs to the body, so that nothing is lost.
    static func parse(_ bytes: Bytes, limit: Int, charsets: Charsets) -> (headers: HeaderFields, body: Bytes) {
        var headers = HeaderFields(charsets: charsets)
        var at = bytes.startIndex
        var isOpen = false
        while at < bytes.endIndex {
            let (end, next) = bytes.line(from: at)
            if end == at { return (headers, bytes[next...]) }
            if bytes[at].isBlank {
                guard isOpen else { break }
                headers.extendLast(to: end, in: bytes, within: limit)
            } else if let colon = colon(bytes[at..<end]) {
                headers.append(bytes[at..<end], colon: colon, within: limit)
                isOpen = true
            } else if isOpen || !isEnvelopeLine(bytes[at..<end]) {
                break
            }
            at = next
        }
        return (headers, bytes[at...])
    }

    private mutating func append(_ line: Bytes, colon: Int, within limit: Int) {
        // One above the limit stays as the place where the folds of dropped fields go.
        if fields.count > limit { fields.removeLast() }
        fields.append(Field(name: line[..<colon].trimmed, value: line[(colon + 1)...]))
    }

    private mutating func extendLast(to end: Int, in bytes: Bytes, within limit: Int) {
        let start = fields[fields.count - 1].value.startIndex
        fields[fields.count - 1].value = bytes[start..<end]
    }

    /// Where the colon after a field name stands; nil when the line does not begin with a name. White space before the
    /// colon is obsolete, not wrong (RFC 5322, section 4.5).
    private static func colon(_ line: Bytes) -> Int? {
        var at = line.startIndex
        while at < line.endIndex, line[at] > 32, line[at] < 127, line[at] != 58 { at += 1 }
        guard at > line.startIndex else { return nil }
        while at < line.endIndex, line[at].isBlank { at += 1 }
        return at < line.endIndex && line[at] == 58 ? at : nil
    }

    /// `From ana@customer.example Thu Jul …`: the separator of an mbox file, which some programs leave in front.
    private static func isEnvelopeLine(_ line: Bytes) -> Bool {
        let words: [[UInt8]] = [Array("From ".utf8), Array(">From ".utf8)]
        return words.contains { line.starts(with: $0) }
    }
}
