/// Encoded words (RFC 2047): `=?utf-8?Q?Gr=C3=BC=C3=9Fe?=`, read as programs write them, not only as the RFC allows.
enum EncodedWords {
    /// Readable text of an unfolded header value. Neighbouring words of one charset are joined before they are decoded,
    /// because some programs cut a character in two; white space between words vanishes.
    static func decode(_ bytes: Bytes, _ charsets: Charsets) -> String {
        guard bytes.position(of: opening, from: bytes.startIndex) != nil else {
            return withoutControls(charsets.decode(bytes, label: nil))
        }
        var reader = Reader(charsets: charsets)
        var at = bytes.startIndex
        var plainStart = at
        while let start = bytes.position(of: opening, from: at) {
            guard let word = Word(bytes, at: start) else {
                at = start + 2
                continue
            }
            reader.plain(bytes[plainStart..<start])
            reader.word(word)
            (at, plainStart) = (word.end, word.end)
        }
        reader.plain(bytes[plainStart...])
        return withoutControls(reader.finish())
    }

    /// One word and where it ends.
    struct Word {
        let charset: String
        let content: [UInt8]
        let end: Int

        /// Reads the word that begins at `start`, or nil where none does.
        init?(_ bytes: Bytes, at start: Int) {
            guard let charsetEnd = bytes[(start + 2)...].firstIndex(of: 63), charsetEnd > start + 2,
                charsetEnd + 2 < bytes.endIndex, bytes[charsetEnd + 2] == 63,
                bytes[(start + 2)..<charsetEnd].allSatisfy({ $0 > 32 && $0 < 127 })
            else { return nil }
            let textStart = charsetEnd + 3
            guard let textEnd = bytes.position(of: closing, from: textStart) else { return nil }
            let text = bytes[textStart..<textEnd]
            switch bytes[charsetEnd + 1].lowercased {
            case UInt8(ascii: "q"): content = QuotedPrintable.decodeWord(text)
            case UInt8(ascii: "b"): content = Base64.decode(text)
            default: return nil
            }
            // RFC 2231, section 5: a language may follow the charset.
            charset = bytes[(start + 2)..<charsetEnd].prefix { $0 != 42 }.lowercasedASCII
            end = textEnd + 2
        }
    }

    /// Joins plain stretches and words into text.
    private struct Reader {
        let charsets: Charsets
        private var text = ""
        private var gap: Bytes?
        private var charset = ""
        private var run: [UInt8] = []

        init(charsets: Charsets) { self.charsets = charsets }

        mutating func plain(_ bytes: Bytes) {
            if bytes.allSatisfy(\.isSpace), !run.isEmpty {
                gap = bytes
            } else {
                flush()
                text += charsets.decode(bytes, label: nil)
            }
        }

        mutating func word(_ word: Word) {
            gap = nil
            if word.charset != charset { flush() }
            charset = word.charset
            run += word.content
        }

        mutating func finish() -> String {
            flush()
            return text
        }

        private mutating func flush() {
            if !run.isEmpty { text += charsets.decode(run[...], label: charset) }
            if let gap { text += String(decoding: gap, as: UTF8.self) }
            (run, gap) = ([], nil)
        }
    }

    /// A header is one line for its reader: what would break it becomes a blank.
    static func withoutControls(_ text: String) -> String {
        guard text.utf8.contains(where: { $0.isControl }) else { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { clean.append(scalar.value < 32 || scalar.value == 127 ? " " : scalar) }
        return String(clean)
    }

    private static let opening: [UInt8] = [61, 63]
    private static let closing: [UInt8] = [63, 61]
}
