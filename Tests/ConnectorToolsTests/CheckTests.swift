import ConnectorTools
import Testing

struct CheckTests {
    /// What `check` says of the forum's manifest with one thing changed, as it is printed.
    private func findings(_ written: String, _ instead: String) throws -> [String] {
        let changed = Bench.manifest.replacing(written, with: instead)
        #expect(changed != Bench.manifest)
        let bench = try Bench(manifest: changed)
        return bench.read().notes.map { $0.text().replacing(bench.path, with: "acme") }
    }

    @Test(
        arguments: [
            (
                "text: .text", "text: comment",
                """
                acme/connector.yaml:15:41: error: `comment/0` is not defined — write .comment for the field or "comment" for the text   (stream comments)
                        map: {kind: comment, id: .id, text: comment, author: {id: .by}, at: .at}
                                                            ^
                """
            ),
            (
                #"base: '\($settings.site)/api'"#, #"base: "\($settings.site)/api""#,
                #"""
                acme/connector.yaml:7:15: error: \( is not allowed inside YAML double quotes; drop the quotes or use single ones
                    http: {base: "\($settings.site)/api"}
                                  ^
                """#
            ),
            (
                "order: oldest", "intervall: 5m",
                """
                acme/connector.yaml:13:5: warning: unknown key `intervall`; did you mean `every`?   (stream comments)
                        intervall: 5m
                        ^
                """
            ),
            (
                "order: oldest", "ordr: oldest",
                """
                acme/connector.yaml:13:5: warning: unknown key `ordr`; did you mean `order`?   (stream comments)
                        ordr: oldest
                        ^
                """
            ),
        ]) func `a mistake is told with its line, a caret and the way out`(
            written: String, instead: String, expected: String
        ) throws
    {
        let wanted = expected.split(separator: "\n").map { $0.drop { $0 == " " } }
        let found = try findings(written, instead).first.map { $0.split(separator: "\n").map { $0.drop { $0 == " " } } }
        #expect(found == wanted)
    }

    @Test(
        arguments: [
            ("id: .id\n    unclear: ask", "unclear: ask", "`id` is missing: nothing would tie the answer to its echo"),
            ("    unclear: ask\n", "", "`unclear` is missing: what happens when nobody knows"),
            ("text: .text", "text: $secrets.token", "a secret may stand in"),
            ("text: .text", "text: '.text | test(.pattern)'", "a regular expression must be a text in quotes"),
            ("kind: comment", "kind: {comment: 'true', mention: .m}", "the kind `mention` is never reached"),
            (
                "  verify: {hmac: sha256, secret: $hook.secret, signature: '$req.headers[\"x-signature\"]', prefix: sha256=}\n",
                "",
                "`verify` is missing: anybody could write into the inbox"
            ),
        ]) func `what would go wrong later is found now`(written: String, instead: String, part: String) throws
    {
        let found = try findings(written, instead)
        #expect(found.contains { $0.contains("error: ") && $0.contains(part) }, "\(found)")
    }

    @Test func `a warning leaves the manifest usable`() throws {
        let folder = try Bench(manifest: Bench.manifest.replacing("order: oldest", with: "order: oldest\n    color: red"))
            .read()
        #expect(folder.manifest != nil)
        #expect(folder.notes.map(\.isError) == [false])
    }
}

struct SuccessionTests {
    private let poll = #"""
        given: {account: {id: "1"}, cursor: "41"}
        do: poll comments
        tape:
          - {ask: 'GET https://x.test/api/comments?since_id=41', answer: {body: [{id: 42, text: Hi, by: 7}]}}
        """#

    /// What following the forum's manifest with a changed one would do.
    private func notes(_ written: String, _ instead: String) throws -> [String] {
        let (old, changed) = (try Bench(tapes: ["poll": poll]), Bench.manifest.replacing(written, with: instead))
        #expect(changed != Bench.manifest)
        return Succession(from: old.read(), to: try Bench(manifest: changed).read()).notes.map {
            "\($0.isError ? "error" : "warning"): \($0.message)"
        }
    }

    @Test func `other texts may follow`() throws { #expect(try notes("text: .text", "text: .text // \"\"") == []) }

    @Test func `changed ids may not follow`() throws {
        #expect(
            try notes("id: .id, text", "id: [.by, .id], text") == [
                "error: what was item 42 in version 1.0.0, is now item 7:42: history would stand in the inbox twice"
            ])
    }

    @Test func `a dropped setting may not follow, nor a new one that channels lack`() throws {
        #expect(
            try notes("token: {type: secret, title: Token}", "key: {type: secret, title: Key}") == [
                "error: the setting `token` of version 1.0.0 is gone: channels that have it could not start; keep it",
                "error: the setting `key` is new and required: channels at work have none; give it a `default` or `optional: true`",
            ])
    }

    @Test func `a changed resume drops the cursor, with a warning`() throws {
        let found = try notes("from: .id}", "from: .number}")
        #expect(found.count == 1 && found[0].hasPrefix("warning: `resume` of the stream `comments` means something else"))
    }
}
