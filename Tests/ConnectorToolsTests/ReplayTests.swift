import ConnectorTools
import Testing

struct ReplayTests {
    private static let poll = #"""
        given: {settings: {site: 'https://x.test'}, account: {id: "1"}, cursor: "41"}
        do: poll comments
        tape:
          - ask: GET https://x.test/api/comments?since_id=41
            headers: {Authorization: Bearer secret-token}
            answer: {body: [{id: 42, text: Hi, by: 7, at: 2026-03-01T12:00:00Z}]}
          - {ask: 'GET https://x.test/api/comments?since_id=42', answer: {body: []}}
        expect: {items: [{id: "42", kind: comment, text: Hi, author: {id: "7"}}], cursor: 42, left: none}
        """#

    private static let reply = #"""
        given: {account: {id: "1"}, known: [{id: "42", kind: comment}]}
        do: reply
        act: {item: "42", text: Thanks!}
        tape:
          - ask: POST https://x.test/api/comments
            body: {parent: "42", text: Thanks!}
            answer: {status: 201, body: {id: 43}}
        expect: {outcome: sent, id: "43"}
        """#

    private static let call = #"""
        do: receive
        call:
          headers: {X-Signature: 'sha256=\(hmac_sha256($hook.secret; $body))'}
          body: {comment: {id: 42, text: Hi, by: 7}}
        expect: {items: [{id: 42, text: Hi}], stored: true, answer: {status: 200}}
        """#

    private static let first = #"""
        given: {account: {id: "1"}}
        do: poll comments
        tape: [{ask: 'GET https://x.test/api/comments', answer: {body: []}}]
        expect: {items: [], cursor: null}
        """#

    @Test(arguments: [poll, first, reply, call]) func `a tape that says what happens is right`(tape: String) async throws {
        #expect(try await Bench.complaints(tape) == [])
    }

    @Test(
        arguments: [
            (poll, "text: Hi, author", "text: Ho, author", "8:50: items[0].text\n- Ho\n+ Hi"),
            (poll, #"[{id: "42", kind"#, #"[{id: "41", kind"#, "8:23: items[0].id\n- 41\n+ 42"),
            (poll, "cursor: 42", "cursor: 43", "8:83: cursor\n- 43\n+ 42"),
            (
                poll, "comments?since_id=41", "comments?since_id=40",
                "4:5: the call differs\n- GET https://x.test/api/comments?since_id=40\n+ GET https://x.test/api/comments?since_id=41"
            ),
            (
                poll, "Bearer secret-token", "Bearer other",
                "4:5: header Authorization\n- Bearer other\n+ Bearer secret-token"
            ),
            (
                poll, "  - {ask: 'GET https://x.test/api/comments?since_id=42', answer: {body: []}}\n", "",
                "4:5: is not on the tape: GET https://x.test/api/comments?since_id=42"
            ),
            (
                poll, "left: none}", "left: [{reason: no moment}]}",
                "8:93: left[0]: no record was refused for `no moment`; 8:93: left\n- 1 refused\n+ 0"
            ),
            (poll, "at: 2026-03-01T12:00:00Z", "at: noon", "items[0] did not come"),
            (reply, #"id: "43"}"#, #"id: "44"}"#, "8:29: id\n- 44\n+ 43"),
            (reply, #"parent: "42", text: Thanks!}"#, "parent: 42, text: Thanks!}", "6:11: body"),
            (reply, "outcome: sent", "outcome: gone", "8:19: outcome\n- gone\n+ sent"),
            (reply, "{status: 201, body: {id: 43}}", "{status: 404}", "outcome\n- sent\n+ gone"),
            (reply, "    answer: {status: 201, body: {id: 43}}", "    fault: timeout", "outcome\n- sent\n+ unknown"),
            (call, "$hook.secret; $body", "$hook.url; $body", "stored\n- true\n+ false"),
            (call, "status: 200", "status: 204", "answer: status\n- 204\n+ 200"),
            (call, "stored: true", "stored: false", "stored\n- false\n+ true"),
        ]) func `a tape that says otherwise is wrong, at its place`(
            tape: String, written: String, instead: String, expected: String
        ) async throws
    {
        let changed = tape.replacing(written, with: instead)
        #expect(changed != tape)
        let complaints = try await Bench.complaints(changed)
        #expect(complaints.joined(separator: "; ").contains(expected))
    }

    @Test(
        arguments: [
            ("do: pol comments", "1:5: nothing can be done by `pol comments`; did you mean `poll`?"),
            ("do: poll coments", "1:5: there is no stream `coments`; did you mean `comments`?"),
            ("do: account\nexpekt: {}", "2:1: unknown key `expekt`; did you mean `expect`?"),
            ("do: account\ngiven: {settings: {sitee: x}}", "2:20: the manifest has no setting `sitee`; did you mean `site`?"),
            ("do: account\nexpect: {outcome: gon}", "2:10: `gon` is no outcome; did you mean `gone`?"),
            (
                "do: account\ntape: [{ask: /me, answer: {}}]",
                "2:9: write a method and a whole address: GET https://x.test/api/comments"
            ),
            (
                "do: account\ntape: [{ask: 'GET https://x.test/me', answer: {body: file mee.json}}]",
                "2:54: there is no file mee.json beside the tape; did you mean me.json?"
            ),
            ("do: receive\ncall: {headers: {X: '\\(hmc(1))'}}", "2:18"),
            ("do: poll comments\nexpect: {items: [{idd: 1}]}", "2:19: an item has no `idd`; did you mean `id`?"),
        ]) func `a mistake in a tape is told with its place and the nearest word`(tape: String, expected: String) async throws
    {
        let complaints = try await Bench.complaints(tape, payloads: ["me.json": "{}"])
        #expect(complaints.contains { $0.hasPrefix(expected) }, "\(complaints)")
    }

    @Test func `what no tape reaches is listed`() async throws {
        let all = try await Bench(tapes: ["poll": Self.poll, "reply": Self.reply]).rehearse()
        #expect(all.coverage?.missing == ["no tape reaches the error label `gone`"])
        let none = try await Bench().rehearse()
        #expect(
            none.coverage?.missing == [
                "no tape brings a `comment`", "no tape carries out `reply (comment)`", "no tape reaches the error label `gone`",
            ])
    }

    @Test func `a wrong tape reaches nothing`() async throws {
        let wrong = Self.reply.replacing(#"id: "43"}"#, with: #"id: "44"}"#)
        let rehearsal = try await Bench(tapes: ["reply": wrong]).rehearse()
        #expect(rehearsal.coverage?.missingActions == ["reply (comment)"])
        #expect(rehearsal.failed == 1)
    }
}
