/// The target of a request line, taken apart: only the origin form (`/path?query`) is served.
///
/// Strict where routes and rights hang on it: a path with a bad escape, an escaped slash, a control character, text that is
/// no UTF-8, or a `.` or `..` segment (escaped or not) is refused, so two readers of one path can never see two paths.
/// Lenient where only values are: in a query a stray `%` stands for itself and wrong UTF-8 is repaired, as browsers do.
struct RequestTarget: Sendable {
    var path: String
    var rawQuery: String
    var query: [(name: String, value: String)]

    init(_ bytes: [UInt8]) throws(Refusal) {
        guard bytes.first == UInt8(ascii: "/") else { throw .malformed("the request target is no path") }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "#") }) else {
            throw .malformed("a character of the request target must be escaped")
        }
        let mark = bytes.firstIndex(of: UInt8(ascii: "?"))
        path = try Self.path(bytes[..<(mark ?? bytes.endIndex)])
        let tail = mark.map { bytes[($0 + 1)...] } ?? []
        rawQuery = String(decoding: tail, as: UTF8.self)
        query = Self.query(tail)
    }

    private static func path(_ raw: ArraySlice<UInt8>) throws(Refusal) -> String {
        let bytes = raw.contains(UInt8(ascii: "%")) ? try unescape(raw) : raw
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }), let path = String(validating: bytes, as: UTF8.self) else {
            throw .malformed("the path holds a control character or is no UTF-8")
        }
        guard !hasDotSegment(bytes) else { throw .malformed("the path has a . or .. segment") }
        return path
    }

    private static func unescape(_ raw: ArraySlice<UInt8>) throws(Refusal) -> ArraySlice<UInt8> {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var index = raw.startIndex
        while index < raw.endIndex {
            guard raw[index] == UInt8(ascii: "%") else {
                bytes.append(raw[index])
                index += 1
                continue
            }
            guard let byte = escaped(raw, at: index) else { throw .malformed("the path has a bad % escape") }
            guard byte != UInt8(ascii: "/") else { throw .malformed("the path has an escaped slash") }
            bytes.append(byte)
            index += 3
        }
        return bytes[...]
    }

    private static func hasDotSegment(_ path: ArraySlice<UInt8>) -> Bool {
        let dot = UInt8(ascii: ".")
        guard path.contains(dot) else { return false }
        return path.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual([dot]) || $0.elementsEqual([dot, dot]) }
    }

    private static func query(_ raw: ArraySlice<UInt8>) -> [(name: String, value: String)] {
        raw.isEmpty
            ? []
            : raw.split(separator: UInt8(ascii: "&")).map { pair in
                let sign = pair.firstIndex(of: UInt8(ascii: "="))
                return (text(pair[..<(sign ?? pair.endIndex)]), sign.map { text(pair[($0 + 1)...]) } ?? "")
            }
    }

    /// Form decoding: `+` is a space.
    private static func text(_ raw: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var index = raw.startIndex
        while index < raw.endIndex {
            if raw[index] == UInt8(ascii: "%"), let byte = escaped(raw, at: index) {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(raw[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : raw[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escaped(_ raw: ArraySlice<UInt8>, at index: Int) -> UInt8? {
        guard index + 2 < raw.endIndex, let high = digit(raw[index + 1]), let low = digit(raw[index + 2]) else { return nil }
        return high << 4 | low
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
