import Testing
import YAMLCoding

private struct Channel: Decodable, Equatable {
    var connector: String
    var settings: [String: String]
    var every: Int?
    var isPaused: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case connector, settings, every
        case isPaused = "paused"
    }
}

private enum Level: String, Decodable, CaseIterable { case low, high }

private struct Server: Decodable {
    var host: String
    var port: UInt16
    var level: Level
    var channels: [Channel]

    enum CodingKeys: String, CodingKey, CaseIterable { case host, port, level, channels }
}

struct YAMLDecoderTests {
    private func problems<T: Decodable>(_ type: T.Type, _ text: String) -> [String] {
        do throws(YAMLFailure) {
            _ = try YAMLDecoder().decode(type, from: text, file: "x.yaml")
            return []
        } catch {
            return error.problems.map(\.headline)
        }
    }

    @Test func `the position decides what a scalar is`() throws {
        let text = """
            connector: no
            settings: {version: 1.10, zip: 01234, sign: ~, quoted: '5', word: null}
            every: 60
            paused: true
            """
        let channel = try YAMLDecoder().decode(Channel.self, from: text, file: "x.yaml")
        #expect(channel.connector == "no")
        #expect(channel.settings == ["version": "1.10", "zip": "01234", "sign": "~", "quoted": "5", "word": "null"])
        #expect(channel.every == 60)
        #expect(channel.isPaused == true)
    }

    @Test func `every mistake is named at once, in the order of the lines`() {
        let text = """
            hots: example.org
            port: 70000
            level: hihg
            channels:
              - {connector: a, settings: {}, evry: 5}
              - {settings: 3, paused: yes}
              - {connector: c, settings: {}, every: 'six'}
            """
        #expect(
            problems(Server.self, text) == [
                "x.yaml:1:1: unknown key `hots`; did you mean `host`?",
                "x.yaml:1:1: `host` is missing",
                "x.yaml:2:7: expected a whole number from 0 to 65535, found `70000`",
                "x.yaml:3:8: unknown word `hihg`; did you mean `high`?",
                "x.yaml:5:34: unknown key `evry`; did you mean `every`?",
                "x.yaml:6:5: `connector` is missing",
                "x.yaml:6:16: expected a map (`name: value`), found `3`",
                "x.yaml:6:27: expected true or false, found `yes`; did you mean true, without quotes?",
                "x.yaml:7:41: expected a whole number, found the text 'six'",
            ])
    }

    @Test func `a problem shows its line and a caret`() throws {
        let failure = try #require(throws: YAMLFailure.self) {
            try YAMLDecoder().decode([String: Int].self, from: "größe: 1\nweite: weit\n", file: "Config/x.yaml")
        }
        #expect(
            failure.description == "Config/x.yaml:2:8: expected a whole number, found `weit`\n    weite: weit\n           ^")
    }

    @Test(
        arguments: [
            ("a: !!str 1", "x.yaml:1:4: tags (`!…`) are not used here; the position decides the type"),
            ("a: &x 1", "x.yaml:1:4: anchors (`&…`) are not used here; write the value out"),
            ("a: *x", "x.yaml:1:4: aliases (`*…`) are not used here; write the value out"),
            ("a: 1\n<<: {b: 2}", "x.yaml:2:1: merge keys (`<<`) are not used here; write the values out"),
            ("a: 1\nb: 2\na: 3", "x.yaml:3:1: `a` stands here a second time; the first is in line 1"),
            ("a: 1\n---\nb: 2", "x.yaml:2:1: a second document begins here; one file holds one"),
            ("%TAG ! x:\n---\na: 1", "x.yaml:1:1: directives are not used here; leave the line out"),
            ("[1]: 2", "x.yaml:1:1: a list or map cannot be a key"),
            ("?\n: 2", "x.yaml:1:2: a name is missing before `:`"),
        ]) func `what configuration does not need is refused`(text: String, message: String)
    {
        #expect(problems([String: String].self, text).contains(message))
    }

    @Test(
        arguments: [
            (
                #"a: "x \(.id)""#,
                #"x.yaml:1:7: \( is not allowed inside YAML double quotes; drop the quotes or use single ones"#
            ),
            (
                "a: b: c",
                "x.yaml:1:5: a `: ` too many in this line; put the text in single quotes or in a | block, or look at the indentation"
            ),
            ("a: @b", "x.yaml:1:4: a value cannot begin with this sign; put it in single quotes or in a | block"),
            ("a:\n\t- b", "x.yaml:2:1: a tab cannot indent; use blanks"),
            ("a: \"b", "x.yaml:1:6: the quoted text that began before never ends; close the quote"),
            (
                "a: {b: c",
                "x.yaml:2:1: `,` or the closing bracket is missing; an expression with brackets or commas stands in single quotes or in a | block"
            ),
        ]) func `a file that is no YAML says what to do`(text: String, message: String)
    {
        #expect(problems([String: String].self, text) == [message])
    }

    @Test(
        arguments: [
            (#"a: Ticket #\(.id)"#, 10), (#"a: \(.id) # the id"#, 10), (#"a: Re \(.x) #5"#, 12), (#"a:  #\(.id)"#, 3),
        ]) func `a comment that cuts a template is a mistake`(text: String, column: Int)
    {
        #expect(
            problems([String: String?].self, text) == [
                "x.yaml:1:\(column): ` #` begins a comment and cuts the text before it; put the text in single quotes, "
                    + "or the comment on a line of its own"
            ])
    }

    @Test(
        arguments: [
            #"a: {b: \(.id)}   # a comment after the bracket"#, #"a: {b: 'Ticket #\(.id)'}"#, "a: {b: c} # plain",
            #"# \(alone)"#,
        ]) func `a harmless comment stays`(text: String)
    {
        #expect(problems([String: [String: String]].self, text).isEmpty)
    }

    @Test func `bytes that are no text are named with their place`() {
        let failure = #expect(throws: YAMLFailure.self) {
            try YAMLDecoder().decode([String: String].self, from: Array("a: 1\nb: ".utf8) + [0xFF, 0x0A], file: "x.yaml")
        }
        #expect(failure?.problems.first?.line == 2)
        #expect(failure?.problems.first?.column == 4)
    }

    @Test func `size and depth have limits`() {
        let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        #expect(problems([String].self, deep) == ["x.yaml:1:65: nested deeper than 64 levels"])
        let failure = #expect(throws: YAMLFailure.self) {
            try YAMLDecoder(sizeLimit: 10).decode([String: String].self, from: "a: 123456789", file: "x.yaml")
        }
        #expect(failure?.problems.map(\.headline) == ["x.yaml:1:1: the file has 12 bytes; at most 10 are read"])
    }

    @Test func `an empty file is an empty value`() throws {
        #expect(try YAMLDecoder().decode([String: Int].self, from: "# nothing\n", file: "x.yaml") == [:])
        #expect(problems(String.self, "") == ["x.yaml:1:1: expected text, found nothing; write '' for an empty one"])
    }
}
