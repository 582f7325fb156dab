import HTTPCore
import Simulators
import Testing

struct WordPressSiteTests {
    private let test = TestTown()

    @Test(arguments: [nil, "wrong"])
    func `a wrong password is a stranger's call`(password: String?) async throws {
        let id = try await test.write(.wordpress, "Schön!")
        #expect(await test.wordpress(.get, "users/me", password: password).body["code"]?.text == "rest_not_logged_in")
        let list = await test.wordpress(.get, "comments", password: password)
        #expect(list.status == 200 && list.body[0]?["id"]?.text == id)
        #expect(list.body[0]?["content"]?["raw"] == nil && list.body[0]?["author_email"] == nil)
        let edit = await test.wordpress(.get, "comments?context=edit", password: password)
        #expect(edit.status == 401 && edit.body["code"]?.text == "rest_forbidden_context")
        let post = await test.wordpress(.post, "comments", ["post": 1, "content": "x"], password: password)
        #expect(post.body["code"]?.text == "rest_comment_login_required")
    }

    @Test(arguments: ["abcd EFGH 1234 ijkl MNOP 6789", "abcdEFGH1234ijklMNOP6789"])
    func `the blanks of a password may stay or go`(password: String) async {
        #expect(await test.wordpress(.get, "users/me", password: password).body["id"]?.whole == 7)
    }

    @Test func `a reply appears below, once`() async throws {
        let asked = try await test.write(.wordpress, "Wieder da?")
        let reply: Document = ["post": 1, "parent": .text(asked), "content": "Ja &amp; nein, ab 3 &lt; 4"]
        let made = await test.wordpress(.post, "comments", reply)
        #expect(made.status == 201)
        let id = try #require(made.body["id"]?.text)
        #expect(made.headers["Location"] == "https://blog.example/wp-json/wp/v2/comments/\(id)")
        #expect(made.body["content"]?["rendered"]?.text == "<p>Ja &amp; nein, ab 3 &lt; 4</p>\n")
        let again = await test.wordpress(.post, "comments", reply)
        #expect(again.status == 409 && again.body["code"]?.text == "comment_duplicate")
        #expect(test.town.ledger.all.map(\.text) == ["Ja & nein, ab 3 < 4"])
        #expect(test.town.ledger.all.first?.count == 1)
        #expect(await test.item(.wordpress, id)?["parent"]?.text == asked)
    }

    private static let unwritable: [(Document, Int, String)] = [
        (["post": 9, "content": "x"], 403, "rest_comment_invalid_post_id"),
        (["post": 1, "content": " "], 400, "rest_comment_content_invalid"),
        (["post": 1, "content": .text(String(repeating: "ä", count: 32_763))], 400, "comment_content_column_length"),
    ]

    @Test(arguments: unwritable)
    func `what cannot be written is refused`(body: Document, status: Int, code: String) async {
        let answer = await test.wordpress(.post, "comments", body)
        #expect(answer.status == status && answer.body["code"]?.text == code)
        #expect(answer.body["data"]?["status"]?.whole == Int64(status))
    }

    @Test func `trash is not in all, and a second time there is nothing to trash`() async throws {
        let id = try await test.write(.wordpress, "weg damit")
        #expect(await test.wordpress(.delete, "comments/\(id)").body["status"]?.text == "trash")
        #expect(await test.wordpress(.get, "comments?status=all&context=edit").body.elements.isEmpty)
        #expect(await test.wordpress(.get, "comments?status=trash").body.elements.count == 1)
        let again = await test.wordpress(.delete, "comments/\(id)")
        #expect(again.status == 410 && again.body["code"]?.text == "rest_already_trashed")
        #expect(await test.wordpress(.delete, "comments/\(id)?force=true").body["deleted"]?.bool == true)
        #expect(await test.wordpress(.delete, "comments/\(id)").status == 404)
    }

    @Test func `a held comment is seen by editors only`() async throws {
        let id = try await test.write(.wordpress, "unverschämt")
        #expect(await test.wordpress(.post, "comments/\(id)", ["status": "hold"]).body["status"]?.text == "hold")
        #expect(await test.wordpress(.get, "comments", password: nil).body.elements.isEmpty)
        #expect(await test.wordpress(.get, "comments?status=all").body.elements.count == 1)
        #expect(await test.item(.wordpress, id)?["mark"]?.text == "hold")
        #expect(await test.wordpress(.post, "comments/\(id)", ["status": "approved"]).body["status"]?.text == "approved")
    }

    @Test func `pages tell how many there are`() async throws {
        for n in 1...5 { try await test.write(.wordpress, "Nummer \(n)") }
        let page = await test.wordpress(.get, "comments?context=edit&status=all&orderby=id&order=desc&per_page=2&page=2")
        #expect(page.body.elements.compactMap { $0["content"]?["raw"]?.text } == ["Nummer 3", "Nummer 2"])
        #expect(page.headers["X-WP-Total"] == "5" && page.headers["X-WP-TotalPages"] == "3")
        #expect(page.headers["Link"]?.contains("page=3>; rel=\"next\"") == true)
        let past = await test.wordpress(.get, "comments?per_page=2&page=9")
        #expect(past.status == 200 && past.body.elements.isEmpty)
        #expect(await test.wordpress(.get, "comments?per_page=101").body["code"]?.text == "rest_invalid_param")
    }

    @Test func `after is exclusive, and without a zone it is the site's own time`() async throws {
        let first = try await test.write(.wordpress, "eins")
        let at = try #require(await test.wordpress(.get, "comments/\(first)").body["date_gmt"]?.text)
        let local = try #require(await test.wordpress(.get, "comments/\(first)").body["date"]?.text)
        #expect(at != local && !at.hasSuffix("Z"))
        test.time.pass(1)
        let second = try await test.write(.wordpress, "zwei")
        for after in [at + "Z", local] {
            let found = await test.wordpress(.get, "comments?after=\(after)").body.elements
            #expect(found.compactMap { $0["id"]?.text } == [second])
        }
    }

    @Test func `named comments come with their post`() async throws {
        let ids = [try await test.write(.wordpress, "eins"), try await test.write(.wordpress, "zwei")]
        let found = await test.wordpress(.get, "comments?include=\(ids.joined(separator: ","))&_embed=up&context=edit").body
            .elements
        #expect(found.count == 2)
        #expect(found[0]["_embedded"]?["up"]?[0]?["title"]?["rendered"]?.text == "Die neue Handmühle Nr. 2")
        #expect(found[0]["author_email"]?.text == "miraoez@customer.example")
    }

    @Test func `a closed post takes no comment until it is opened again`() async {
        let body: Document = ["platform": "wordpress", "place": "1", "closed": true]
        #expect(await test.call(.post, "/side/close", body).status == 200)
        let refused = await test.wordpress(.post, "comments", ["post": 1, "content": "zu spät"])
        #expect(refused.status == 403 && refused.body["code"]?.text == "rest_comment_closed")
        _ = await test.call(.post, "/side/close", ["platform": "wordpress", "place": "1", "closed": false])
        #expect(await test.wordpress(.post, "comments", ["post": 1, "content": "rechtzeitig"]).status == 201)
    }

    @Test func `an unknown route is told as WordPress tells it`() async {
        #expect(await test.wordpress(.get, "nothing").body["code"]?.text == "rest_no_route")
        #expect(await test.call(.get, "/wordpress/index.php").status == 404)
    }
}
