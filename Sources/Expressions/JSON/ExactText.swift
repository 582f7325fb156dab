/// A text as a key that is equal only byte for byte. Swift's `String` takes `é` and `e` + accent for equal; jq, databases and
/// platforms do not.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (a: ExactText, b: ExactText) -> Bool { a.text.isExactly(b.text) }

    /// Exactly equal texts are also equal to Swift, so its hash serves.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension String {
    /// Whether both are the same bytes.
    func isExactly(_ other: String) -> Bool {
        let mine = utf8.span
        let others = other.utf8.span
        guard mine.count == others.count else { return false }
        for place in mine.indices where mine[unchecked: place] != others[unchecked: place] { return false }
        return true
    }

    /// Whether this sorts before the other by code point, which is the order of UTF-8 bytes and jq's order.
    func isBefore(_ other: String) -> Bool {
        let mine = utf8.span
        let others = other.utf8.span
        for place in 0..<min(mine.count, others.count) {
            let (a, b) = (mine[unchecked: place], others[unchecked: place])
            if a != b { return a < b }
        }
        return mine.count < others.count
    }
}
