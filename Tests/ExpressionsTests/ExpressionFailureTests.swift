import Expressions
import Testing

/// Every static error, whole: place, what is wrong, what to write.
struct ExpressionFailureTests {
    static let cases: [(String, String)] = [
        ("comment", #"1:1: `comment/0` is not defined — write .comment for the field or "comment" for the text"#),
        (
            ".a | lenght",
            #"1:6: `lenght/0` is not defined — did you mean `length`? Else write .lenght for the field or "lenght" for the text"#
        ),
        ("map(.a, .b; 1)", "1:1: `map/2` is not defined — write map(…); arguments are parted by `;`"),
        ("split", "1:1: `split/0` is not defined — write split(…)"),
        ("$acount.id", "1:1: `$acount` is not defined — did you mean $account?"),
        ("$x", "1:1: `$x` is not defined — the names here are $account $item"),
        ("@base46", "1:1: there is no format `@base46` — did you mean @base64?"),
        (
            ".a = 1",
            "1:4: `=` changes a value in place, which this language leaves out — write == to compare, or . + {name: value} for the object with a member changed"
        ),
        (
            ".a |= . + 1",
            "1:4: `|=` changes a value in place, which this language leaves out — write . + {name: value} for the object with a member changed, or map(…) for every element"
        ),
        (
            "reduce .[] as $x (0; . + $x)",
            "1:1: `reduce` is left out of this language — write add, add(f), any, all, join, min, max or group_by"
        ),
        ("def f: .; f", "1:1: `def` is left out of this language — name the expression under `define` in the manifest"),
        (
            ".a | del(.b)",
            "1:6: `del` is left out of this language — build the value anew: {name: .name}, map(…), map_values(…), with_entries(…)"
        ),
        ("recurse(.a)", "1:1: `recurse(f)` has no bound — write recurse(f; condition), or .. for all that a value holds"),
        ("$ENV.HOME", "1:1: `$ENV` is left out of this language — use $settings for what an operator sets"),
        (
            "1 + .a as $x | $x",
            "1:1: jq 1.7 and 1.8 take different sources for this `as` — put the source in parentheses: (1 + .a) as …"
        ),
        (". as x | 1", "1:6: `x` inside a pattern of `as` — write $name, [$a, $b] or {key: $name}"),
        (". as $x", "1:8: the end where `|` should stand — write `e as $name | …`: a variable needs a use"),
        (".a?//1", "1:3: `?//` joins patterns of `as` — write `? //` with a blank for a default value"),
        ("'text'", "1:1: `'` means nothing here — write texts in double quotes"),
        (".a && .b", "1:4: `&` means nothing here — write `and`"),
        (".a .b c", "1:7: `c` where the expression should end — join values with | or an operator; write .c for the field"),
        ("(.a | .b", "1:1: the `(` that opens here is not closed — write the closing )"),
        ("[.a; .b]", "1:4: `;` where `]` should stand — join values with | or , or an operator"),
        ("{.a}", "1:2: `.a` where a key should stand — write `a` for the member itself, or key: .a"),
        ("{a: }", "1:5: a key without a value — write key: value, or the key alone for the member of that name"),
        ("{a: . as $x | $x}", "1:7: `as` inside an object's value — put the value in parentheses: {key: (e as $x | …)}"),
        ("\"a", #"1:1: the text that begins here is not closed — write the closing ", and \" for a quote inside"#),
        (#""\d""#, #"1:2: `\d` is no escape — write \\ for a backslash (in a regular expression: "\\d")"#),
        ("if .a then 1", "1:1: the end where `end` should stand — write if TEST then A else B end"),
        ("1 < 2 < 3", "1:7: comparisons cannot be chained — join two comparisons with `and`"),
        (".[:]", "1:2: a slice without bounds — write [2:], [:2] or [1:2]"),
        ("", "1:1: the expression is empty — write . for the whole value"),
        (".a |", "1:5: the expression ends where a value should stand — write . for the whole value, or finish it"),
        (
            ".text | test(.pattern)",
            "1:14: a regular expression must be a text in quotes — write it out; choose between several with if … then … else … end"
        ),
        ("{a: .b,\n c: foo}", #"2:5: `foo/0` is not defined — write .foo for the field or "foo" for the text"#),
    ]

    @Test(arguments: cases) func `a static error names its place and the way out`(text: String, told: String) {
        let failure = #expect(throws: ExpressionFailure.self) { try Program.testing(text, variables: ["account", "item"]) }
        #expect(failure?.description == told)
    }

    @Test func `a broken pattern is told at its place`() {
        let failure = #expect(throws: ExpressionFailure.self) { try Program.testing(".a | test(\"(x\")") }
        #expect(failure?.code == .pattern)
        #expect(failure?.column == 11)
    }

    @Test func `the offending line comes along`() {
        let failure = #expect(throws: ExpressionFailure.self) { try Program.testing(".a |\n  lenght\n| .b") }
        #expect(failure?.sourceLine == "  lenght")
        #expect(failure?.column == 3)
    }

    @Test func `an expression that nests too deep is refused, whatever nests`() {
        for (open, close) in [
            ("(", ")"), ("[", "]"), ("{a: ", "}"), ("-", ""), ("try ", ""), ("if 1 then ", " end"), ("1 // ", ""),
            ("map(", ")"),
        ] {
            let text = String(repeating: open, count: 5000) + "1" + String(repeating: close, count: 5000)
            let failure = #expect(throws: ExpressionFailure.self) { try Program.testing(text) }
            #expect(failure?.code == .limit, "\(open)")
        }
    }
}
