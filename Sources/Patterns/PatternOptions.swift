/// How a pattern is read and what it may cost.
public struct PatternOptions: Sendable, Hashable {
    /// Who wrote the pattern, and therefore what it may contain.
    public enum Dialect: String, Sendable {
        /// For rules that people type into the page: no back-references, recursion, conditions or free-spacing mode.
        case strict
        /// For authors of manifests: what jq's `test` and `match` accept, as far as both engines mean the same by it.
        case plain
    }

    public var dialect: Dialect
    /// Letters match without regard to case, in all scripts.
    public var ignoresCase = false
    /// White space and `# comments` in the pattern are skipped. Plain dialect only.
    public var isExtended = false
    /// `.` matches a line feed too.
    public var dotMatchesLineFeed = false
    /// A match of length zero does not count.
    public var ignoresEmptyMatches = false
    public var limits: PatternLimits

    public init(_ dialect: Dialect = .strict) {
        self.dialect = dialect
        limits = dialect == .strict ? .strict : .plain
    }

    public static var strict: PatternOptions { PatternOptions(.strict) }
    public static var plain: PatternOptions { PatternOptions(.plain) }
}

/// The ceiling of what one pattern may cost. Every limit is a count, never a time, so a pattern that works today works tomorrow
/// on a busier machine.
public struct PatternLimits: Sendable, Hashable {
    /// The longest pattern, in bytes of UTF-8.
    public var patternBytes: Int
    /// The longest text one search accepts, in bytes of UTF-8.
    public var textBytes: Int
    /// The most groups a pattern may capture.
    public var groups: Int
    /// Steps of the engine from one starting place (PCRE2's match limit).
    public var matchSteps: Int
    /// Nested places to come back to (PCRE2's depth limit): about one for each repetition of a group.
    public var depth: Int
    /// Memory of one search, in KiB.
    public var heapKiB: Int
    /// Steps of one whole search, over all starting places and, in `matches(in:)`, all matches: this many for any text ...
    public var steps: Int
    /// ... and this many more for each byte of the text.
    public var stepsPerByte: Int

    /// 64 KiB of text, and at most 50 ms for the worst pattern on it.
    public static let strict = PatternLimits(
        patternBytes: 4096, textBytes: 65_536, groups: 50, matchSteps: 100_000, depth: 250, heapKiB: 1024,
        steps: 100_000, stepsPerByte: 8)

    /// 1 MiB of text. The depth is wider than in rules because parsers of small formats repeat groups.
    public static let plain = PatternLimits(
        patternBytes: 16_384, textBytes: 1 << 20, groups: 100, matchSteps: 100_000, depth: 5000, heapKiB: 4096,
        steps: 100_000, stepsPerByte: 8)
}
