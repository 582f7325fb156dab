import CurlHTTP
import HTTPCore
import MicroHTTP
import Simulators
import Testing

struct SideTests {
    private let test = TestTown()

    @Test(arguments: [("/side/", "text/html"), ("/side/side.css", "text/css"), ("/side/side.js", "text/javascript")])
    func `the page runs nothing but its own files`(path: String, type: String) async throws {
        let answer = await test.call(.get, path)
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"]?.hasPrefix(type) == true)
        let policy = try #require(answer.headers["Content-Security-Policy"])
        #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"))
        #expect(!policy.contains("unsafe"))
        #expect(!answer.text.contains("style=") && !answer.text.contains("onclick"))
    }

    @Test func `the state is told once, and again when something changed`() async throws {
        let first = await test.call(.get, "/side/state").body
        #expect(first["platforms"]?.elements.count == 3)
        let version = try #require(first["version"]?.text)
        let same = await test.call(.get, "/side/state?since=\(version)").body
        #expect(same["platforms"] == nil && same["version"]?.text == version)
        try await test.write(.wordpress, "Neu")
        #expect(await test.call(.get, "/side/state?since=\(version)").body["platforms"] != nil)
    }

    @Test func `only JSON changes anything`() async {
        var request = HTTPRequest(method: .post, path: "/side/write")
        request.body = Array(#"{"platform":"wordpress","text":"x"}"#.utf8)
        request.headers["Content-Type"] = "text/plain"
        #expect(await test.town.respond(to: request).status == 400)
    }

    @Test func `nobody edits what is ours`() async throws {
        let ours = try #require(await test.mastodon(.post, "statuses", ["status": "Neu im Laden"]).body["id"]?.text)
        let words: Document = ["platform": "mastodon", "id": .text(ours), "text": "gekapert"]
        #expect(await test.call(.post, "/side/edit", words).status == 404)
        #expect(await test.call(.post, "/side/delete", words).status == 404)
        #expect(await test.item(.mastodon, ours)?["text"]?.text == "Neu im Laden")
    }

    @Test(arguments: [Platform.telegram, .mastodon])
    func `a refusal that is switched on meets so many calls`(platform: Platform) async {
        let fault: Document = [
            "platform": .text(platform.rawValue), "kind": "status", "status": 429, "retryAfter": 7, "times": 2,
        ]
        #expect(await test.call(.post, "/side/faults", fault).status == 200)
        var statuses: [Int] = []
        for _ in 1...3 {
            let answer =
                platform == .telegram ? await test.telegram("getMe") : await test.mastodon(.get, "accounts/verify_credentials")
            statuses.append(answer.status)
        }
        #expect(statuses == [429, 429, 200])
    }

    private static let nonsense: [Document] = [
        ["platform": "nowhere", "kind": "lost"], ["platform": "telegram", "kind": "odd"],
        ["platform": "telegram", "kind": "status", "status": 200], ["platform": "telegram", "kind": "lost", "method": "SING"],
    ]

    @Test(arguments: nonsense)
    func `a fault that is none is refused`(fault: Document) async {
        #expect(await test.call(.post, "/side/faults", fault).status == 400)
    }

    @Test(arguments: [(Fault.Kind.lost, 1), (Fault.Kind.cut, 0)])
    func `an answer that is lost ends the connection after the act, a cut before it`(kind: Fault.Kind, made: Int) async throws {
        let listener = try Listener(ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0)), test.town)
        let port = try #require(listener.port)
        let client = CurlClient(policy: try OutboundPolicy(allow: ["127.0.0.1:\(port)"]))
        test.town.fail(Fault(.mastodon, kind, path: "/statuses", method: .post))
        let call = HTTPCall(
            .post, "http://127.0.0.1:\(port)/mastodon/api/v1/statuses",
            headers: ["Authorization": "Bearer \(test.settings.mastodonToken)"],
            body: .bytes(Array(#"{"status":"Moin"}"#.utf8), type: "application/json"))
        let failure = await #expect(throws: HTTPFailure.self) { try await client.send(call) }
        #expect(failure?.code == .broken && failure?.requestLeft == true)
        #expect(test.town.ledger.all.count == made)
        #expect(try await client.send(call).status == 200, "the next call goes well")
        await listener.stop(within: .seconds(1))
    }

    @Test func `the ledger tells what was accepted`() async throws {
        _ = await test.mastodon(.post, "statuses", ["status": "Moin"], key: "k")
        let entry = await test.call(.get, "/side/ledger").body["items"]?[0]
        #expect(entry?["platform"]?.text == "mastodon" && entry?["text"]?.text == "Moin")
        #expect(entry?["key"]?.text == "k" && entry?["count"]?.whole == 1)
    }
}
