/// Where in a manifest a line stands, in words: `stream comments`, `action reply`, `webhook`.
struct Room {
    private let lines: [Substring]

    init(_ text: [UInt8]) {
        lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The room of a line; empty at the top.
    func name(ofLine line: Int) -> String {
        guard lines.indices.contains(line - 1) else { return "" }
        var indent = Self.indent(lines[line - 1])
        var keys: [Substring] = []
        for above in lines[..<(line - 1)].reversed() where Self.isKey(above) && Self.indent(above) < indent {
            indent = Self.indent(above)
            keys.insert(above.drop { $0 == " " }.prefix { $0 != ":" }, at: 0)
            if indent == 0 { break }
        }
        switch keys.first {
        case nil: return ""
        case "streams" where keys.count > 1: return "stream \(keys[1])"
        case "actions" where keys.count > 1: return "action \(keys[1])"
        case "settings" where keys.count > 1: return "setting \(keys[1])"
        case let key?: return String(key)
        }
    }

    func source(ofLine line: Int) -> String { lines.indices.contains(line - 1) ? String(lines[line - 1]) : "" }

    private static func indent(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }

    private static func isKey(_ line: Substring) -> Bool {
        let text = line.drop { $0 == " " }
        return !text.isEmpty && !text.hasPrefix("#") && !text.hasPrefix("-") && text.contains(":")
    }
}
