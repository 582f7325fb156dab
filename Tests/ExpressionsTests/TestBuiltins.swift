import Expressions
import Patterns

extension Builtins {
    /// The real pattern engine, and stand-ins that show what reached them.
    static let testing = Builtins(
        compilePattern: { (text, flags) throws(BuiltinFailure) in
            do throws(PatternFailure) {
                return CompiledPattern(try Pattern(text, options: try PatternFlags(flags).options))
            } catch {
                throw BuiltinFailure(error.message, advice: error.advice)
            }
        },
        htmlText: { "text of \($0)" },
        hmacSHA256: { message, key in Array(key.prefix(2)) + Array(message.prefix(2)) },
        sha256: { Array($0.prefix(4)) },
        now: { 1_425_599_621.5 })
}

extension CompiledPattern {
    fileprivate init(_ pattern: Pattern) {
        self.init { (text, extent) throws(BuiltinFailure) in
            do throws(PatternFailure) {
                let found =
                    extent == .all ? try pattern.matches(in: text) : try [pattern.firstMatch(in: text)].compactMap { $0 }
                return found.map(Match.init)
            } catch {
                throw BuiltinFailure(error.message, advice: error.advice)
            }
        }
    }
}

extension CompiledPattern.Match {
    fileprivate init(_ match: PatternMatch) {
        self.init(
            whole: CompiledPattern.Span(match.whole),
            groups: match.groups.map { ($0.name, $0.span.map(CompiledPattern.Span.init)) })
    }
}

extension CompiledPattern.Span {
    fileprivate init(_ span: PatternMatch.Span) { self.init(utf8: span.utf8, scalars: span.scalars) }
}

extension Program {
    /// Compiled with the testing builtins.
    static func testing(_ text: String, variables: Set<String> = []) throws(ExpressionFailure) -> Program {
        try compile(text, variables: variables, builtins: .testing)
    }
}

/// The outputs of an expression, told as JSON texts with blanks between.
func outputs(_ text: String, _ input: String = "null", _ variables: [String: JSON] = [:]) throws -> String {
    let program = try Program.testing(text, variables: Set(variables.keys))
    return try program.evaluate(try JSON(parsing: input), variables: variables).map { $0.encodedText() }.joined(separator: " ")
}

/// The failure of an expression that compiles.
func failure(_ text: String, _ input: String = "null") throws -> EvaluationFailure? {
    try Program.testing(text).measured(try JSON(parsing: input)).failure
}
