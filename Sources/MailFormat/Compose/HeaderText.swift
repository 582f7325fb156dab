/// Writes header values: ASCII as it is, all else as encoded words of at most 75 bytes, folded at 78.
enum HeaderText {
    /// A phrase or a subject. Line ends and other control characters become blanks, so that no value can begin a new field.
    static func encode(_ text: String, after fieldName: String) -> String {
        let clean = oneLine(text)
        guard needsEncoding(clean, room: 998 - fieldName.utf8.count - 2) else {
            return folded(clean, after: fieldName.utf8.count + 2)
        }
        return words(of: clean).joined(separator: "\r\n ")
    }

    /// A display name: bare atoms, a quoted string, or encoded words.
    static func phrase(_ name: String) -> String {
        let clean = oneLine(name)
        if needsEncoding(clean, room: 60) { return words(of: clean).joined(separator: "\r\n ") }
        if clean.utf8.allSatisfy({ $0 == 32 || isAtom($0) }) { return clean }
        return "\"" + String(clean.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }) + "\""
    }

    private static func oneLine(_ text: String) -> String {
        let line = EncodedWords.withoutControls(text).drop { $0 == " " }
        return line.last == " " ? String(line.prefix(through: line.lastIndex { $0 != " " } ?? line.startIndex)) : String(line)
    }

    private static func needsEncoding(_ text: String, room: Int) -> Bool {
        text.utf8.count > room || text.utf8.contains { $0 > 126 } || text.utf8.elementsStartWord
    }

    /// Encoded words, cut between characters, each in the shorter of the two encodings for the whole text.
    private static func words(of text: String) -> [String] {
        let plain = text.utf8.count { isSafeInWord($0) || $0 == 32 }
        let isBase64 = (text.utf8.count - plain) * 2 > plain
        // 75 less `=?UTF-8?B?` and `?=`; base64 makes 45 bytes of those 63, to whole groups.
        var words: [String] = []
        var bytes: [UInt8] = []
        var width = 0
        for scalar in text.unicodeScalars {
            let piece = Array(String(scalar).utf8)
            let pieceWidth = isBase64 ? piece.count : piece.reduce(0) { $0 + quoted($1).count }
            if width + pieceWidth > (isBase64 ? 45 : 63) {
                words.append(word(bytes, isBase64: isBase64))
                (bytes, width) = ([], 0)
            }
            bytes += piece
            width += pieceWidth
        }
        words.append(word(bytes, isBase64: isBase64))
        return words
    }

    private static func word(_ bytes: [UInt8], isBase64: Bool) -> String {
        let content = isBase64 ? Base64.encode(bytes) : bytes.flatMap(quoted)
        return "=?UTF-8?" + (isBase64 ? "B?" : "Q?") + String(decoding: content, as: UTF8.self) + "?="
    }

    private static func quoted(_ byte: UInt8) -> [UInt8] {
        byte == 32 ? [UInt8(ascii: "_")] : isSafeInWord(byte) ? [byte] : QuotedPrintable.escape(byte)
    }

    /// RFC 2047, section 5 (3): what may stand unescaped in a word that is part of a phrase.
    private static func isSafeInWord(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || [33, 42, 43, 45, 47].contains(byte)
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    /// Breaks before a blank where the line would pass 78.
    static func folded(_ text: String, after start: Int) -> String {
        var folded = ""
        var width = start
        for (number, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            // A line of blanks alone would end the header for some readers: an empty word never begins one.
            if number > 0, width + 1 + word.utf8.count > 78, !word.isEmpty {
                folded += "\r\n "
                width = 1
            } else if number > 0 {
                folded += " "
                width += 1
            }
            folded += word
            width += word.utf8.count
        }
        return folded
    }
}

extension Sequence<UInt8> {
    /// Holds `=?`, which a reader would take for the start of an encoded word.
    fileprivate var elementsStartWord: Bool {
        var previous: UInt8 = 0
        for byte in self {
            if previous == UInt8(ascii: "="), byte == UInt8(ascii: "?") { return true }
            previous = byte
        }
        return false
    }
}
