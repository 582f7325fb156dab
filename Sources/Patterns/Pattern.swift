/// A regular expression that is safe on any text: it answers rightly within its limits, or says that it did not.
///
/// Made once, then shared freely: a pattern does not change, and each search has memory of its own. The syntax is
/// PCRE's, matched over Unicode: `\w`, `\d`, `\s`, `\b` and case know all scripts, `^` and `$` mean the ends of the
/// text unless `(?m)` says lines.
///
/// Cost is counted, not timed. PCRE2's own match limit starts anew at each place of the text and does not see how far one step
/// scans, so a hostile pattern of nine letters could still hold a core for minutes. Therefore patterns are compiled
/// with a callout before every item, and `Meter` charges each one. JIT is left out: it ignores the depth and heap
/// limits, and hardened hosts forbid writable code.
public struct Pattern: Sendable {
    /// The pattern as written.
    public let text: String
    public let options: PatternOptions
    /// A name for each capturing group, in order; nil for a group without one.
    public var groupNames: [String?] { code.groupNames }

    let code: CompiledCode

    /// Reads a pattern. Throws with the place of the mistake and what to write instead.
    public init(_ text: String, options: PatternOptions = .strict) throws(PatternFailure) {
        (self.text, self.options) = (text, options)
        let survey = try PatternSurvey(text, options: options)
        code = try CompiledCode(text, options: options, survey: survey)
    }

    /// The leftmost match, or nil when there is none.
    public func firstMatch(in text: String) throws(PatternFailure) -> PatternMatch? {
        try search(text, upTo: 1).first
    }

    /// Every match from left to right, none overlapping another. After an empty match the search goes on one code point
    /// later, as jq does, so `b*` fits "abc" at 0, 1 (the b), 2 and 3.
    public func matches(in text: String) throws(PatternFailure) -> [PatternMatch] {
        try search(text, upTo: .max)
    }

    /// Whether the pattern fits anywhere in the text.
    public func isMatch(in text: String) throws(PatternFailure) -> Bool {
        try firstMatch(in: text) != nil
    }

    private func search(_ text: String, upTo most: Int) throws(PatternFailure) -> [PatternMatch] {
        var meter = try meter(for: text)
        return try Search(code, options).run(in: text, upTo: most, paying: &meter)
    }

    /// What one search of a text may cost.
    func meter(for text: String) throws(PatternFailure) -> Meter {
        let (size, limits) = (text.utf8.count, options.limits)
        guard size <= limits.textBytes else {
            throw PatternFailure(
                .tooLarge, "text of \(size) bytes is longer than the \(limits.textBytes) that this pattern may search",
                advice: "Search a part of the text.")
        }
        return Meter(limits.steps + limits.stepsPerByte * size, for: code)
    }
}

extension Pattern: Hashable {
    public static func == (one: Pattern, other: Pattern) -> Bool {
        one.text == other.text && one.options == other.options
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(options)
    }
}
