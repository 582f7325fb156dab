/// The text of an answer, parted into what is new and the earlier mail it carries along.
public struct QuoteSplit: Sendable, Hashable {
    /// What the sender wrote now, without blank lines at its ends. The whole text where it cannot be told apart.
    public var new: String
    /// The earlier mail with the line that introduces it; nil where none is carried along.
    public var quoted: String?

    /// Parts a text. Answers written between quoted lines stay whole: there the quote is part of what is said.
    public init(_ text: String) {
        let lines = text.lines
        guard let cut = QuoteFinder(lines: lines).cut else {
            (new, quoted) = (lines.joinedTrimmed(), nil)
            return
        }
        new = (lines[..<cut.lowerBound] + lines[cut.upperBound...]).joinedTrimmed()
        quoted = lines[cut].joinedTrimmed()
    }
}

/// Looks for the carried-along mail in the ways programs introduce it.
private struct QuoteFinder {
    let lines: [Bytes]

    /// The lines of the earlier mail; nil: none, or woven into the answer.
    var cut: Range<Int>? {
        if let separator = lines.indices.first(where: { isSeparator($0) }), hasText(lines[..<separator]) {
            return separator..<lines.count
        }
        guard let start = lines.indices.first(where: { isQuoted($0) || attribution(at: $0) != nil }) else { return nil }
        return hasText(lines[..<start]) ? trailing(from: start) : leading(from: start)
    }

    /// New text first: everything from the introduction on, unless the answer goes on below it.
    private func trailing(from start: Int) -> Range<Int>? {
        let body = attribution(at: start) ?? start
        // Without marks the introduction alone speaks: all below it is the earlier mail.
        guard let last = (body..<lines.count).last(where: isQuoted) else { return start..<lines.count }
        let isWoven = (body..<last).contains { !isQuoted($0) && !lines[$0].isBlank }
        let below = lines[(last + 1)...]
        return isWoven || hasText(below) && !isSignature(below) ? nil : start..<last + 1
    }

    /// The earlier mail first, the answer below it in one piece.
    private func leading(from start: Int) -> Range<Int>? {
        let body = attribution(at: start) ?? start
        guard let first = (body..<lines.count).first(where: { !lines[$0].isBlank }), isQuoted(first) else { return nil }
        let end = (first..<lines.count).first { !isQuoted($0) && !lines[$0].isBlank } ?? lines.count
        guard hasText(lines[end...]), !(end..<lines.count).contains(where: isQuoted) else { return nil }
        return start..<end
    }

    private func isQuoted(_ place: Int) -> Bool { lines[place].first == UInt8(ascii: ">") }

    private func hasText(_ lines: ArraySlice<Bytes>) -> Bool { lines.contains { !$0.isBlank } }

    private func isSignature(_ lines: ArraySlice<Bytes>) -> Bool {
        lines.first { !$0.isBlank }.map { $0.trimmed.elementsEqual([45, 45]) } ?? false
    }

    /// `-----Original Message-----`, or a block of header lines as Outlook writes it.
    private func isSeparator(_ place: Int) -> Bool {
        let line = lines[place].trimmed
        if line.starts("--"), line.count > 10, line.suffix(2).elementsEqual([45, 45]) {
            let words = line.drop { $0 == 45 || $0 == 32 }.text.lowercased()
            return QuoteWords.originals.contains { words.hasPrefix($0) }
        }
        guard QuoteWords.from.contains(where: { line.starts($0) }) else { return false }
        let following = lines[place...].dropFirst().prefix(4).map(\.trimmed)
        return following.count { line in QuoteWords.fields.contains { line.starts($0) } } >= 2
    }

    /// `Am 2. Juli 2026 um 10:14 schrieb Ana López:`, on one line or broken over up to three; the place behind it.
    private func attribution(at start: Int) -> Int? {
        let first = lines[start].trimmed
        guard QuoteWords.openings.contains(where: { first.starts($0) }) else { return nil }
        var sentence: [UInt8] = []
        for place in start..<min(start + 3, lines.count) {
            sentence += [32] + lines[place].trimmed
            guard sentence.count < 400 else { return nil }
            if sentence.last == UInt8(ascii: ":") { return isAttribution(sentence[...]) ? place + 1 : nil }
        }
        return nil
    }

    private func isAttribution(_ sentence: Bytes) -> Bool {
        let words = sentence.text.lowercased().split { " \u{A0},:<>()".contains($0) }
        return words.contains { QuoteWords.verbs.contains(String($0)) } && sentence.contains(where: \.isDigit)
    }
}
