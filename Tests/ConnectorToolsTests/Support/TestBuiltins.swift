import Cryptography
import Expressions
import HTMLTree
import Patterns

extension Builtins {
    /// As the product fills them in.
    static let testing = Builtins(
        compilePattern: { (text, flags) throws(BuiltinFailure) in
            do throws(PatternFailure) {
                return CompiledPattern(try Pattern(text, options: try PatternFlags(flags).options))
            } catch {
                throw BuiltinFailure(error.message, advice: error.advice)
            }
        },
        htmlText: { HTMLMarkup.plainText(of: HTMLMarkup.parse($0).nodes) },
        hmacSHA256: { HMAC.sha256($0, key: $1) },
        sha256: { Digest.sha256($0) },
        now: { 1_785_600_000 })
}

extension CompiledPattern {
    fileprivate init(_ pattern: Pattern) {
        self.init { (text, extent) throws(BuiltinFailure) in
            do throws(PatternFailure) {
                let found =
                    extent == .all ? try pattern.matches(in: text) : try [pattern.firstMatch(in: text)].compactMap { $0 }
                return found.map { match in
                    Match(
                        whole: Span(utf8: match.whole.utf8, scalars: match.whole.scalars),
                        groups: match.groups.map { group in
                            (group.name, group.span.map { Span(utf8: $0.utf8, scalars: $0.scalars) })
                        })
                }
            } catch {
                throw BuiltinFailure(error.message, advice: error.advice)
            }
        }
    }
}
