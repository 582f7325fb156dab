import FoundationEssentials
import HTTPCore

/// What anybody, or the editor, reads.
extension WordPressSite {
    static var table: Router<Route> {
        var router = Router<Route>()
        let root = "/wp-json/wp/v2"
        router.on(.get, "/wp-json", Route { site, _, _ in HTTPResponse(200, site.index) })
        router.on(.get, "\(root)/users/me", Route { site, call, _ in site.readMe(call) })
        router.on(.get, "\(root)/posts/{id}", Route { site, _, path in site.readPost(path["id"]) })
        router.on(.get, "\(root)/comments", Route { site, call, _ in site.readComments(call) })
        router.on(.post, "\(root)/comments", Route { site, call, _ in site.create(call) })
        router.on(.get, "\(root)/comments/{id}", Route { site, call, path in site.readComment(path["id"], call) })
        for method in [HTTPMethod.post, .put, .patch] {
            router.on(method, "\(root)/comments/{id}", Route { site, call, path in site.change(path["id"], call) })
        }
        router.on(.delete, "\(root)/comments/{id}", Route { site, call, path in site.delete(path["id"], call) })
        return router
    }

    private var index: Document {
        [
            "name": "Lindwerk Blog", "description": "", "url": .text(origin), "home": .text(origin), "gmt_offset": "1",
            "timezone_string": "", "namespaces": ["oembed/1.0", "wp/v2"],
            "authentication": [
                "application-passwords": [
                    "endpoints": ["authorization": .text("\(origin)/wp-admin/authorize-application.php")]
                ]
            ], "routes": [:],
        ]
    }

    private func readMe(_ call: WordPressCall) -> HTTPResponse {
        guard call.isEditor else { return failure(401, "rest_not_logged_in", "You are not currently logged in.") }
        return HTTPResponse(
            200,
            [
                "id": .whole(editor), "name": "Lindwerk", "url": "", "description": "",
                "link": .text("\(origin)/author/support/"),
                "slug": "support", "avatar_urls": avatars, "meta": [],
            ])
    }

    private var avatars: Document {
        .members(["24", "48", "96"].map { .init($0, .text("https://secure.gravatar.com/avatar/0?s=\($0)&d=mm&r=g")) })
    }

    private func readPost(_ id: String) -> HTTPResponse {
        guard let post = posts.first(where: { String($0.id) == id }) else {
            return failure(404, "rest_post_invalid_id", "Invalid post ID.")
        }
        return HTTPResponse(200, document(post))
    }

    private func document(_ post: WordPressPost) -> Document {
        [
            "id": .whole(post.id), "date": .text(post.at.withoutZone(offset: offset)), "slug": .text(post.slug), "type": "post",
            "link": .text(post.link(origin)), "title": ["rendered": .text(post.title)],
            "excerpt": ["rendered": .text("<p>\(post.excerpt)</p>\n"), "protected": false], "author": .whole(editor),
            "featured_media": 0,
        ]
    }

    // MARK: Comments

    /// Why a list is not given; nil where it is.
    private func refusal(_ call: WordPressCall) -> HTTPResponse? {
        let words = call.parameters
        guard call.isEditor || !call.isForEditing else {
            return failure(401, "rest_forbidden_context", "Sorry, you are not allowed to edit comments.")
        }
        guard call.isEditor || (words.text("status") ?? "approve") == "approve" else {
            return failure(401, "rest_forbidden_param", "Query parameter not permitted: status")
        }
        for (name, range) in [("per_page", Int64(1)...100), ("page", 1...Int64.max)] {
            guard words.has(name), words.whole(name).map({ !range.contains($0) }) ?? true else { continue }
            return failure(400, "rest_invalid_param", "Invalid parameter(s): \(name)")
        }
        let orders = ["date", "date_gmt", "id", "include", "post", "parent", "type"]
        guard orders.contains(words.text("orderby") ?? "date_gmt"), ["asc", "desc"].contains(words.text("order") ?? "desc")
        else {
            return failure(400, "rest_invalid_param", "Invalid parameter(s): orderby")
        }
        return nil
    }

