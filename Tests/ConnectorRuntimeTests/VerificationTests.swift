import ConnectorKit
import ConnectorRuntime
import Cryptography
import InboxModel
import Testing

/// One platform's way of signing: its manifest, and how a right call looks.
private struct Scheme: Sendable, CustomTestStringConvertible {
    var name: String
    var verify: String
    /// What the platform puts on a body at a moment.
    var sign: @Sendable (_ body: [UInt8], _ at: Timestamp) -> [String: String]
    var isTimed = false
    /// The header lists several signatures: blanks around them mean nothing.
    var isList = false
    var secret = "s3cr3t-of-the-hook"
    /// The header that carries the proof.
    var header: String

    var testDescription: String { name }
}

private let key = Array("s3cr3t-of-the-hook".utf8)
private let seed = Array(UInt8(1)...32)

private let schemes: [Scheme] = [
    Scheme(
        name: "Meta",
        verify: "{hmac: sha256, secret: $hook.secret, signature: '$req.headers[\"x-hub-signature-256\"]', prefix: sha256=}",
        sign: { body, _ in ["x-hub-signature-256": "sha256=" + Hex.encode(HMAC.sha256(body, key: key))] },
        header: "x-hub-signature-256"),
    Scheme(
        name: "GitHub SHA-1",
        verify: "{hmac: sha1, secret: $hook.secret, signature: '$req.headers[\"x-hub-signature\"]', prefix: sha1=}",
        sign: { body, _ in ["x-hub-signature": "sha1=" + Hex.encode(HMAC.sha1(body, key: key))] }, header: "x-hub-signature"),
    Scheme(
        name: "LINE",
        verify: "{hmac: sha256, secret: $hook.secret, signature: '$req.headers[\"x-line-signature\"]', encoding: base64}",
        sign: { body, _ in ["x-line-signature": Base64.standard.encode(HMAC.sha256(body, key: key))] },
        header: "x-line-signature"),
    Scheme(
        name: "SHA-512", verify: "{hmac: sha512, secret: $hook.secret, signature: '$req.headers.sig'}",
        sign: { body, _ in ["sig": Hex.encode(HMAC.sha512(body, key: key))] }, header: "sig"),
    Scheme(
        name: "Slack",
        verify: """
            {hmac: sha256, secret: $hook.secret, signature: '$req.headers["x-slack-signature"]', prefix: v0=,
             signed: 'v0:\\($timestamp):\\($req.body)', timestamp: '$req.headers["x-slack-request-timestamp"]', max_age: 5m}
            """,
        sign: { body, at in
            let stamp = String(at.seconds)
            let code = HMAC.sha256(Array("v0:\(stamp):".utf8) + body, key: key)
            return ["x-slack-request-timestamp": stamp, "x-slack-signature": "v0=" + Hex.encode(code)]
        }, isTimed: true, header: "x-slack-signature"),
    Scheme(
        name: "Stripe",
        verify: """
            {hmac: sha256, secret: $hook.secret, timestamp: '$req.headers["stripe-signature"] | capture("t=(?<t>[0-9]+)").t',
             signature: '$req.headers["stripe-signature"] | split(",")[] | select(startswith("v1=")) | ltrimstr("v1=")',
             signed: '\\($timestamp).\\($req.body)'}
            """,
        sign: { body, at in
            let code = HMAC.sha256(Array("\(at.seconds).".utf8) + body, key: key)
            return ["stripe-signature": "t=\(at.seconds),v1=\(String(repeating: "0", count: 64)),v1=\(Hex.encode(code))"]
        }, isTimed: true, isList: true, header: "stripe-signature"),
    Scheme(
        name: "Standard Webhooks",
        verify: """
            {hmac: sha256, secret: '$hook.secret | ltrimstr("whsec_")', secret_encoding: base64, encoding: base64,
             signature: '[$req.headers["webhook-signature"] | split(" ")[] | ltrimstr("v1,")]',
             timestamp: '$req.headers["webhook-timestamp"]', signed: '\\($req.headers["webhook-id"]).\\($timestamp).\\($req.body)'}
            """,
        sign: { body, at in
            let code = HMAC.sha256(Array("msg_1.\(at.seconds).".utf8) + body, key: key)
            return [
                "webhook-id": "msg_1", "webhook-timestamp": String(at.seconds),
                "webhook-signature":
                    "v1,\(Base64.standard.encode(Array(repeating: 7, count: 32))) v1,\(Base64.standard.encode(code))",
            ]
        }, isTimed: true, isList: true, secret: "whsec_" + Base64.standard.encode(key), header: "webhook-signature"),
    Scheme(
        name: "Discord",
        verify: """
            {ed25519: $settings.key, signature: '$req.headers["x-signature-ed25519"]',
             timestamp: '$req.headers["x-signature-timestamp"]', signed: '\\($timestamp)\\($req.body)'}
            """,
        sign: { body, at in
            let signer = try! Ed25519.PrivateKey(seed: seed)
            let signature = try! signer.signature(for: Array(String(at.seconds).utf8) + body)
            return ["x-signature-timestamp": String(at.seconds), "x-signature-ed25519": Hex.encode(signature)]
        }, isTimed: true, header: "x-signature-ed25519"),
    Scheme(
        name: "Telegram", verify: "{token: '$req.headers[\"x-telegram-bot-api-secret-token\"]', equals: $hook.secret}",
        sign: { _, _ in ["x-telegram-bot-api-secret-token": "s3cr3t-of-the-hook"] }, header: "x-telegram-bot-api-secret-token"),
]

