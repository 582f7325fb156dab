import Patterns
import Testing

struct PatternFlagsTests {
    @Test func `each letter of jq sets its option`() throws {
        let flags = try PatternFlags("gixnps")
        #expect(flags.isGlobal)
        #expect(flags.options.ignoresCase && flags.options.isExtended)
        #expect(flags.options.ignoresEmptyMatches && flags.options.dotMatchesLineFeed)
        #expect(try PatternFlags("") == PatternFlags("s"))
    }

    @Test func `n leaves empty matches out`() throws {
        let options = try PatternFlags("gn").options
        #expect(try Pattern("b*", options: options).matches(in: "abc").map(\.whole.utf8) == [1..<2])
    }

    @Test func `x skips white space and comments`() throws {
        let options = try PatternFlags("x").options
        #expect(try Pattern("a b # and no more", options: options).isMatch(in: "ab"))
    }

    @Test func `l and unknown letters are refused by name`() {
        #expect(
            throws: PatternFailure(
                .flag, "the flag l (longest match) is not supported",
                advice: "Leave the flag out and order the alternatives from long to short.", offset: 1)
        ) { try PatternFlags("gl") }
        #expect(
            throws: PatternFailure(
                .flag, "gq is not a valid modifier string", advice: "Use letters out of g, i, n, p, s and x.", offset: 1)
        ) { try PatternFlags("gq") }
    }
}
