/// Subjects of answers.
public enum ReplySubject {
    /// `Re:` and the subject without the marks that earlier programs put before it, in whatever language.
    public static func make(_ subject: String) -> String {
        var rest = Substring(subject)
        while let stripped = withoutMark(rest) { rest = stripped }
        let base = rest.drop(while: \.isWhitespace)
        return base.isEmpty ? "Re:" : "Re: " + base
    }

    private static func withoutMark(_ subject: Substring) -> Substring? {
        let text = subject.drop(while: \.isWhitespace)
        guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
        // `Re[2]:` and `Re^3:` count the answers.
        let word = text[..<colon].prefix { $0.isLetter }
        let count = text[word.endIndex..<colon]
        guard count.count <= 4, !count.contains(where: \.isLetter), marks.contains(word.lowercased()) else { return nil }
        return text[text.index(after: colon)...]
    }

    private static let marks: Set = ["re", "aw", "antw", "antwort", "sv", "vs", "ref", "odp", "rif", "res", "回复", "回覆", "答复"]
}