struct VerificationTests {
    private static let body = Array(#"{"id":1,"text":"héllo"}"#.utf8)

    private func door(_ scheme: Scheme, secret: String? = nil) throws -> ManifestConnector {
        let verify = scheme.verify.split(separator: "\n").joined(separator: " ")
        let manifest = try compiled(
            """
            manifest: 1
            version: 1.0.0
            title: Door
            settings: {key: {type: string, title: Public key}}
            http: {base: https://door.example}
            streams: {comments: {map: {kind: comment, id: .id, text: .text, author: .by, at: .at}}}
            webhook:
              verify: \(verify)
              into: {comments: .}
            """)
        let key = try Ed25519.PrivateKey(seed: seed).publicKey
        let hook = ChannelBinding.Hook(url: "https://inbox.example/h", secret: secret ?? scheme.secret)
        let binding = ChannelBinding(name: "door", settings: ["key": Hex.encode(key)], hook: hook)
        return ManifestConnector(manifest, binding, ScriptedPlatform())
    }

    private func isLetIn(
        _ scheme: Scheme, _ headers: [String: String], _ body: [UInt8] = VerificationTests.body, secret: String? = nil
    ) throws -> Bool {
        let call = WebhookCall(
            method: "POST", url: "https://inbox.example/h", headers: headers, body: body, receivedAt: noon)
        switch try door(scheme, secret: secret).admit(call) {
        case .store(let delivery, _): return delivery.body == body
        default: return false
        }
    }

    @Test(arguments: schemes) private func `the platform's own call is let in`(scheme: Scheme) throws {
        #expect(try isLetIn(scheme, scheme.sign(Self.body, noon)))
    }

    @Test(arguments: schemes.filter { $0.name != "Telegram" })
    private func `a call is refused when any bit of its body is turned`(scheme: Scheme) throws {
        let door = try door(scheme)
        let headers = scheme.sign(Self.body, noon)
        for byte in Self.body.indices {
            for bit in [UInt8(1), 32, 128] {
                var body = Self.body
                body[byte] ^= bit
                let call = WebhookCall(
                    method: "POST", url: "https://inbox.example/h", headers: headers, body: body, receivedAt: noon)
                guard case .refuse = door.admit(call) else {
                    Issue.record("byte \(byte), bit \(bit)")
                    return
                }
            }
        }
    }

    @Test(arguments: schemes) private func `a call is refused when its proof is changed, cut, emptied or missing`(
        scheme: Scheme
    ) throws {
        let right = scheme.sign(Self.body, noon)
        let proof = try #require(right[scheme.header])
        let last = proof.last == "0" ? "1" : "0"
        let wrong: [String?] = [
            nil, "", String(proof.dropLast()), proof.dropLast() + last, "null", String(repeating: "0", count: 64),
        ]
        let padded: [String?] = [" " + proof, proof + " ", String(proof.dropFirst())]
        for text in scheme.isList ? wrong : wrong + padded {
            var headers = right
            headers[scheme.header] = text
            #expect(try !isLetIn(scheme, headers), "\(text ?? "missing")")
        }
    }

    @Test(arguments: schemes) private func `another channel's secret and none at all let nobody in`(scheme: Scheme) throws {
        guard scheme.name != "Discord" else { return }
        let headers = scheme.sign(Self.body, noon)
        #expect(try !isLetIn(scheme, headers, secret: "s3cr3t-of-another"))
        #expect(try !isLetIn(scheme, headers, secret: ""))
    }

    @Test(arguments: schemes.filter(\.isTimed), [(-301, false), (-300, true), (0, true), (300, true), (301, false)])
    private func `a signed time may be five minutes off and not a second more`(scheme: Scheme, off: (Int, Bool)) throws {
        #expect(try isLetIn(scheme, scheme.sign(Self.body, noon + .seconds(off.0))) == off.1)
    }

    @Test(arguments: schemes.filter(\.isTimed))
    private func `a time that was not signed is refused`(scheme: Scheme) throws {
        let old = scheme.sign(Self.body, noon - .seconds(86_400))
        let headers = old.mapValues { $0.replacing(String((noon - .seconds(86_400)).seconds), with: String(noon.seconds)) }
        #expect(try !isLetIn(scheme, headers))
    }

    @Test func `bytes that are no text are compared as bytes`() throws {
        let body: [UInt8] = [0x7B, 0xFF, 0xFE, 0x7D]
        #expect(try isLetIn(schemes[0], schemes[0].sign(body, noon), body))
        // What is signed as text cannot hold them: refused, not let in by luck.
        #expect(try !isLetIn(schemes[4], schemes[4].sign(body, noon), body))
    }

    @Test func `an answer to a handshake is given and nothing is stored`() throws {
        let manifest = try compiled(
            """
            manifest: 1
            version: 1.0.0
            title: Door
            http: {base: https://door.example}
            streams: {comments: {map: {kind: comment, id: .id, text: .text, author: .by, at: .at}}}
            webhook:
              verify: {token: '$req.headers.token', equals: $hook.secret}
              answers:
                - when: '$req.query["hub.mode"] == "subscribe" and $req.query["hub.verify_token"] == $hook.secret'
                  text: '\\($req.query["hub.challenge"])'
                - {when: .type == "url_verification", json: {challenge: \\(.challenge)}, status: 201}
              each: .entries[]
              into: {comments: .}
            """)
        let binding = ChannelBinding(name: "door", hook: ChannelBinding.Hook(url: "https://inbox.example/h", secret: "s3"))
        let door = ManifestConnector(manifest, binding, ScriptedPlatform())
        let call = { (method: String, query: [(String, String)], headers: [String: String], body: String) in
            door.admit(
                WebhookCall(
                    method: method, url: "https://inbox.example/h", query: query.map { ($0.0, $0.1) }, headers: headers,
                    body: Array(body.utf8), receivedAt: noon))
        }
        guard
            case .answer(let echo) = call(
                "GET", [("hub.mode", "subscribe"), ("hub.verify_token", "s3"), ("hub.challenge", "77")], [:], "")
        else {
            Issue.record("no answer to the handshake")
            return
        }
        #expect(String(decoding: echo.body, as: UTF8.self) == "77")
        guard
            case .refuse = call(
                "GET", [("hub.mode", "subscribe"), ("hub.verify_token", "x"), ("hub.challenge", "77")], [:], "")
        else {
            Issue.record("a wrong token was answered")
            return
        }
        guard case .refuse = call("DELETE", [], ["token": "s3"], "") else {
            Issue.record("DELETE was let in")
            return
        }
        guard case .store(_, let answer) = call("POST", [], ["token": "s3"], #"{"type":"url_verification","challenge":"c"}"#)
        else {
            Issue.record("a verified call was refused")
            return
        }
        #expect(answer == WebhookAnswer(status: 201, type: "application/json", body: Array(#"{"challenge":"c"}"#.utf8)))
        guard case .refuse = call("POST", [], [:], #"{"type":"url_verification","challenge":"c"}"#) else {
            Issue.record("an unverified call was answered")
            return
        }
    }

    @Test func `a batch is taken apart, and a repeated member in a signed body is refused`() throws {
        let manifest = try compiled(
            """
            manifest: 1
            version: 1.0.0
            title: Door
            http: {base: https://door.example}
            streams:
              comments: {map: {kind: comment, id: .id, text: .text, author: .by, at: .at}}
              updates: {get: /updates, map: comments}
            webhook:
              verify: {none: test}
              each: .entries[]
              into: {comments: '.comments[]?'}
              poke: {updates: .changed}
            """)
        let door = ManifestConnector(manifest, ChannelBinding(name: "door"), ScriptedPlatform())
        let read = { (body: String) in door.interpret(RawDelivery(origin: .webhook, body: Array(body.utf8), receivedAt: noon)) }
        let found = read(
            #"{"entries":[{"comments":[{"id":1},{"id":2}]},{"changed":true},{"x":1},{"comments":[{"text":"no id"}]}]}"#)
        #expect(found.arrivals.map(\.remoteID) == ["1", "2"])
        #expect(found.poke == ["updates"].map { StreamName($0) })
        #expect(found.skipped == 1)
        #expect(found.refused.map(\.place) == ["$[3]"])
        #expect(read(#"{"entries":[],"entries":[{"comments":[{"id":9}]}]}"#).refused.count == 1)
    }
}
