import ConnectorTools
import Testing

struct ConformanceTests {
    private static let tapes = [
        "poll": #"""
        given: {now: 2026-03-01T13:00:00Z, account: {id: "1"}}
        do: poll comments
        tape:
          - ask: GET https://x.test/api/comments
            answer:
              body:
                - {id: 41, text: Hi, by: 7, at: 2026-03-01T12:00:00Z}
                - {id: 42, text: Ho, by: 8, at: 2026-03-01T12:01:00Z}
          - ask: GET https://x.test/api/comments?since_id=42
            answer: {body: [{id: 43, text: Hu, by: 8, at: 2026-03-01T12:02:00Z}]}
          - {ask: 'GET https://x.test/api/comments?since_id=43', answer: {body: []}}
        expect: {items: [{id: 41}, {id: 42}, {id: 43}]}
        """#,
        "reply": #"""
        given: {account: {id: "1"}, known: [{id: "42", kind: comment}]}
        do: reply
        act: {item: "42", text: Thanks!}
        tape: [{ask: 'POST https://x.test/api/comments', answer: {status: 201, body: {id: 44}}}]
        expect: {id: "44"}
        """#,
        "gone": #"""
        given: {account: {id: "1"}, known: [{id: "42", kind: comment}]}
        do: reply
        act: {item: "42", text: Thanks!}
        tape: [{ask: 'POST https://x.test/api/comments', answer: {status: 400, body: {error: no_such_comment}}}]
        expect: {outcome: gone}
        """#,
        "call": #"""
        do: receive
        call:
          headers: {X-Signature: 'sha256=\(hmac_sha256($hook.secret; $body))'}
          body: {comment: {id: 42, text: Hi, by: 7}}
        expect: {items: [{id: 42, text: Hi}]}
        """#,
    ]

    private func conformance(
        _ fault: MemoryInbox.Fault = .none, manifest: String = Bench.manifest, without: [String] = []
    ) async throws -> Conformance {
        let bench = try Bench(manifest: manifest, tapes: Self.tapes.filter { !without.contains($0.key) })
        return try #require(await Conformance.of(bench.rehearse(), inbox: MemoryInbox.maker(fault)))
    }

    @Test func `a sound connector on a sound inbox holds everything`() async throws {
        let found = try await conformance()
        #expect(found.failures == [])
        let proven = found.verdicts.compactMap { variant, verdict in
            if case .passed = verdict { variant } else { nil }
        }
        #expect(Set(proven) == Set(Conformance.Variant.allCases).subtracting([.loops]))
    }

    @Test(
        arguments: [
            (MemoryInbox.Fault.forgetsWhatItHas, "dedupe: "), (.keepsOldWords, "edit: "), (.ignoresEchoes, "echo: "),
            (.savesCursorFirst, "crash: "),
        ]) func `an inbox with a fault is found out`(fault: MemoryInbox.Fault, start: String) async throws
    {
        let found = try await conformance(fault)
        #expect(found.failures.contains { $0.hasPrefix(start) }, "\(found.verdicts)")
    }

    @Test(
        arguments: [
            ("text: .text", "text: '\"<p>\" + .text'", "mapping: ", "carries <p>"),
            ("at: .at}", "at: 17}", "mapping: ", "seconds taken for milliseconds?"),
            ("at: .at}", "at: $now}", "mapping: ", ""),
            ("author: {id: .by}", "author: {handle: .by}", "mapping: ", "nobody wrote 41"),
            (
                "prefix: sha256=}", "prefix: sha256=, signed: '\\($req.headers[\"x-time\"] // \"\")'}", "signature: ",
                "no tape of a call"
            ),
        ]) func `a manifest with a fault is found out`(
            written: String, instead: String, start: String, part: String
        ) async throws
    {
        let changed = Bench.manifest.replacing(written, with: instead)
        #expect(changed != Bench.manifest)
        let found = try await conformance(manifest: changed)
        let told =
            found.failures
            + found.verdicts.compactMap { variant, verdict in
                if case .notApplicable(let reason) = verdict { "\(variant.rawValue): \(reason)" } else { nil }
            }
        if instead.contains("$now") {
            // Time of arrival stands for the platform's: the same bytes still mean the same.
            #expect(!told.contains { $0.hasPrefix(start) }, "\(told)")
        } else {
            #expect(told.contains { $0.hasPrefix(start) && $0.contains(part) }, "\(told)")
        }
    }

    @Test func `a signature that does not cover the body is found out`() async throws {
        // The tape signs the time alone, as the manifest asks.
        let changed = Bench.manifest.replacing(
            "prefix: sha256=}", with: "prefix: sha256=, signed: '\\($req.headers[\"x-time\"])'}")
        var tapes = Self.tapes
        tapes["call"] = #"""
            do: receive
            call:
              headers: {X-Time: '\($now)', X-Signature: 'sha256=\(hmac_sha256($hook.secret; $now | tostring))'}
              body: {comment: {id: 42, text: Hi, by: 7}}
            expect: {items: [{id: 42, text: Hi}]}
            """#
        let bench = try Bench(manifest: changed, tapes: tapes)
        let found = try #require(await Conformance.of(bench.rehearse(), inbox: MemoryInbox.maker()))
        #expect(found.failures.contains("signature: call: a body with another byte 0 was accepted"), "\(found.failures)")
    }

    @Test func `a label without a tape is a failure`() async throws {
        #expect(try await conformance(without: ["gone"]).failures == ["errors: no tape reaches `gone`"])
    }

    @Test func `what cannot be proven is said with its reason`() async throws {
        let found = try await conformance(manifest: NewMatrix.pollOnly, without: ["call", "reply", "gone"])
        let matrix = ConformanceMatrix.text([found])
        #expect(matrix.contains("- signature: it has no webhook (acme)"))
        #expect(matrix.contains("- echo: no tape of a reply whose id is known (acme)"))
    }

    @Test(arguments: ["{as: page, count: 1}", "{as: cursor, from: .next}", "{url: .next}", "{link: next}"])
    func `every way to page is cut into ones and bent into circles`(pages: String) async throws {
        let manifest = """
            manifest: 1
            version: 1.0.0
            title: Forum
            http: {base: https://x.test/api}
            streams:
              comments:
                get: /comments
                each: .items[]
                pages: \(pages)
                map: {kind: comment, id: .id, text: .text, author: {id: .by}, at: .at}

            """
        let end =
            pages.contains("page") ? "[{ask: 'GET https://x.test/api/comments?page=2', answer: {body: {items: []}}}]" : "[]"
        let tape = """
            given: {now: 2026-03-01T13:00:00Z}
            do: poll comments
            tape:
              - ask: GET https://x.test/api/comments
                answer:
                  body:
                    items:
                      - {id: 3, text: c, by: 7, at: 2026-03-01T12:02:00Z}
                      - {id: 2, text: b, by: 7, at: 2026-03-01T12:01:00Z}
                      - {id: 1, text: a, by: 7, at: 2026-03-01T12:00:00Z}
            \(end == "[]" ? "" : "  - {ask: 'GET https://x.test/api/comments?page=2', answer: {body: {items: []}}}")
            expect: {items: [{id: 3}, {id: 2}, {id: 1}]}
            """
        let bench = try Bench(manifest: manifest, tapes: ["poll": tape])
        let rehearsal = await bench.rehearse()
        #expect(rehearsal.failed == 0, "\(rehearsal.text())")
        let found = try #require(await Conformance.of(rehearsal, inbox: MemoryInbox.maker()))
        #expect(found.failures == [])
        for variant in [Conformance.Variant.paging, .loops] {
            let verdict = found.verdicts.first { $0.variant == variant }?.verdict
            #expect(verdict == .passed(variant == .paging ? 1 : 2), "\(variant)")
        }
    }
}

private enum NewMatrix {
    static let pollOnly = String(
        Bench.manifest.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0 != "webhook:" }
            .joined(separator: "\n"))
}
