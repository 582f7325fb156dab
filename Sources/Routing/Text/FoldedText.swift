/// A text as rules compare it: its words in order, without case and accents. `Kündigung!` and `KUNDIGUNG` are one word, `straße`
/// is `strasse`. Scripts without blanks between words, and emoji, give one word a character.
struct FoldedText: Sendable {
    let words: [String]

    init(_ text: String) {
        var splitter = WordSplitter()
        for scalar in text.unicodeScalars { splitter.take(scalar) }
        words = splitter.finished()
    }
}

private struct WordSplitter {
    private var words: [String] = []
    private var current: [UInt8] = []

    mutating func take(_ scalar: Unicode.Scalar) {
        guard scalar.isASCII else { return takeWide(scalar) }
        switch UInt8(scalar.value) {
        case let letter where (letter | 0x20) >= 0x61 && (letter | 0x20) <= 0x7A: current.append(letter | 0x20)
        case let digit where digit >= 0x30 && digit <= 0x39: current.append(digit)
        default: endWord()
        }
    }

    private mutating func takeWide(_ scalar: Unicode.Scalar) {
        switch LetterFolding.role(of: scalar) {
        case .mark: break
        case .letter(let folded): current.append(contentsOf: folded.utf8)
        case .word:
            endWord()
            words.append(String(scalar))
        case .gap: endWord()
        }
    }

    private mutating func endWord() {
        guard !current.isEmpty else { return }
        words.append(String(decoding: current, as: UTF8.self))
        current.removeAll(keepingCapacity: true)
    }

    mutating func finished() -> [String] {
        endWord()
        return words
    }
}
