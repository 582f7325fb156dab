import HTTPCore
import Simulators
import Testing

struct MastodonServerTests {
    private let test = TestTown()

    @Test func `a wrong token and a revoked one are told apart`() async {
        #expect(
            await test.mastodon(.get, "accounts/verify_credentials", token: "x").body["error"]?.text
                == "The access token is invalid")
        await test.town.setCredentials(of: .mastodon, areGood: false)
        let revoked = await test.mastodon(.get, "accounts/verify_credentials")
        #expect(revoked.status == 401 && revoked.body["error"]?.text == "The access token was revoked")
        await test.town.setCredentials(of: .mastodon, areGood: true)
        #expect(await test.mastodon(.get, "accounts/verify_credentials").body["acct"]?.text == "lindwerk")
    }

    @Test func `min_id walks forward without a gap, since_id leaves one`() async throws {
        for n in 1...5 { try await test.write(.mastodon, "Nummer \(n)") }
        let all = await test.mastodon(.get, "notifications").body.elements.compactMap { $0["id"]?.text }
        #expect(all.count == 5)
        let oldest = try #require(all.last)
        let forward = await test.mastodon(.get, "notifications?limit=2&min_id=\(oldest)").body.elements
        #expect(forward.compactMap { $0["id"]?.text } == [all[2], all[3]])
        let newest = await test.mastodon(.get, "notifications?limit=2&since_id=\(oldest)").body.elements
        #expect(newest.compactMap { $0["id"]?.text } == [all[0], all[1]])
    }

    @Test func `the Link header leads to older ones, and an empty page has none`() async throws {
        for n in 1...3 { try await test.write(.mastodon, "Nummer \(n)") }
        let page = await test.mastodon(.get, "notifications?limit=2")
        let link = try #require(page.headers["Link"])
        let ids = page.body.elements.compactMap { $0["id"]?.text }
        #expect(link.contains("https://fedi.example/api/v1/notifications?limit=2&max_id=\(ids[1])>; rel=\"next\""))
        #expect(link.contains("min_id=\(ids[0])>; rel=\"prev\""))
        let end = await test.mastodon(.get, "notifications?max_id=1")
        #expect(end.body.elements.isEmpty && end.headers["Link"] == nil)
    }

    @Test func `a key that comes again makes nothing new`() async throws {
        let id = try await test.write(.mastodon, "Wann?")
        let reply: Document = ["status": "@mirao Samstag.", "in_reply_to_id": .text(id)]
        let first = await test.mastodon(.post, "statuses", reply, key: "k1")
        let second = await test.mastodon(.post, "statuses", reply, key: "k1")
        #expect(first.body["id"] == second.body["id"] && second.status == 200)
        let sent = try #require(test.town.ledger.all.first)
        #expect(sent.count == 1 && sent.repeats == 1 && sent.key == "k1")
        test.time.pass(3_601)
        let late = await test.mastodon(.post, "statuses", reply, key: "k1")
        #expect(late.body["id"] != first.body["id"], "a key is kept for an hour")
        #expect(test.town.ledger.all.first?.count == 2)
    }

    private static let statuses: [(Document, Int)] = [
        (["status": " "], 422), (["status": .text(String(repeating: "a", count: 501))], 422),
        (["status": "x", "in_reply_to_id": "999"], 404), (["status": "x", "visibility": "secret"], 422),
        (["status": .text("https://example.org/" + String(repeating: "a", count: 600))], 200),
        (["status": .text("@mira@" + String(repeating: "a", count: 600) + " hallo")], 200),
    ]

    @Test(arguments: statuses)
    func `a status counts as the server counts`(body: Document, status: Int) async {
        #expect(await test.mastodon(.post, "statuses", body).status == status)
    }

    @Test func `statuses that are gone are left out, and their notifications too`() async throws {
        let kept = try await test.write(.mastodon, "bleibt")
        let gone = try await test.write(.mastodon, "geht")
        _ = await test.call(.post, "/side/delete", ["platform": "mastodon", "id": .text(gone)])
        let found = await test.mastodon(.get, "statuses?id[]=\(kept)&id[]=\(gone)").body.elements
        #expect(found.compactMap { $0["id"]?.text } == [kept])
        #expect(await test.mastodon(.get, "notifications").body.elements.count == 1)
        #expect(await test.mastodon(.get, "statuses/\(gone)").status == 404)
    }

    @Test func `an edited mention notifies nobody`() async throws {
        let id = try await test.write(.mastodon, "Hafenstrase")
        _ = await test.call(.post, "/side/edit", ["platform": "mastodon", "id": .text(id), "text": "Hafenstraße"])
        #expect(await test.mastodon(.get, "notifications").body.elements.count == 1)
        let status = await test.mastodon(.get, "statuses/\(id)").body
        #expect(status["edited_at"] != nil)
        #expect(status["content"]?.text?.hasSuffix("Hafenstraße</p>") == true)
    }

    @Test func `an answer stands below what it answers`() async throws {
        let asked = try await test.write(.mastodon, "Wann?")
        let reply = await test.mastodon(.post, "statuses", ["status": "Samstag.", "in_reply_to_id": .text(asked)])
        let id = try #require(reply.body["id"]?.text)
        let context = await test.mastodon(.get, "statuses/\(id)/context").body
        #expect(context["ancestors"]?.elements.compactMap { $0["id"]?.text } == [asked])
        #expect(await test.item(.mastodon, id)?["parent"]?.text == asked)
    }

    @Test func `a private mention is answered in private and cannot be boosted`() async throws {
        let id = try await test.write(.mastodon, "meine Adresse", place: "direct")
        let notification = await test.mastodon(.get, "notifications").body[0]
        #expect(notification?["status"]?["visibility"]?.text == "direct")
        #expect(await test.mastodon(.post, "statuses/\(id)/reblog").status == 403)
        #expect(await test.mastodon(.post, "statuses/\(id)/favourite").body["favourited"]?.bool == true)
    }

    @Test func `a like of ours is told once`() async throws {
        let ours = try #require(await test.mastodon(.post, "statuses", ["status": "Neu im Laden"]).body["id"]?.text)
        for _ in 1...2 {
            _ = await test.call(.post, "/side/react", ["platform": "mastodon", "id": .text(ours), "name": "Ole Brandt"])
        }
        let told = await test.mastodon(.get, "notifications?types[]=favourite").body.elements
        #expect(told.compactMap { $0["account"]?["username"]?.text } == ["olebrandt"])
    }

    @Test func `the limit is told with an ISO time, and used up it refuses`() async {
        var last = await test.mastodon(.get, "accounts/verify_credentials")
        #expect(last.headers["X-RateLimit-Remaining"] == "299")
        #expect(last.headers["X-RateLimit-Reset"]?.hasSuffix("000Z") == true)
        for _ in 2...301 { last = await test.mastodon(.get, "accounts/verify_credentials") }
        #expect(last.status == 429)
        test.time.pass(301)
        #expect(await test.mastodon(.get, "accounts/verify_credentials").status == 200)
    }

    @Test func `markup in a toot is escaped, mentions and links are made`() async throws {
        let id = try await test.write(.mastodon, "@lindwerk <b>1 & 2</b>\nhttps://example.org/a?b=1&c=2")
        let content = await test.mastodon(.get, "statuses/\(id)").body["content"]?.text ?? ""
        #expect(content.contains("&lt;b&gt;1 &amp; 2&lt;/b&gt;<br />"))
        #expect(content.contains("class=\"u-url mention\">@<span>lindwerk</span>"))
        #expect(content.contains("<a href=\"https://example.org/a?b=1&amp;c=2\""))
    }
}
