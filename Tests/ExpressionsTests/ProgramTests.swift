import Expressions
import Testing

struct ProgramTests {
    static let cases: [(String, String, String)] = [
        // What manifests write.
        (
            #".type == "mention" and .status.visibility == "direct""#, #"{"type":"mention","status":{"visibility":"direct"}}"#,
            "true"
        ),
        (".parent | select(. != 0)", #"{"parent":0}"#, ""),
        (#".date_gmt + "Z""#, #"{"date_gmt":"2026-01-02T03:04:05"}"#, #""2026-01-02T03:04:05Z""#),
        (".text // .caption // .sticker.emoji", #"{"sticker":{"emoji":"🙂"}}"#, #""🙂""#),
        (".message // .edited_message // empty", "{}", ""),
        (#".from.first_name + " " + .from.last_name | trim"#, #"{"from":{"first_name":"Ada"}}"#, #""Ada""#),
        ("(.photo[-1:][]?, .document, .voice) | values", #"{"photo":[1,2],"voice":3}"#, "2 3"),
        (".post_id as $post | .parent_id | select(. != $post)", #"{"post_id":"1","parent_id":"2"}"#, #""2""#),
        (".error.code | IN(4, 17, 32, 613)", #"{"error":{"code":17}}"#, "true"),
        (
            #".description | test("message to (be replied|delete) not found")"#,
            #"{"description":"message to delete not found"}"#, "true"
        ),
        ("any(.data[]; .id == 2)", #"{"data":[{"id":1},{"id":2}]}"#, "true"),
        (".new_reaction == []", #"{"new_reaction":[]}"#, "true"),
        ("if .message.is_echo then .recipient.id else .sender.id end", #"{"message":{},"sender":{"id":"s"}}"#, #""s""#),
        ("[.chat.id, .message_id]", #"{"chat":{"id":-100},"message_id":7}"#, "[-100,7]"),
        // Generators, bindings, patterns.
        ("[.[] as [$a, {b: $c}] | $a + $c]", #"[[1,{"b":2}],[3,{"b":4}]]"#, "[3,7]"),
        (".[] as {a: $x} ?// [$x] | $x", #"[{"a":1},[2]]"#, "1 2"),
        ("[(1,2) as $x | (3,4) as $y | [$x,$y]]", "null", "[[1,3],[1,4],[2,3],[2,4]]"),
        ("[(1,2) + (10,20)]", "null", "[11,12,21,22]"),
        (#"["\(1,2)-\(3,4)"]"#, "null", #"["1-3","2-3","1-4","2-4"]"#),
        ("[{a:(1,2), b:(3,4)} | .a * .b]", "null", "[3,4,6,8]"),
        ("[recurse(if . < 3 then . + 1 else empty end; true)]", "0", "[0,1,2,3]"),
        ("[walk(if type == \"array\" then sort else . end)]", "[[3,1],[2]]", "[[[1,3],[2]]]"),
        ("[limit(2; .[])], first(.[]), isempty(empty)", "[5,6,7]", "[5,6] 5 true"),
        ("[.[] | try error(.) catch -.]", "[1,2]", "[-1,-2]"),
        ("[.[] | .a?]", "[1,{\"a\":2},[]]", "[2]"),
        ("try (try error(\"x\") catch error(\"y\")) catch .", "null", #""y""#),
        ("[(1,null,2) // 3], (null // 4)", "null", "[1,2] 4"),
        // Exact integers, and jq's habits with numbers.
        (".id + 1", #"{"id":109372843487262721}"#, "109372843487262722"),
        ("[. * 1000, . / 2, -., . % 10]", "9007199254740993", "[9007199254740993000,4503599627370496,-9007199254740993,3]"),
        ("9223372036854775807 + 1", "null", "9223372036854776000"),
        ("[7 / 2, 6 / 2, 1 / 3, 2.5 * 2, 5 % 3, -5 % 3]", "null", "[3.5,3,0.3333333333333333,5,2,-2]"),
        ("[1.0, 1e3, 1.5]", "null", "[1.0,1000,1.5]"),
        // Texts are code points and bytes, never graphemes.
        ("length, utf8bytelength, .[1:], explode", #""e\u0301x""#, "3 4 \"\u{301}x\" [101,769,120]"),
        (#". == "\u00e9""#, #""e\u0301""#, "false"),
        (#"index("!"), [indices("o")]"#, #""🇬🇧oo!""#, "4 [[2,3]]"),
        // Formats and digests.
        (
            "@uri, @base64, @html, @sh, ([.]|@csv)", #""a b&'é""#,
            #""a%20b%26%27%C3%A9" "YSBiJifDqQ==" "a b&amp;&apos;é" "'a b&'\\''é'" "\"a b&'é\"""#
        ),
        (#"hmac_sha256("key")"#, #""message""#, #""6b656d65""#),
        (#"hmac_sha256_base64("key")"#, #""message""#, #""a2VtZQ==""#),
        ("sha256, lower, html_text", #""ÄBC""#, #""c3844243" "äbc" "text of ÄBC""#),
        ("now", "null", "1425599621.5"),
        // Times.
        (
            #"strptime("%a, %d %b %Y %H:%M:%S %z") | mktime | todate"#, #""Thu, 05 Mar 2015 23:51:47 +0100""#,
            #""2015-03-05T23:51:47Z""#
        ),
        ("fromdate, (fromdate | gmtime)", #""2024-02-29T12:00:00Z""#, "1709208000 [2024,1,29,12,0,0,4,59]"),
        // Comments and layout.
        ("[1, # one\n 2]", "null", "[1,2]"),
        ("{\"a\":1,} | .a", "null", "1"),
    ]

    @Test(arguments: cases) func `an expression gives its outputs`(text: String, input: String, told: String) throws {
        #expect(try outputs(text, input) == told)
    }

    @Test func `bound names are given with each evaluation and default to null`() throws {
        let program = try Program.testing("[$account.id, $item]", variables: ["account", "item", "thread"])
        #expect(program.variables == ["account", "item"])
        #expect(try program.first(nil, variables: ["account": ["id": 7]]) == [7, nil])
    }

    @Test(arguments: [
        (".a.b", true), ("{a: .b, c: [.d[]]}", true), (".a // .b", true), (".a[]", false), ("select(.a)", false),
        (".a?", false),
    ])
    func `whether one output is certain is known beforehand`(text: String, givesOne: Bool) throws {
        #expect(try Program.testing(text).givesOne == givesOne)
    }

    @Test func `first stops a generator in time`() throws {
        #expect(try Program.testing("1, error(\"never\")").first(nil) == 1)
        #expect(try Program.testing("empty").first(nil) == nil)
    }

    @Test func `an error tells its place and its value`() throws {
        let failure = try #require(try failure("{a: .a,\n b: (.b | keys)}", #"{"b":5}"#))
        #expect(failure.description == "2:11: number (5) has no keys")
        #expect(failure.advice == "guard it with ? or // or try … catch …")
        #expect(try Program.testing("error({code: 3})").measured(nil).failure?.value == ["code": 3])
        #expect(try Program.testing("1, halt_error, 2").measured("no").failure?.code == .halted)
        #expect(try Program.testing("1, halt, 2").evaluate(nil) == [1])
    }

    @Test func `what is done with an output is not caught by the try that made it`() throws {
        #expect(try outputs(#"try ((try 1 catch "in") | error("out")) catch ."#) == #""out""#)
        #expect(try failure("(.a as [$x] ?// $x | $x) | error(\"out\")")?.message == "out")
    }

    @Test func `one binding run within another keeps its own value`() throws {
        #expect(try outputs("[recurse(. as $x | if $x < 3 then ($x + 1, $x + 2) else empty end; . < 4)]", "1") == "[1,2,3,3]")
        #expect(try outputs("[.[] | . as $x | ($x, $x) | . as $y | ($y, $y * 10)]", "[1,2]") == "[1,10,1,10,2,20,2,20]")
    }

    @Test func `many threads share one program`() async throws {
        let program = try Program.testing(". as $x | [range($x)] | add")
        await withTaskGroup(of: JSON?.self) { group in
            for count in 1...50 { group.addTask { try? program.first(.integer(Int64(count))) } }
            var sums: Set<JSON> = []
            for await sum in group { if let sum { sums.insert(sum) } }
            #expect(sums.count == 50)
        }
    }
}
