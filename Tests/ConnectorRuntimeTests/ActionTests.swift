import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore
import InboxModel
import Testing

/// What the words of `actions` do, one by one.
struct ActionTests {
    private func connector(
        _ actions: String, more: String = "", secrets: [String: String] = [:], _ platform: ScriptedPlatform,
        _ time: TestTime = TestTime()
    ) throws -> ManifestConnector {
        let manifest = try compiled(
            """
            manifest: 1
            version: 1.0.0
            title: Acme
            settings: {site: {type: string, title: Site}, key: {type: secret, title: Key}}
            http: {base: https://acme.example}
            actions:
            \(actions.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
            \(more)
            """)
        return ManifestConnector(
            manifest, ChannelBinding(name: "acme", settings: ["site": "x"], secrets: ["key": "k3y-of-acme"]), platform, time)
    }

    private func item(_ id: String = "5", _ kind: MessageKind = .comment, isOurs: Bool = false) -> StoredItem {
        StoredItem(
            id: RemoteMessageID(id), kind: kind, visibility: .public, thread: ThreadKey("t"), isOurs: isOurs, at: noon)
    }

    private func act(_ verb: Verb, on item: StoredItem?, _ text: String = "") -> Act {
        Act(verb: verb, key: "k-1", item: item, text: text, firstTriedAt: noon)
    }

