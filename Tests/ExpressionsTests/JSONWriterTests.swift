import Expressions
import Testing

struct JSONWriterTests {
    static let writings: [(JSON, String)] = [
        (JSON.null, "null"), ([true, false], "[true,false]"), (["b": 1, "a": .array([])], #"{"b":1,"a":[]}"#),
        ("\"\\\n\u{1}\u{7f}é😀/", #""\"\\\n\u0001\u007fé😀/""#), (.integer(.min), "-9223372036854775808"),
        (.number(1), "1.0"), (.number(-2.5), "-2.5"), (.number(0.0001), "0.0001"), (.number(0.00001), "1e-05"),
        (.number(1e17), "1e+17"), (.number(1.5e300), "1.5e+300"), (.number(12e-8), "1.2e-07"),
        (.number(.nan), "null"), (.number(.infinity), "1.7976931348623157e+308"), (.number(0.1), "0.1"),
        (.number(123456.789), "123456.789"), (.number(1.8446744073709552e19), "18446744073709552000"),
    ]

    @Test(arguments: writings)
    func `a value becomes its text`(value: JSON, text: String) {
        #expect(value.encodedText() == text)
    }

    @Test func `pretty text has a member a line`() {
        let value: JSON = ["a": [1, ["b": .object(JSONObject())]], "c": .array([])]
        let text = """
            {
              "a": [
                1,
                {
                  "b": {}
                }
              ],
              "c": []
            }
            """
        #expect(value.encodedText(pretty: true) == text)
    }

    @Test func `what is written reads back as the same value`() throws {
        let value: JSON = [
            "text": "a\u{0}\u{2028}\u{10FFFF}", "numbers": [.number(.leastNonzeroMagnitude), .number(.pi), .integer(.max)],
            "none": nil,
        ]
        #expect(try JSON(parsing: value.encoded()) == value)
        #expect(try JSON(parsing: value.encoded(pretty: true)) == value)
    }
}
