/// Whether a text that came back from a platform is the one we sent.
enum SameText {
    /// Platforms turn quotes and dashes, add paragraphs, cut blanks and make links of addresses: what is compared are the letters and
    /// digits, without case. A text of neither is compared as it is.
    static func isSame(_ one: String, _ other: String) -> Bool {
        let (a, b) = (letters(one), letters(other))
        if a.isEmpty || b.isEmpty { return bare(one) == bare(other) }
        return a == b
    }

    private static func letters(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }

    private static func bare(_ text: String) -> String { text.filter { !$0.isWhitespace } }
}
