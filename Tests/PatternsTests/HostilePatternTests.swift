import Testing

@testable import Patterns

/// 208 pairs of a pattern and a text made to take for ever. Cost is counted in steps, so these tests mean the same on
/// any machine.
struct HostilePatternTests {
    static let patterns = [
        "(a+)+$", "(?:a|a)*$", "(?:a*)*b|$x", "a*a*a*a*a*[bx]", ".*.*=.*|.*.*.*!", "(.*)(.*)(.*)(.*)[xy]$", "(?>a*)[bx]c",
        ".*[^a]+[bc]\\d",
        "\\d+\\d+\\d+\\D\\d", "[ab]{900}[xy]", "(?:a{0,30}){0,30}[xy]!", "(?=.*[x!])(?=.*[y=]).*z?$", "^(\\w+\\s?)*$",
        "(?i)[ä]*ä*[öü]$", "(?<=[ab]{200})[cd]",
        "(?=(.*))", "\\s+$", "(?:(?:(?:a?)?)?)*[bx]$", "(?:\\w+\\W+)*[xy]$", "(?:a?){30}a{30}$", "(x+x+)+[yz]",
        "(?:.|\\n)*?(?:end|$)x", "(?s).*?(?=xyz)",
        "(?:[a-z]+|[a-z]\\d)*\\.", "\\b(?:\\w|\\d)+?\\b[!?]", "(?!.*(?!.*(?!.*b)))a",
    ]
    static let texts: [String] = ["a", "ab", "1", " ", "ä", "ab cd ", "x", "a=\n"].map {
        String(repeating: $0, count: (65_530 / $0.utf8.count)) + "!"
    }

    @Test(arguments: patterns)
    func `64 KiB of hostile text are answered or given up within the steps allowed`(pattern: String) throws {
        let pattern = try Pattern(pattern)
        for text in Self.texts {
            var meter = try pattern.meter(for: text)
            let allowed = meter.left
            do throws(PatternFailure) {
                _ = try Search(pattern.code, pattern.options).run(in: text, upTo: .max, paying: &meter)
            } catch {
                #expect(error.code == .tooManySteps)
                #expect(error.message.hasPrefix("pattern took too many steps"))
            }
            // One item more than allowed: it may have run through the whole text once.
            #expect(allowed - meter.left <= allowed + text.utf8.count / 32 * pattern.code.moveCharge + pattern.code.stepCharge)
        }
    }

    @Test(arguments: patterns)
    func `a limit changes whether there is an answer but never which`(pattern: String) throws {
        var wide = PatternOptions.strict
        (wide.limits.matchSteps, wide.limits.depth, wide.limits.heapKiB, wide.limits.steps) = (
            1 << 30, 1 << 20, 1 << 20, 1 << 22
        )
        let (narrow, generous) = (try Pattern(pattern), try Pattern(pattern, options: wide))
        for text in Self.texts.map({ String($0.prefix(17)) + "!" }) {
            do throws(PatternFailure) {
                let found = try narrow.matches(in: text)
                #expect(try found == generous.matches(in: text))
            } catch {
                #expect(error.code == .tooManySteps)
            }
        }
    }

    @Test func `the pattern that Foundation answers wrongly is answered rightly or given up`() throws {
        let text = String(repeating: "a", count: 28) + "b"
        let pattern = try Pattern("^((a+)+$|a+b)")
        let failure = #expect(throws: PatternFailure.self) { try pattern.isMatch(in: text) }
        #expect(failure?.message == "pattern took too many steps")
        #expect(try Pattern("^(a+b|(a+)+$)").isMatch(in: text))
    }

    @Test func `comparing with a capture is paid for`() throws {
        let pattern = try Pattern("(?=(a*))(?:(?=\\1)a)*b", options: .plain)
        let failure = #expect(throws: PatternFailure.self) { try pattern.isMatch(in: Self.texts[0] + "b") }
        #expect(failure?.code == .tooManySteps)
    }

    @Test(arguments: ["(?<x>(?&x)?a)", "((?1)?)*b", "^(.|(?1)(?1))*$"])
    func `endless recursion ends`(pattern: String) throws {
        let pattern = try Pattern(pattern, options: .plain)
        let failure = #expect(throws: PatternFailure.self) { try pattern.matches(in: Self.texts[5]) }
        #expect(failure?.code == .tooManySteps)
    }
}
