import ConnectorKit
import ConnectorRuntime
import Cryptography
import Expressions
import InboxModel
import Testing

/// The worked examples of the platforms' own documentation and of our fact sheets.
struct HookVectorTests {
    private func door(_ webhook: String, secrets: [String: String] = [:], app: AppCredentials? = nil, hook: String = "h0oK")
        throws -> ManifestConnector
    {
        let settings = secrets.keys.sorted().map { "\($0): {type: secret, title: Secret}" }.joined(separator: ", ")
        let manifest = try compiled(
            """
            manifest: 1
            version: 1.0.0
            title: Door
            settings: {\(settings)}
            http: {base: https://door.example}
            streams: {comments: {map: {kind: comment, id: .id, text: .text, author: .by, at: .at}}}
            webhook:
              into: {comments: .}
            \(webhook.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
            """)
        var binding = ChannelBinding(
            name: "door", secrets: secrets, hook: ChannelBinding.Hook(url: "https://inbox.example/h", secret: hook))
        binding.app = app
        return ManifestConnector(manifest, binding, ScriptedPlatform())
    }

    private func outcome(
        _ door: ManifestConnector, _ headers: [String: String], _ body: String, method: String = "POST",
        url: String = "https://inbox.example/h", query: [(String, String)] = [], at: Timestamp = noon
    ) -> String {
        let call = WebhookCall(
            method: method, url: url, query: query.map { ($0.0, $0.1) }, headers: headers, body: Array(body.utf8),
            receivedAt: at)
        switch door.admit(call) {
        case .refuse: return "refused"
        case .comeBack: return "come back"
        case .answer(let answer): return "answered \(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
        case .store(_, let answer):
            return "stored \(answer.status) \(answer.type ?? "-") \(String(decoding: answer.body, as: UTF8.self))"
        }
    }

    // MARK: Twilio: the address and the sorted parameters