    @Test(arguments: Verb.allCases) func `every verb of the closed list can be carried out`(verb: Verb) async throws {
        let platform = ScriptedPlatform(.json(#"{"id":7}"#))
        let acme = try connector(
            "\(verb.rawValue): {post: /do/\(verb.rawValue), json: {text: \\($text)}, id: .id, unclear: ask}", platform)
        let outcome = await acme.perform(act(verb, on: verb == .publish ? nil : item(), "Hi"), steps: MemoryJournal())
        #expect(outcome == .sent(id: RemoteMessageID("7"), at: nil, permalink: nil))
        #expect(platform.asked == ["POST /do/\(verb.rawValue)"])
    }

    @Test(arguments: [
        (MessageKind.comment, false, "POST /theirs"), (.comment, true, "POST /theirs"), (.message, true, "POST /ours"),
        (.mail, false, "POST /ours"), (.review, true, "POST /ours"), (.review, false, ""), (.message, false, ""),
    ]) func `the first action whose kinds fit is taken; mine is whatever is ours`(
        kind: MessageKind, isOurs: Bool, asked: String
    ) async throws {
        let platform = ScriptedPlatform(.json("{}"))
        let acme = try connector(
            "delete:\n  - {for: [comment], post: /theirs}\n  - {for: [mail, mine], post: /ours}", platform)
        let outcome = await acme.perform(act(.delete, on: item("5", kind, isOurs: isOurs)), steps: MemoryJournal())
        #expect(platform.asked == (asked.isEmpty ? [] : [asked]))
        if asked.isEmpty {
            guard case .failed(let failure) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(failure.message.hasSuffix("Acme offers no delete for this"))
        }
        #expect(acme.profile.ability(.delete, on: kind, isOurs: isOurs) == nil ? asked.isEmpty : !asked.isEmpty)
    }

    @Test func `what is accepted and not there yet is pending, with its id, also after a crash`() async throws {
        let actions = "reply: {post: /c, json: {t: \\($text)}, id: .job, unclear: receipt}"
        let errors = "errors: {pending: .state == \"queued\"}"
        let journal = MemoryJournal()
        let platform = ScriptedPlatform(.json(#"{"state":"queued","job":9}"#, status: 202))
        let first = try await connector(actions, more: errors, platform).perform(act(.reply, on: item(), "Hi"), steps: journal)
        #expect(first == .pending(id: RemoteMessageID("9")))
        let again = try await connector(actions, more: errors, ScriptedPlatform()).perform(
            act(.reply, on: item(), "Hi"), steps: journal)
        #expect(again == first)
    }

    @Test(arguments: [
        (#"{"c":1}"#, "sent"), (#"{"c":2}"#, "retry"), (#"{"c":3}"#, "blocked"), (#"{"c":4}"#, "failed"),
        (#"{"c":5}"#, "failed"),
        (#"{"c":6}"#, "failed"), (#"{"c":7}"#, "sent"), (#"{"c":8}"#, "failed"), (#"{"c":9}"#, "pending"),
        (#"{"c":10}"#, "blocked"), (#"{"c":11}"#, "unknown"), (#"{"c":12}"#, "failed"),
    ]) func `each error label becomes what it means for a send`(body: String, expected: String) async throws {
        let acme = try connector(
            "like: {post: /like}",
            more: """
                errors:
                  ok: .c == 1
                  rate_limited: .c == 2
                  auth_expired: .c == 3
                  auth_denied: .c == 4
                  gone: .c == 5
                  window_closed: .c == 6
                  duplicate: .c == 7
                  rejected: .c == 8
                  pending: .c == 9
                  config: .c == 10
                  retry: .c == 11
                  end: .c == 12
                """, ScriptedPlatform(.json(body, status: 400)))
        let word =
            switch await acme.perform(act(.like, on: item()), steps: MemoryJournal()) {
            case .sent: "sent"
            case .pending: "pending"
            case .retry: "retry"
            case .blocked: "blocked"
            case .failed: "failed"
            case .unknown: "unknown"
            }
        #expect(word == expected)
    }

    @Test func `steps hand their answers on, wait until the platform is ready, and go on where they stood`() async throws {
        let actions = """
            publish:
              unclear: ask
              id: [.box, .id]
              steps:
                - {as: box, post: /boxes, json: {t: \\($text)}, then: {get: '/boxes/\\(.id)', until: .state == "ready", every: 5s, within: 1m}}
                - {when: '$box.extra', post: /extra}
                - {as: parts, each: '$box.parts[]', post: '/boxes/\\($box.id)/parts', json: {part: \\(.)}}
                - {post: '/boxes/\\($box.id)/publish', json: {parts: '\\([$parts[].id])', key: \\($key)}}
            """
        let time = TestTime()
        let journal = MemoryJournal()
        let first = ScriptedPlatform(
            .json(#"{"id":1,"state":"making"}"#), .json(#"{"id":1,"state":"making"}"#),
            .json(#"{"id":1,"state":"ready","parts":["a","b"]}"#), .json(#"{"id":11}"#), .json("{}", status: 429))
        guard case .retry = try await connector(actions, first, time).perform(act(.publish, on: nil, "Hi"), steps: journal)
        else {
            Issue.record("a limit was no reason to try again")
            return
        }
        #expect(time.slept == [.seconds(5), .seconds(5)])
        let second = ScriptedPlatform(.json(#"{"id":12}"#), .json(#"{"box":1,"id":"p:9"}"#))
        let outcome = try await connector(actions, second, time).perform(act(.publish, on: nil, "Hi"), steps: journal)
        #expect(outcome == .sent(id: RemoteMessageID(#"1:p\:9"#), at: nil, permalink: nil))
        #expect(second.asked == ["POST /boxes/1/parts", "POST /boxes/1/publish"])
        #expect(second.calls[1].bodyText == #"{"parts":[11,12],"key":"k-1"}"#)
    }

    @Test func `half of an answer sent by another manifest is a question for a person`() async throws {
        let journal = MemoryJournal()
        let old = "like: {steps: [{post: /a}, {post: /b}]}"
        _ = try await connector(old, ScriptedPlatform(.json("{}"), .json("{}", status: 429))).perform(
            act(.like, on: item()), steps: journal)
        let outcome = try await connector(old + " # changed", ScriptedPlatform()).perform(
            act(.like, on: item()), steps: journal)
        guard case .unknown(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.message.hasSuffix("a part was sent by another version of the connector"))
    }

    // MARK: Secrets that only sign

    @Test func `a secret may be the key of a signature in any request, and nothing else`() async throws {
        let platform = ScriptedPlatform(.json(#"{"id":1}"#))
        let acme = try connector(
            """
            reply:
              post: /message
              headers: {X-Random: \\($key), X-Signature: '\\($key + $text | hmac_sha256($secrets.key))'}
              json: {message: \\($text), code: '\\($text | hmac_sha256_base64( $settings.key ))'}
              id: .id
              unclear: ask
            """, platform)
        _ = await acme.perform(act(.reply, on: item(), "Yes"), steps: MemoryJournal())
        // By `openssl dgst -sha256 -hmac k3y-of-acme`: k-1Yes and Yes.
        #expect(
            platform.calls[0].headers["X-Signature"] == "ff778103171f2e27baf154d71a716d7a8ff75147404b1ca1bdc2e9b12e4cdec5")
        #expect(platform.calls[0].bodyText == #"{"message":"Yes","code":"SWs+dmy71Yh6ySq6Gxpw1+K/x7yCHRMSopgGMtrwp0M="}"#)
    }
}
