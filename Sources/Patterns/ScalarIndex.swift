/// Turns byte offsets of one text into code point offsets.
///
/// A text of ASCII needs nothing. Any other keeps a count every 64 bytes, so that a pattern with many groups that reach
/// far, such as `(?=(.*))` asked for all its matches, stays linear in the number of groups.
struct ScalarIndex {
    private let text: UnsafeBufferPointer<UInt8>
    /// Code points that begin before byte 64, 128, ...; empty for ASCII.
    private var counts: [Int] = []

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        guard !text.allSatisfy({ $0 < 0x80 }) else { return }
        var count = 0
        counts.reserveCapacity(text.count / 64 + 1)
        for (place, byte) in text.enumerated() {
            if place.isMultiple(of: 64) { counts.append(count) }
            count += byte & 0xC0 == 0x80 ? 0 : 1
        }
        if text.count.isMultiple(of: 64) { counts.append(count) }
    }

    func span(_ bytes: Range<Int>) -> PatternMatch.Span {
        PatternMatch.Span(utf8: bytes, scalars: scalars(before: bytes.lowerBound)..<scalars(before: bytes.upperBound))
    }

    private func scalars(before place: Int) -> Int {
        guard !counts.isEmpty else { return place }
        let row = place >> 6
        return text[(row << 6)..<place].reduce(counts[row]) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }
}
