import Cryptography
public import Expressions
import HTMLTree
import Patterns

extension Builtins {
    /// The walls behind the expression language: patterns with limits, HTML into text, digests.
    ///
    /// - Parameter now: seconds since 1970.
    public static func onWalls(now: @escaping @Sendable () -> Double) -> Builtins {
        Builtins(
            compilePattern: { text, flags throws(BuiltinFailure) in try CompiledPattern(text, flags: flags) },
            htmlText: { HTMLMarkup.plainText(of: HTMLMarkup.parse($0).nodes) },
            hmacSHA256: { HMAC.sha256($0, key: $1) }, sha256: { Digest.sha256($0) }, now: now)
    }
}

extension CompiledPattern {
    /// A pattern of a manifest's author on PCRE2, with its limits.
    fileprivate init(_ text: String, flags: String) throws(BuiltinFailure) {
        let pattern: Pattern
        do throws(PatternFailure) {
            pattern = try Pattern(text, options: PatternFlags(flags).options)
        } catch {
            throw BuiltinFailure(error.message, advice: error.advice)
        }
        self.init { subject, extent throws(BuiltinFailure) in
            do throws(PatternFailure) {
                let found =
                    extent == .first ? try pattern.firstMatch(in: subject).map { [$0] } ?? [] : try pattern.matches(in: subject)
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
