/// Finds the ` #` that silently cuts a text: in `Ticket #\(.id)` YAML sees the word `Ticket` and a comment.
struct CommentTrap {
    static let message =
        "` #` begins a comment and cuts the text before it; put the text in single quotes, or the comment on a line of its own"

    private let lines: SourceLines
    private let isArmed: Bool

    init(_ bytes: [UInt8], _ lines: SourceLines) {
        self.lines = lines
        isArmed = zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "\\") && $1 == UInt8(ascii: "(") }
    }

    /// Whether a comment follows right after this plain scalar, and one of the two holds `\(`.
    func loses(_ text: String, endingAt end: Place) -> Bool {
        guard isArmed else { return false }
        let rest = lines[end.line].unicodeScalars.dropFirst(end.column - 1)
        let comment = rest.drop { $0 == " " || $0 == "\t" }
        guard comment.first == "#" else { return false }
        return text.contains("\\(") || String(comment).contains("\\(")
    }
}
