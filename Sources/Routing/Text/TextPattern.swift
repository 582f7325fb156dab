/// Compiles the regular expressions of rules. The top fills it with an engine whose every match is bounded; it is handed to
/// decoders under `CodingUserInfoKey.patterns`.
public struct PatternCompiler: Sendable {
    /// Whether a text matches; throws where the engine gave up.
    public typealias Matcher = @Sendable (String) throws -> Bool

    private let compileText: @Sendable (String) throws -> Matcher

    /// - Parameter compile: throws, with a description that tells what is wrong, for what is no pattern.
    public init(compile: @escaping @Sendable (_ pattern: String) throws -> Matcher) { compileText = compile }

    func compile(_ text: String) throws -> TextPattern { TextPattern(text: text, matcher: try compileText(text)) }
}

extension CodingUserInfoKey {
    /// Where a decoder's user info holds the `PatternCompiler` for conditions; without one patterns are refused.
    public static let patterns = CodingUserInfoKey(rawValue: "stellwerk.patterns")!
}

/// A compiled pattern of a condition; the same text is the same pattern.
struct TextPattern: Hashable, Sendable {
    let text: String
    private let matcher: PatternCompiler.Matcher

    init(text: String, matcher: @escaping PatternCompiler.Matcher) { (self.text, self.matcher) = (text, matcher) }

    func matches(_ subject: String) throws -> Bool { try matcher(subject) }

    static func == (a: TextPattern, b: TextPattern) -> Bool { a.text == b.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
