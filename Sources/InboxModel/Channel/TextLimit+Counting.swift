extension TextLimit {
    /// How long the platform will find this text.
    public func count(_ text: String) -> Int {
        guard let url else { return length(text[...]) }
        var total = 0
        var rest = text[...]
        while let link = rest.firstLink {
            total += length(rest[..<link.lowerBound]) + url
            rest = rest[link.upperBound...]
        }
        return total + length(rest)
    }

    private func length(_ text: Substring) -> Int {
        switch unit {
        case .codepoints: text.unicodeScalars.count
        case .graphemes: text.count
        case .utf16: text.utf16.count
        case .bytes: text.utf8.count
        case .weighted: text.reduce(0) { $0 + ($1.isEmoji ? 2 : $1.unicodeScalars.reduce(0) { $0 + Self.weight($1) }) }
        }
    }

    /// Latin and common punctuation weigh one, everything else two; an emoji weighs two, however many scalars it is made of.
    /// Source: https://docs.x.com/fundamentals/counting-characters, the ranges of weight 100 in configuration v3.
    private static func weight(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0...4351, 8192...8205, 8208...8223, 8242...8247: 1
        default: 2
        }
    }
}

extension Character {
    /// Drawn as a picture: by itself, or because a variation selector asks for it.
    fileprivate var isEmoji: Bool {
        guard let first = unicodeScalars.first?.properties else { return false }
        return first.isEmojiPresentation || (first.isEmoji && unicodeScalars.dropFirst().first?.value == 0xFE0F)
    }
}

extension Substring {
    /// The first `http://` or `https://` address, up to the next blank.
    fileprivate var firstLink: Range<Index>? {
        var at = startIndex
        while at < endIndex {
            let rest = self[at...]
            if rest.hasPrefix("https://") || rest.hasPrefix("http://") {
                return at..<(rest.firstIndex { $0.isWhitespace } ?? endIndex)
            }
            at = index(after: at)
        }
        return nil
    }
}
