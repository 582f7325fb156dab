/// What the characters beyond ASCII are to a comparison of words.
enum LetterFolding {
    enum Role {
        /// An accent of its own, a soft hyphen, a joiner: as if it were not there.
        case mark
        case letter(String)
        /// A word by itself.
        case word
        /// Between words.
        case gap
    }

    static func role(of scalar: Unicode.Scalar) -> Role {
        if let folded = bases[scalar] { return .letter(folded) }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return .mark
        case .otherLetter: return isWrittenWithoutBlanks(scalar) ? .word : .letter(String(scalar))
        case .spacingMark, .decimalNumber, .letterNumber, .otherNumber, .modifierLetter: return .letter(String(scalar))
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter:
            let lower = properties.lowercaseMapping
            return .letter(lower.unicodeScalars.first.flatMap { bases[$0] } ?? lower)
        // Skin tones colour the emoji before them.
        case .modifierSymbol: return properties.isEmojiModifier ? .mark : .gap
        default: return properties.isEmojiPresentation ? .word : .gap
        }
    }

    /// Han, kana, Thai, Lao, Burmese, Khmer.
    private static func isWrittenWithoutBlanks(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF: true
        default: scalar.properties.isIdeographic
        }
    }

    /// Letters with accents and what they are without, both cases. Unicode's own names tell:
    /// `LATIN SMALL LETTER E WITH ACUTE` is an e, `LATIN SMALL LETTER AE` an ae.
    private static let bases: [Unicode.Scalar: String] = {
        var bases: [Unicode.Scalar: String] = [
            "ß": "ss", "ẞ": "ss", "ı": "i", "ς": "σ", "й": "и", "Й": "и", "ё": "е", "Ё": "е", "ї": "і", "Ї": "і",
        ]
        let blocks: [ClosedRange<UInt32>] = [0xC0...0x24F, 0x1E00...0x1EFF, 0x386...0x3CE, 0x1F00...0x1FFF, 0xFB00...0xFB06]
        for scalar in blocks.joined().compactMap(Unicode.Scalar.init) where bases[scalar] == nil {
            bases[scalar] = scalar.properties.name.flatMap(base)
        }
        return bases
    }()

    private static func base(ofName name: String) -> String? {
        let parts = name.split(separator: " ")
        guard parts.count >= 4, parts[1] == "SMALL" || parts[1] == "CAPITAL", parts[2] == "LETTER" || parts[2] == "LIGATURE",
            parts.count == 4 || parts[4] == "WITH"
        else { return nil }
        switch parts[0] {
        case "LATIN": return parts[3].utf8.count <= 2 || parts[2] == "LIGATURE" ? parts[3].lowercased() : nil
        case "GREEK": return greek[parts[3]]
        default: return nil
        }
    }

    private static let greek: [Substring: String] = {
        let names =
            "ALPHA BETA GAMMA DELTA EPSILON ZETA ETA THETA IOTA KAPPA LAMDA MU NU XI OMICRON PI RHO SIGMA TAU UPSILON PHI CHI PSI OMEGA"
        return Dictionary(uniqueKeysWithValues: zip(names.split(separator: " "), "αβγδεζηθικλμνξοπρστυφχψω".map { String($0) }))
    }()
}
