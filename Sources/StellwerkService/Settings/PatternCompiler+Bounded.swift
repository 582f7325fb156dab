import Patterns
import Routing

extension PatternCompiler {
    /// Rules' patterns on PCRE2 with its limits, without what makes patterns explode.
    static let bounded = PatternCompiler { text in
        let pattern: Pattern
        do throws(PatternFailure) { pattern = try Pattern(text, options: .strict) } catch { throw PatternMistake(error) }
        return { subject in
            do throws(PatternFailure) { return try pattern.isMatch(in: subject) } catch { throw PatternMistake(error) }
        }
    }
}

/// A pattern's failure in words that stand in a file's message.
private struct PatternMistake: Error, CustomStringConvertible {
    let description: String

    init(_ failure: PatternFailure) { description = "\(failure.message); \(failure.advice)" }
}
