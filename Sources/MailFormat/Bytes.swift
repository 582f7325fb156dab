/// A stretch of a mail's bytes; all stretches share the one buffer the mail came in.
typealias Bytes = ArraySlice<UInt8>

extension UInt8 {
    /// A blank or a tab: what a folded header line begins with.
    var isBlank: Bool { self == 32 || self == 9 }
    /// Blank, tab or line end.
    var isSpace: Bool { self == 32 || (self >= 9 && self <= 13) }
    var isDigit: Bool { self >= 48 && self <= 57 }
    var isLetter: Bool { lowercased >= 97 && lowercased <= 122 }
    var isControl: Bool { self < 32 || self == 127 }
    var lowercased: UInt8 { self >= 65 && self <= 90 ? self + 32 : self }

    /// The value of a hexadecimal digit of either case.
    var hexValue: UInt8? {
        switch self {
        case 48...57: self - 48
        case 65...70: self - 55
        case 97...102: self - 87
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// Whether these bytes are `word`, letters of either case; `word` is given in lower case.
    func isWord(_ word: String) -> Bool {
        elementsEqual(word.utf8) { $0.lowercased == $1 }
    }

    var isASCII: Bool { allSatisfy { $0 < 128 } }

    /// The bytes as text, one scalar a byte; for what is known to be ASCII.
    var lowercasedASCII: String { String(decoding: map(\.lowercased), as: UTF8.self) }
}

extension ArraySlice<UInt8> {
    /// Without white space at both ends.
    var trimmed: Bytes {
        guard let first = firstIndex(where: { !$0.isSpace }), let last = lastIndex(where: { !$0.isSpace }) else {
            return self[endIndex..<endIndex]
        }
        return self[first...last]
    }

    /// The line that begins at `start`: where its content ends (before CRLF or LF) and where the next line begins.
    func line(from start: Int) -> (end: Int, next: Int) {
        var at = start
        while at < endIndex, self[at] != 10 { at += 1 }
        let next = at < endIndex ? at + 1 : at
        if at > start, at < endIndex, self[at - 1] == 13 { return (at - 1, next) }
        return (at, next)
    }

    /// Where `needle` next begins at or after `start`; nil where it does not.
    func position(of needle: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first, count >= needle.count else { return nil }
        var at = start
        while at + needle.count <= endIndex {
            if self[at] == first, self[at..<at + needle.count].elementsEqual(needle) { return at }
            at += 1
        }
        return nil
    }
}
