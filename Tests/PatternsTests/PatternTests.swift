import Patterns
import Testing

struct PatternTests {
    @Test func `the leftmost match tells its groups in bytes and in code points`() throws {
        let pattern = try Pattern("(?<first>ü+)(-)?(?<last>[a-z]+)")
        let match = try #require(try pattern.firstMatch(in: "é🙂 üüab"))
        #expect(match.whole == PatternMatch.Span(utf8: 7..<13, scalars: 3..<7))
        #expect(match.groups.map(\.name) == ["first", nil, "last"])
        #expect(match.groups[0].span == PatternMatch.Span(utf8: 7..<11, scalars: 3..<5))
        #expect(match.groups[1].span == nil)
        #expect(match.groups[2].span?.text(of: "é🙂 üüab") == "ab")
        #expect(pattern.groupNames == ["first", nil, "last"])
    }

    @Test func `no match is nil and no error`() throws {
        #expect(try Pattern("zebra").firstMatch(in: "horse") == nil)
        #expect(try Pattern("zebra").matches(in: "").isEmpty)
    }

    static let everyMatch: [(pattern: String, text: String, found: [Range<Int>])] = [
        // As jq 1.7 counts them: after an empty match the search goes on one code point later.
        ("b*", "abc", [0..<0, 1..<2, 2..<2, 3..<3]),
        ("a*?", "aab", [0..<0, 1..<1, 2..<2, 3..<3]),
        ("( )*", "abc", [0..<0, 1..<1, 2..<2, 3..<3]),
        ("", "aé🙂", [0..<0, 1..<1, 2..<2, 3..<3]),
        ("", "", [0..<0]),
        ("$", "ab", [2..<2]),
        ("(?=foo)|bar", "foo.bar", [0..<0, 4..<7]),
        ("\\R", "a\r\nb\n", [1..<3, 4..<5]),
        ("aa", "aaaa", [0..<2, 2..<4]),
        ("(?<=é)é", "ééé", [1..<2, 2..<3]),
        ("é\\K.", "éaéb", [1..<2, 3..<4]),
        ("\\w+", "Grüße, Ωmega ١٢", [0..<5, 7..<12, 13..<15]),
        ("(?i)straẞe|ÄÖ", "äö STRAßE", [0..<2, 3..<9]),
        ("\u{0}", "a\u{0}b", [1..<2]),
    ]

    @Test(arguments: everyMatch)
    func `every match is found once and from left to right`(pattern: String, text: String, found: [Range<Int>]) throws {
        #expect(try Pattern(pattern).matches(in: text).map(\.whole.scalars) == found)
    }

    @Test func `a long text that is not ASCII keeps both counts apart`() throws {
        let text = String(repeating: "ä", count: 1000) + "x" + String(repeating: "🙂", count: 100) + "x"
        let spans = try Pattern("x").matches(in: text).map(\.whole)
        #expect(spans.map(\.utf8) == [2000..<2001, 2401..<2402])
        #expect(spans.map(\.scalars) == [1000..<1001, 1101..<1102])
    }

    static let lineEnds: [(pattern: String, text: String, fits: Bool)] = [
        ("^b", "a\nb", false), ("a$", "a\nb", false), ("a$", "a\n", true), ("a\\z", "a\n", false),
        ("(?m)^b", "a\nb", true), ("a.b", "a\nb", false), ("(?s)a.b", "a\nb", true), ("a.b", "a\rb", true),
    ]

    @Test(arguments: lineEnds)
    func `ends and dot mean what they mean in jq`(pattern: String, text: String, fits: Bool) throws {
        #expect(try Pattern(pattern, options: .plain).isMatch(in: text) == fits)
    }

    @Test func `one pattern serves many tasks at once`() async throws {
        let pattern = try Pattern("(\\d+)-(\\d+)")
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let match = try? pattern.firstMatch(in: "no \(number)-\(number + 1)")
                    return match?.groups[1].span?.text(of: "no \(number)-\(number + 1)") == "\(number + 1)"
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test func `manifests may use jq's wider syntax`() throws {
        let again = try Pattern("(?<q>['\"]).*?\\k<q>", options: .plain)
        #expect(try again.firstMatch(in: "say \"it's\" now")?.whole.utf8 == 4..<10)
        let nested = try Pattern("\\((?:[^()]|(?R))*\\)", options: .plain)
        #expect(try nested.firstMatch(in: "f(a(b)c) d)")?.whole.utf8 == 1..<8)
        let twice = try Pattern("(?<x>a)|(?<x>b)", options: .plain)
        #expect(twice.groupNames == ["x", "x"])
    }
}
