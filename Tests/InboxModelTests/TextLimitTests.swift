import InboxModel
import Testing

struct TextLimitTests {
    @Test(arguments: [
        (TextLimit.Unit.codepoints, 3), (.graphemes, 2), (.utf16, 4), (.bytes, 7), (.weighted, 4),
    ])
    func `a text is counted in the platform's own unit`(_ unit: TextLimit.Unit, _ expected: Int) {

        #expect(TextLimit(max: 10, unit: unit).count("👍" + "a\u{30A}") == expected)
    }

    @Test func `every address counts the same, whatever its length`() {
        let limit = TextLimit(max: 500, url: 23)
        #expect(limit.count("See https://shop.example/a/very/long/path?with=query&and=more now") == 4 + 23 + 4)
        #expect(limit.count("http://a.example") == 23)
    }
}