    private func readComments(_ call: WordPressCall) -> HTTPResponse {
        if let refused = refusal(call) { return refused }
        isHeard = isHeard || call.isEditor
        let words = call.parameters
        let found = sorted(comments.filter { fits($0, words) }, words)
        let size = Int(words.whole("per_page") ?? 10)
        let page = Int(words.whole("page") ?? 1)
        let shown = found.dropFirst((page - 1) * size).prefix(size)
        var response = HTTPResponse(200, .list(shown.map { document($0, call) }))
        let pages = (found.count + size - 1) / size
        response.headers["X-WP-Total"] = String(found.count)
        response.headers["X-WP-TotalPages"] = String(pages)
        if page < pages {
            response.headers["Link"] = "<\(origin)/wp-json/wp/v2/comments?per_page=\(size)&page=\(page + 1)>; rel=\"next\""
        }
        return response
    }

    private func fits(_ comment: WordPressComment, _ words: Parameters) -> Bool {
        switch words.text("status") ?? "approve" {
        // Spam and trash are not in "all".
        case "all": guard comment.status == .approved || comment.status == .hold else { return false }
        case "approve": guard comment.status == .approved else { return false }
        case let status: guard comment.status.rawValue == status else { return false }
        }
        for (name, value) in [("post", comment.post), ("parent", comment.parent), ("author", comment.author)] {
            let wanted = list(words, name)
            if !wanted.isEmpty, !wanted.contains(String(value)) { return false }
        }
        let ids = list(words, "include")
        if !ids.isEmpty, !ids.contains(String(comment.id)) { return false }
        // Both ends are exclusive; without a zone they are the site's own time.
        if let text = words.text("after"), let date = Date(iso: text, offset: offset), comment.at <= date { return false }
        if let text = words.text("before"), let date = Date(iso: text, offset: offset), comment.at >= date { return false }
        return true
    }

    /// Lists come repeated, or in one text with commas.
    private func list(_ words: Parameters, _ name: String) -> [String] {
        words.all(name).flatMap { $0.split(separator: ",").map(String.init) }
    }

    private func sorted(_ comments: [WordPressComment], _ words: Parameters) -> [WordPressComment] {
        let rising: [WordPressComment]
        switch words.text("orderby") ?? "date_gmt" {
        case "include":
            let ids = list(words, "include")
            return comments.sorted { (ids.firstIndex(of: String($0.id)) ?? 0) < (ids.firstIndex(of: String($1.id)) ?? 0) }
        case "id": rising = comments.sorted { $0.id < $1.id }
        case "post": rising = comments.sorted { ($0.post, $0.id) < ($1.post, $1.id) }
        case "parent": rising = comments.sorted { ($0.parent, $0.id) < ($1.parent, $1.id) }
        default: rising = comments.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        }
        return words.text("order") == "asc" ? rising : rising.reversed()
    }

    private func readComment(_ id: String, _ call: WordPressCall) -> HTTPResponse {
        if let refused = refusal(call) { return refused }
        guard let comment = comments.first(where: { String($0.id) == id }), call.isEditor || comment.status == .approved else {
            return noSuchComment
        }
        return HTTPResponse(200, document(comment, call))
    }

    var noSuchComment: HTTPResponse { failure(404, "rest_comment_invalid_id", "Invalid comment ID.") }

    func document(_ comment: WordPressComment, _ call: WordPressCall) -> Document {
        let post = posts.first { $0.id == comment.post }
        let rendered = Document.Member("rendered", .text(WordPressText.rendered(comment.content)))
        let isRaw = call.isForEditing && call.isEditor
        var document = Document.leavingOut(
            ("id", .whole(comment.id)), ("post", .whole(comment.post)), ("parent", .whole(comment.parent)),
            ("author", .whole(comment.author)), ("author_name", .text(comment.name)),
            ("author_email", isRaw ? .text(comment.email) : nil), ("author_url", ""),
            ("author_ip", isRaw ? "192.0.2.25" : nil), ("author_user_agent", isRaw ? "Mozilla/5.0 (X11; Linux x86_64)" : nil),
            ("date", .text(comment.at.withoutZone(offset: offset))), ("date_gmt", .text(comment.at.withoutZone())),
            ("content", .members(isRaw ? [rendered, .init("raw", .text(comment.content))] : [rendered])),
            ("link", .text("\(post?.link(origin) ?? origin)#comment-\(comment.id)")),
            ("status", .text(comment.status.rawValue)),
            ("type", .text(comment.type)), ("author_avatar_urls", avatars), ("meta", []))
        if call.embedsPost, let post { document = document.adding(("_embedded", ["up": [self.document(post)]])) }
        return document
    }
}
