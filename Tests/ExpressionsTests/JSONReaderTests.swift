import Expressions
import Testing

struct JSONReaderTests {
    static let readings: [(String, JSON)] = [
        ("null", JSON.null), ("true", true), (" [ ] ", []), ("{}", [:]), ("0", 0), ("-7", .integer(-7)),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", 1.5), ("1e3", 1000), ("2.5E-1", 0.25),
        ("123456789012345678901234567890", .number(1.2345678901234568e29)), ("0.1", .number(0.1)),
        ("1e400", .number(.infinity)),
        ("4.9e-324", .number(.leastNonzeroMagnitude)), ("1e-400", 0), ("9007199254740993.0", .number(9_007_199_254_740_992)),
        (#""a\n\"\u00e9\ud83d\ude00/\/""#, "a\n\"é😀//"), (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx\ude00""#, "\u{FFFD}x\u{FFFD}"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), ("\u{FEFF}[1]", [1]),
        (#"{"b":1,"a":[{"c":null}]}"#, ["b": 1, "a": [["c": nil]]]),
        (#"{"a":1,"b":2,"a":3}"#, ["a": 3, "b": 2]),
    ]

    @Test(arguments: readings)
    func `a text becomes its value`(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
        #expect(try JSON(parsing: Array(text.utf8)) == value)
    }

    @Test func `whole numbers stay exact and a minus before zero is kept`() throws {
        let ids = try JSON(parsing: "[109372843487262721, 12345678901234567890]")
        #expect(ids[0].int64 == 109_372_843_487_262_721)
        #expect(ids.encodedText() == "[109372843487262721,12345678901234567000]")
        #expect(try JSON(parsing: "[-0]").encodedText() == "[-0]")
    }

    @Test(arguments: [
        ("", "line 1, column 1: there is no JSON value; send at least null"),
        (
            "<!DOCTYPE html>",
            "line 1, column 1: `<` where a value should stand; this looks like HTML or XML: look at the address that was asked"
        ),
        ("{\n  \"é\": 'x'\n}", "line 2, column 8: `'` where a value should stand; write texts in double quotes"),
        ("[1,]", "line 1, column 4: `]` where a value should stand; leave no comma without a value behind it"),
        ("{\"a\":1,}", "line 1, column 8: `}` where a key should stand; write keys in double quotes, no comma after the last"),
        ("[1 2]", "line 1, column 4: `2` behind a value; write a comma or `]` there"),
        ("[01]", "line 1, column 2: a number begins with a needless 0; write numbers like 0, -12, 3.5 or 6e23"),
        ("1.", "line 1, column 3: the text ends inside a value; look whether the transfer was cut"),
        ("{\"a\":[1", "line 1, column 8: the text ends inside a value; look whether the transfer was cut"),
        ("nul1", "line 1, column 4: `1` inside `null`; write texts in double quotes"),
        ("1 1", "line 1, column 3: `1` after the end of the value; send one JSON value and nothing behind it"),
        (
            "\"a\tb\"",
            #"line 1, column 3: a control character (byte 0x09) inside a text; write \n, \t or \u00XX for control characters"#
        ),
        (#""\x""#, #"line 1, column 2: there is no such escape as \ and then this; write \\ for a backslash"#),
        (#""\u12g4""#, #"line 1, column 2: \u without four hexadecimal digits; write \u00e9, with all four"#),
    ])
    func `a fault is told with its place and the way out`(text: String, told: String) {
        let failure = #expect(throws: JSONFailure.self) { try JSON(parsing: text) }
        #expect(failure?.description == told)
    }

    @Test func `bytes that are no UTF-8 are refused where they stand`() {
        let bytes = Array(#"["é", ""#.utf8) + [0xFF] + Array(#"\n"]"#.utf8)
        let failure = #expect(throws: JSONFailure.self) { try JSON(parsing: bytes) }
        #expect(failure?.code == .notUTF8)
        #expect(failure?.offset == 8)
        #expect(failure?.column == 8)
    }

    @Test func `limits refuse what is too deep, too large or too much`() {
        func code(_ text: String, _ limits: JSONLimits = .standard) -> JSONFailure.Code? {
            do throws(JSONFailure) {
                _ = try JSON(parsing: text, limits: limits)
                return nil
            } catch {
                return error.code
            }
        }
        let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        #expect(code(deep(128)) == nil)
        #expect(code(deep(129)) == .tooDeep)
        #expect(code(String(repeating: "[", count: 100_000)) == .tooDeep)
        #expect(code(String(repeating: "[[],", count: 2) + "1]]", JSONLimits(depth: 3)) == nil)
        #expect(code("[1,2,3]", JSONLimits(bytes: 6)) == .tooLarge)
        #expect(code("[1,2,3]", JSONLimits(nodes: 3)) == .tooMany)
        #expect(code(#"{"a":1,"\u0061":2}"#, .signed) == .duplicateKey)
        let wide = (0..<20).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        #expect(code("{\(wide)}", .signed) == nil)
        #expect(code("{\(wide),\"k7\":1}", .signed) == .duplicateKey)
    }

    @Test func `keys are told apart by their bytes`() throws {
        let value = try JSON(parsing: #"{"\u00e9":1,"e\u0301":2}"#)
        #expect(value["\u{e9}"] == 1)
        #expect(value["e\u{301}"] == 2)
        #expect(JSON.string("\u{e9}") != JSON.string("e\u{301}"))
    }
}
