import ConnectorKit
import ConnectorRuntime
import Cryptography
import HTTPCore
import InboxModel
import Testing

/// One address for every account of an app, and what keeps it registered.
struct AppHookTests {
    private static let manifest = #"""
        manifest: 1
        version: 1.0.0
        title: Pages
        http: {base: https://graph.example}
        account: {get: /me, id: .id, name: .name}
        streams: {comments: {map: {kind: comment, id: .comment, text: .text, author: {id: .from}, at: .at}}}
        webhook:
          scope: app
          verify: {hmac: sha256, secret: $app.client_secret, signature: $req.headers.sig}
          answers:
            - when: $req.query["hub.mode"] == "subscribe" and $req.query["hub.verify_token"] == $hook.secret
              text: \($req.query["hub.challenge"])
            - {when: .type == "ping", text: pong}
          each: .entry[]
          account: .id
          into: {comments: '.changes[]?'}
          signals: {auth_expired: .deauthorized, config: .removed}
          subscribe:
            exists: {get: /hooks, each: '.data[]', when: .url == $hook.url and .app == $app.client_id}
            post: /hooks
            json: {url: \($hook.url), token: \($hook.secret)}
            renew: {every: 2d, patch: /hooks/\($found.id)}
            remove: {delete: /hooks/\($found.id)}
        """#

    private func door(_ platform: ScriptedPlatform = ScriptedPlatform(), account: String? = nil) throws -> ManifestConnector {
        var binding = ChannelBinding(
            name: "pages", hook: ChannelBinding.Hook(url: "https://inbox.example/hooks/app/pages/k", secret: "h0oK"),
            account: account.map { RemoteAccount(id: $0) })
        binding.app = AppCredentials(name: "pages", values: ["client_id": "77"], secrets: ["client_secret": "app-secret"])
        return ManifestConnector(try compiled(Self.manifest), binding, platform)
    }

    private func call(_ body: String) -> WebhookCall {
        let code = HMAC.sha256(Array(body.utf8), key: Array("app-secret".utf8))
        return WebhookCall(
            method: "POST", url: "https://inbox.example/hooks/app/pages/k", headers: ["sig": Hex.encode(code)],
            body: Array(body.utf8), receivedAt: noon)
    }

    private let batch =
        #"{"entry":[{"id":"1","changes":[{"comment":"a","text":"x","at":1785592000}]},"#
        + #"{"id":2,"changes":[{"comment":"b","text":"y","at":1785592000}]},"#
        + #"{"id":"1","changes":[{"comment":"c","text":"z","at":1785592000}]},{"changes":[]}]}"#

    @Test func `a batch is shared out by account, and each channel reads its own events alone`() throws {
        let door = try door()
        guard case .store(let delivery, _) = door.admit(call(batch)) else {
            Issue.record("a signed batch was not stored")
            return
        }
        let shares = door.shares(of: delivery)
        #expect(shares.map(\.account) == ["1", "2", ""])
        #expect(shares.allSatisfy { $0.delivery.body == delivery.body })
        let read = shares.map { door.interpret($0.delivery).arrivals.map(\.remoteID) }
        #expect(read == [["a", "c"], ["b"], []])
    }

    @Test func `what cannot be read is nobody's, and is refused when it is read`() throws {
        let door = try door()
        guard case .store(let delivery, _) = door.admit(call("{")) else {
            Issue.record("a signed call was not stored")
            return
        }
        let shares = door.shares(of: delivery)
        #expect(shares.map(\.account) == [""])
        #expect(door.interpret(shares[0].delivery).refused.count == 1)
    }

    @Test func `the handshakes of an app are answered and are nobody's`() throws {
        let door = try door()
        guard case .answer(let pong) = door.admit(call(#"{"type":"ping"}"#)) else {
            Issue.record("a ping was stored")
            return
        }
        #expect(String(decoding: pong.body, as: UTF8.self) == "pong")
        let asked = WebhookCall(
            method: "GET", url: "https://inbox.example/hooks/app/pages/k",
            query: [("hub.mode", "subscribe"), ("hub.verify_token", "h0oK"), ("hub.challenge", "1158201444")],
            receivedAt: noon)
        guard case .answer(let echo) = door.admit(asked) else {
            Issue.record("the handshake was not answered")
            return
        }
        #expect(String(decoding: echo.body, as: UTF8.self) == "1158201444")
    }

    @Test func `signals say what became of the channel`() throws {
        let door = try door()
        let read = { (body: String) in
            door.interpret(RawDelivery(origin: .webhook, body: Array(body.utf8), receivedAt: noon)).signals
        }
        #expect(read(#"{"entry":[{"id":"1","deauthorized":true}]}"#) == [.authExpired])
        #expect(read(#"{"entry":[{"id":"1","removed":true},{"id":"1","deauthorized":false}]}"#) == [.config])
        #expect(read(batch) == [])
    }

    // MARK: Registering

    private static let address = "https://inbox.example/hooks/app/pages/k"
    private static let listed = HTTPAnswer.json(
        #"{"data":[{"id":5,"url":"https://other.example","app":"77"},{"id":6,"url":"\#(address)","app":"77"}]}"#)
    private static let me = HTTPAnswer.json(#"{"id":1,"name":"Shop"}"#)

    @Test func `a registration is looked for before it is made`() async throws {
        let there = ScriptedPlatform(Self.me, Self.listed)
        try await door(there).subscribe(to: Self.address)
        #expect(there.asked == ["GET /me", "GET /hooks"])
        let missing = ScriptedPlatform(Self.me, .json(#"{"data":[]}"#), .json("{}"))
        try await door(missing).subscribe(to: Self.address)
        #expect(missing.asked.last == "POST /hooks")
        #expect(missing.calls.last?.bodyText == #"{"url":"\#(Self.address)","token":"h0oK"}"#)
    }

    @Test func `renewing and taking away name what was found`() async throws {
        let platform = ScriptedPlatform(Self.me, Self.listed, .json("{}"), Self.listed, .json("{}"))
        let door = try door(platform)
        #expect(door.profile.hook?.renewEvery == .seconds(172_800))
        try await door.renew(Self.address)
        try await door.unsubscribe(from: Self.address)
        #expect(platform.asked.dropFirst() == ["GET /hooks", "PATCH /hooks/6", "GET /hooks", "DELETE /hooks/6"])
    }

    @Test func `what ran out is registered anew, and what is not there is not taken away`() async throws {
        let platform = ScriptedPlatform(
            Self.me, .json(#"{"data":[]}"#), .json("{}"), .json(#"{"error":1}"#, status: 404))
        let door = try door(platform)
        try await door.renew(Self.address)
        try await door.unsubscribe(from: Self.address)
        #expect(platform.asked.dropFirst() == ["GET /hooks", "POST /hooks", "GET /hooks"])
    }
}