    private static let twilio = #"""
        verify:
          hmac: sha1
          encoding: base64
          secret: $secrets.token
          signature: $req.headers["x-twilio-signature"]
          signed: >-
            \( if $req.query.bodySHA256
               then (if ($req.body | sha256) == $req.query.bodySHA256 then $req.url else empty end)
               else $req.url + ([$req.form | to_entries | sort_by(.key)[] | .key as $name
                                | (.value | if type == "array" then unique[] else . end) | $name + .] | add // "") end )
        answers: [{text: <Response/>, type: text/xml}]
        """#

    @Test func `Twilio signs the address and the sorted parameters`() throws {
        let door = try door(Self.twilio, secrets: ["token": "12345"])
        let body = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212"
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2"
        let right = ["x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="]
        #expect(outcome(door, right, body, url: url) == "stored 200 text/xml <Response/>")
        #expect(outcome(door, right, body + "&More=", url: url) == "refused")
        #expect(outcome(door, right, body + "&Digits=", url: url) == "refused")
        #expect(outcome(door, right, body.replacing("1234&", with: "1235&"), url: url) == "refused")
        #expect(outcome(door, right, body, url: url + "3") == "refused")
        // The order they come in means nothing.
        let turned = body.split(separator: "&").reversed().joined(separator: "&")
        #expect(outcome(door, right, turned, url: url) == "stored 200 text/xml <Response/>")
    }

    @Test func `Twilio's JSON body is covered by its hash in the address`() throws {
        let door = try door(Self.twilio, secrets: ["token": "stw00twilio00auth00token00000001"])
        let hash = "2d9c95a7b02d34fcd937555555970ef0183483946d5268fbcf68a324674be708"
        let url = "https://inbox.shop.example/in/twilio?bodySHA256=\(hash)"
        let right = ["x-twilio-signature": "hubYX5b+G5/nnYlH5sKx42P3ToQ=", "content-type": "application/json"]
        let query = [("bodySHA256", hash)]
        #expect(outcome(door, right, #"{"event":"test"}"#, url: url, query: query).hasPrefix("stored"))
        #expect(outcome(door, right, #"{"event":"tesT"}"#, url: url, query: query) == "refused")
    }

    // MARK: Handshakes

    @Test func `X is answered a code of its own token`() throws {
        let door = try door(
            #"""
            verify:
              hmac: sha256
              secret: $app.client_secret
              signature: $req.headers["x-twitter-webhooks-signature"]
              prefix: sha256=
              encoding: base64
            answers:
              - when: $req.query.crc_token
                json: {response_token: 'sha256=\($req.query.crc_token | hmac_sha256_base64($app.client_secret))'}
            """#, app: AppCredentials(name: "x", secrets: ["client_secret": "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"]))
        #expect(
            outcome(door, [:], "", method: "GET", query: [("crc_token", "MzE0NTI5")])
                == #"answered 200 {"response_token":"sha256=aqO/Wi9FGcOh7biU7jPNsLyeYygaYADsIFcU1H7HU74="}"#)
        #expect(outcome(door, [:], "", method: "GET") == "refused")
        #expect(outcome(door, [:], "", query: [("crc_token", "MzE0NTI5")]) == "refused")
    }

    @Test func `Discord is answered PONG where the signature holds, and 401 where it does not`() throws {
        let door = try door(
            #"""
            verify:
              ed25519: $app.public_key
              signature: $req.headers["x-signature-ed25519"]
              timestamp: $req.headers["x-signature-timestamp"]
              signed: \($timestamp)\($req.body)
            answers:
              - {when: .type == 1, json: {type: 1}}
              - {when: .type == 0, status: 204}
            """#,
            app: AppCredentials(
                name: "d", values: ["public_key": Hex.encode(try Ed25519.PrivateKey(seed: Array(UInt8(1)...32)).publicKey)]))
        let sign = { (body: String) in
            let code = try Ed25519.PrivateKey(seed: Array(UInt8(1)...32)).signature(
                for: Array("\(noon.seconds)\(body)".utf8))
            return ["x-signature-timestamp": "\(noon.seconds)", "x-signature-ed25519": Hex.encode(code)]
        }
        #expect(outcome(door, try sign(#"{"type":1}"#), #"{"type":1}"#) == #"stored 200 application/json {"type":1}"#)
        #expect(outcome(door, try sign(#"{"type":0}"#), #"{"type":0}"#) == "stored 204 - ")
        #expect(outcome(door, try sign(#"{"type":1}"#), #"{"type": 1}"#) == "refused")
        for odd in ["", "zz", "00", String(repeating: "0", count: 128)] {
            #expect(
                outcome(
                    door, ["x-signature-timestamp": "\(noon.seconds)", "x-signature-ed25519": odd], #"{"type":1}"#)
                    == "refused")
        }
    }

    @Test func `Slack's own example is let in, and its challenge comes back as text`() throws {
        let door = try door(
            #"""
            verify:
              hmac: sha256
              secret: $app.signing_secret
              signature: $req.headers["x-slack-signature"]
              prefix: v0=
              timestamp: $req.headers["x-slack-request-timestamp"]
              signed: v0:\($timestamp):\($req.body)
            answers: [{when: .type == "url_verification", text: \(.challenge)}]
            """#, app: AppCredentials(name: "s", secrets: ["signing_secret": "8f742231b10e8888abcd99yyyzzz85a5"]))
        // Source: https://docs.slack.dev/authentication/verifying-requests-from-slack, read 2026-08-01.
        let body =
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
            + "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url="
            + "https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
        let right = [
            "x-slack-request-timestamp": "1531420618", "content-type": "application/x-www-form-urlencoded",
            "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        ]
        #expect(outcome(door, right, body, at: Timestamp(seconds: 1_531_420_618)) == "stored 200 - ")
        #expect(outcome(door, right, body, at: Timestamp(seconds: 1_531_420_919)) == "refused")
    }

    @Test func `Microsoft Graph is answered its token as plain text where the address carries our secret`() throws {
        let door = try door(
            #"""
            verify: {token: $req.query.key, equals: $hook.secret}
            answers: [{when: $req.query.validationToken, text: \($req.query.validationToken)}]
            """#)
        let asked = { (key: String) in
            outcome(door, [:], "", query: [("key", key), ("validationToken", "Validation: <1>")])
        }
        #expect(asked("h0oK") == "stored 200 text/plain; charset=utf-8 Validation: <1>")
        #expect(asked("other") == "refused")
    }

    // MARK: Secrets and tokens

    @Test func `an old secret is good beside the new one while it is rotated`() throws {
        let door = try door(
            "verify: {hmac: sha256, secret: '$secrets.now, $secrets.old', signature: $req.headers.sig}",
            secrets: ["now": "the-new-one", "old": "the-old-one"])
        let sign = { (key: String) in ["sig": Hex.encode(HMAC.sha256(Array("{}".utf8), key: Array(key.utf8)))] }
        #expect(outcome(door, sign("the-new-one"), "{}") == "stored 200 - ")
        #expect(outcome(door, sign("the-old-one"), "{}") == "stored 200 - ")
        #expect(outcome(door, sign("the-older-one"), "{}") == "refused")
        #expect(outcome(door, sign(""), "{}") == "refused")
    }

    @Test func `a token may stand in the body`() throws {
        let door = try door(
            "verify: {token: '$req.body | fromjson | .token', equals: $secrets.token}",
            secrets: ["token": "xvOzfurIutdRRVLzpXrIIHXJvNfaJLJ0"])
        #expect(outcome(door, [:], #"{"token":"xvOzfurIutdRRVLzpXrIIHXJvNfaJLJ0"}"#) == "stored 200 - ")
        #expect(outcome(door, [:], #"{"token":"xvOzfurIutdRRVLzpXrIIHXJvNfaJLJ1"}"#) == "refused")
        for odd in ["", "[]", "null", "{", #"{"token":["xvOzfurIutdRRVLzpXrIIHXJvNfaJLJ0"]}"#, #"{"token":null}"#] {
            #expect(outcome(door, [:], odd) == "refused", "\(odd)")
        }
    }
}
