import Spelling

extension Spelling {
    /// `; did you mean …`, or which words there are.
    static func hint(for word: String, in words: [String]) -> String {
        nearest(to: word, in: words).map { "did you mean `\($0)`?" } ?? "possible: \(words.joined(separator: ", "))"
    }
}
