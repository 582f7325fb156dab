/// Texts are taken apart bytewise: graphemes cost ten times as much, and no rule here needs them.
extension String {
    /// The lines of a text, empty ones too; `\r\n`, `\n` and `\r` all end one.
    var lines: [Bytes] {
        let bytes = Array(utf8)[...]
        var lines: [Bytes] = []
        var start = 0
        var at = 0
        while at < bytes.endIndex {
            let byte = bytes[at]
            at += 1
            guard byte == 10 || byte == 13 else { continue }
            lines.append(bytes[start..<at - 1])
            if byte == 13, at < bytes.endIndex, bytes[at] == 10 { at += 1 }
            start = at
        }
        lines.append(bytes[start...])
        return lines
    }
}

extension Bytes {
    /// Nothing but white space, the no-break space included.
    var isBlank: Bool {
        guard let first = firstIndex(where: { !$0.isSpace }) else { return true }
        guard self[first] == 0xC2, first + 1 < endIndex, self[first + 1] == 0xA0 else { return false }
        return self[(first + 2)...].isBlank
    }

    func starts(_ word: String) -> Bool { starts(with: word.utf8) }

    var text: String { String(decoding: self, as: UTF8.self) }
}

extension Collection<Bytes> {
    /// The lines as one text without blank lines at its ends; the lines between stay as they are.
    func joinedTrimmed() -> String {
        let lines = drop(while: \.isBlank)
        var joined: [UInt8] = []
        var length = 0
        for line in lines {
            joined += line
            if !line.isBlank { length = joined.count }
            joined.append(10)
        }
        return String(decoding: joined[..<length], as: UTF8.self)
    }
}
