/// Words in a row that a rule looks for: `Rechnung`, `kein Empfang`, or `kündig*` for every word that begins so.
struct Phrase: Hashable, Sendable {
    /// As the rule has it.
    let text: String
    /// Folded; never empty.
    let words: [String]
    /// Whether the last word may go on.
    let isOpenEnded: Bool

    /// Nil where no word is in it, or where `*` stands anywhere but at the end of a word.
    init?(_ text: String) {
        let body = text.hasSuffix("*") ? text.dropLast() : text[...]
        guard !body.contains("*"), body.last?.isWhitespace == false else { return nil }
        self.text = text
        words = FoldedText(String(body)).words
        isOpenEnded = text.hasSuffix("*")
        if words.isEmpty { return nil }
    }

    /// Whether it stands in these words at this place, the first word being known to fit.
    func continues(in text: [String], at place: Int) -> Bool {
        guard place + words.count <= text.count else { return false }
        for offset in words.indices.dropFirst() {
            let isOpen = isOpenEnded && offset == words.count - 1
            guard isOpen ? text[place + offset].hasPrefix(words[offset]) : text[place + offset] == words[offset] else {
                return false
            }
        }
        return true
    }

    func isFound(in text: [String]) -> Bool {
        text.indices.contains { place in
            let fits = isOpenEnded && words.count == 1 ? text[place].hasPrefix(words[0]) : text[place] == words[0]
            return fits && continues(in: text, at: place)
        }
    }
}
