/// The flags that jq's `test`, `match`, `capture`, `scan`, `split`, `sub` and `gsub` take as a string of letters.
public struct PatternFlags: Sendable, Hashable {
    /// The options that the letters ask for, on top of those given.
    public var options: PatternOptions
    /// `g`: every match, not only the first. The caller asks `matches(in:)` then.
    public var isGlobal = false

    /// Reads the letters. `g` global, `i` any case, `x` free spacing, `n` no empty matches, `s` single line (`^` and
    /// `$` mean the ends of the text, which they always do here as in jq), `p` as `s` with a dot that matches line
    /// feeds, which is what jq does, though its manual says "both s and n". Throws for `l` (longest match), which no
    /// backtracking engine offers, and for any other letter.
    public init(_ letters: String, over options: PatternOptions = .plain) throws(PatternFailure) {
        self.options = options
        for (place, letter) in letters.unicodeScalars.enumerated() {
            switch letter {
            case "g": isGlobal = true
            case "i": self.options.ignoresCase = true
            case "x": self.options.isExtended = true
            case "n": self.options.ignoresEmptyMatches = true
            case "s": break
            case "p": self.options.dotMatchesLineFeed = true
            case "l":
                throw PatternFailure(
                    .flag, "the flag l (longest match) is not supported",
                    advice: "Leave the flag out and order the alternatives from long to short.", offset: place)
            default:
                throw PatternFailure(
                    .flag, "\(letters) is not a valid modifier string",
                    advice: "Use letters out of g, i, n, p, s and x.", offset: place)
            }
        }
    }
}
