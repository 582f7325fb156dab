import Patterns
import Testing

struct PatternFailureTests {
    @Test func `a syntax error names the place in code points`() {
        #expect(
            throws: PatternFailure(
                .syntax, "pattern cannot be read: missing closing parenthesis", advice: "Correct the pattern at character 4.",
                offset: 3)
        ) { try Pattern("é(a") }
    }

    static let refusedInRules: [(pattern: String, offset: Int)] = [
        ("(a)\\1", 3), ("é(?<x>a)\\k<x>", 8), ("(a)\\g{1}", 3), ("(a)\\g{-1}", 3), ("(?<x>a)(?P=x)", 7), ("a(?R)?", 1),
        ("(a)(?1)", 3),
        ("(a)(?-1)", 3), ("(?+1)(a)", 0), ("(?<x>a)(?&x)", 7), ("(?<x>a)(?P>x)", 7), ("(?<x>a)\\g<x>", 7), ("(a)?(?(1)b|c)", 4),
        ("(?(DEFINE)(a))b", 0), ("(?x)a b", 0), ("(?i-sx:a b)", 0), ("(?^x)a b", 0), ("a{1001}", 1),
        ("[[:](?R)[:]]", 4), ("[]]\\Q[\\E(?R)", 8),
    ]

    @Test(arguments: refusedInRules)
    func `rules may not use what makes patterns hard to bound`(pattern: String, offset: Int) throws {
        let failure = #expect(throws: PatternFailure.self) { try Pattern(pattern) }
        #expect(failure?.code == .refused && failure?.offset == offset, "\(String(describing: failure))")
        #expect(throws: Never.self) { try Pattern(pattern, options: .plain) }
    }

    @Test(arguments: [
        "(?C)a", "(?C1)a", "a\\C", "(*COMMIT)a", "(*LIMIT_MATCH=1)a", "(*UTF)a", "a(*SKIP)b", "\\X", "\\h+", "[\\h]", "\\v",
        "(?<=a+)b", "(?<=a|b*)c",
        "(?<=a{256})b",
    ])
    func `no pattern may use what the engine cannot bound or jq reads otherwise`(pattern: String) {
        for options in [PatternOptions.strict, .plain] {
            let failure = #expect(throws: PatternFailure.self) { try Pattern(pattern, options: options) }
            #expect(failure?.code == .refused, "\(String(describing: failure))")
        }
    }

    @Test(arguments: [
        "[(?R)]", "\\(?R\\)", "[\\\\1]", "\\Q(?R)\\1\\E", "[(*)]", "(?#(?R)b", "[[:alpha:](?R)]", "(?i:a)", "(?<name>a)",
        "(?P<name>a)", "(?-i)a", "\\x{1234}",
        "\\p{Greek}+", "a{1000}", "a{2,5000}", "(?<!a)(?<=b)c", "(?>a|b)c", "a++", "(?|(a)|(b))", "x{", "a{,3}",
    ])
    func `what merely looks alike is allowed in rules`(pattern: String) {
        #expect(throws: Never.self) { try Pattern(pattern) }
    }

    @Test func `patterns and texts that are too large are refused before any work`() throws {
        let long = #expect(throws: PatternFailure.self) { try Pattern(String(repeating: "a", count: 5000)) }
        #expect(long?.code == .tooLarge)
        let huge = #expect(throws: PatternFailure.self) { try Pattern("(?:(?:a{1000}){1000}){1000}") }
        #expect(huge?.code == .tooLarge)
        let deep = #expect(throws: PatternFailure.self) {
            try Pattern(String(repeating: "(?:", count: 200) + String(repeating: ")", count: 200))
        }
        #expect(deep?.code == .tooLarge)
        let many = #expect(throws: PatternFailure.self) { try Pattern(String(repeating: "()", count: 51)) }
        #expect(many?.message == "pattern captures 51 groups, more than 50")
        let text = String(repeating: "a", count: 65_537)
        #expect(
            throws: PatternFailure(
                .tooLarge, "text of 65537 bytes is longer than the 65536 that this pattern may search",
                advice: "Search a part of the text.")
        ) { try Pattern("a").isMatch(in: text) }
    }
}
