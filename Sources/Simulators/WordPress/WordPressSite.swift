import FoundationEssentials
import HTTPCore

/// A blog's REST API as WordPress core has it, with one editor.
///
/// Source: https://developer.wordpress.org/rest-api/reference/comments/, observed on WordPress 6.1.9, read 2026-08-01.
public actor WordPressSite: PlatformServer {
    nonisolated let platform = Platform.wordpress
    let settings: TownSettings
    let ledger: Ledger
    /// The editor we sign in as.
    let editor: Int64 = 7
    /// The site's distance from UTC.
    let offset = 3_600

    var posts: [WordPressPost]
    var comments: [WordPressComment] = []
    var changes = 0
    var isPasswordGood = true
    /// Whether the comments were read since the start.
    public var isHeard = false
    private var lastComment: Int64 = 40
    private let routes: Router<Route>

    /// What answers a path.
    struct Route: Sendable {
        var run: @Sendable (isolated WordPressSite, WordPressCall, RouteParameters) -> HTTPResponse
    }

    init(_ settings: TownSettings, _ ledger: Ledger) {
        (self.settings, self.ledger) = (settings, ledger)
        routes = Self.table
        let now = settings.now()
        posts = [
            WordPressPost(
                id: 1, slug: "handmuehle-nr-2", title: "Die neue Handmühle Nr. 2",
                excerpt: "Leiser, leichter, und endlich mit Stufen.",
                at: now.addingTimeInterval(-86_400 * 3)),
            WordPressPost(
                id: 2, slug: "repair-cafe", title: "Repairing instead of replacing",
                excerpt: "Every part of our kettle can be ordered, for ten years.", at: now.addingTimeInterval(-86_400)),
        ]
    }

    /// Revokes our application password, or gives it back.
    public func setPassword(isGood: Bool) {
        isPasswordGood = isGood
        changes += 1
    }

    var origin: String { settings.wordpressOrigin }

    // MARK: Calls

    /// A wrong password is no error: the call is then a stranger's.
    func answer(to request: HTTPRequest) -> HTTPResponse {
        guard request.path.hasPrefix("/wp-json") else {
            return HTTPResponse(status: 404, text: "<h1>Page not found</h1>", type: "text/html; charset=utf-8")
        }
        guard let parameters = Parameters(request) else {
            return failure(400, "rest_invalid_json", "Invalid JSON body passed.")
        }
        switch routes.match(request.method, request.path) {
        case .found(let route, let path):
            return route.run(self, WordPressCall(parameters: parameters, isEditor: isEditor(request)), path)
        case .wrongMethod, .notFound:
            return failure(404, "rest_no_route", "No route was found matching the URL and request method.")
        }
    }

    private func isEditor(_ request: HTTPRequest) -> Bool {
        guard isPasswordGood, let given = request.headers["Authorization"], given.hasPrefix("Basic "),
            let bytes = Data(base64Encoded: String(given.dropFirst(6)))
        else { return false }
        let pair = String(decoding: bytes, as: UTF8.self).split(separator: ":", maxSplits: 1)
        // The blanks of an application password may stay or go.
        return pair.count == 2 && pair[0] == settings.wordpressUser[...]
            && pair[1].filter { $0 != " " } == settings.wordpressPassword.filter { $0 != " " }
    }

    // MARK: Answers

    func failure(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
        HTTPResponse(status, ["code": .text(code), "message": .text(message), "data": ["status": .whole(Int64(status))]])
    }

    func refusal(_ status: Int, retryAfter: Int?) -> HTTPResponse {
        var response: HTTPResponse
        switch status {
        case 401: response = failure(401, "incorrect_password", "The provided password is an invalid application password.")
        case 403: response = failure(403, "rest_cannot_edit", "Sorry, you are not allowed to edit this comment.")
        case 400: response = failure(400, "comment_flood", "You are posting comments too quickly. Slow down.")
        default:
            let words = "<p>There has been a critical error on this website.</p>"
            response = HTTPResponse(status: status, text: words, type: "text/html; charset=utf-8")
        }
        if let retryAfter { response.headers["Retry-After"] = String(retryAfter) }
        return response
    }

    func nextComment() -> Int64 {
        lastComment += 1
        return lastComment
    }
}

/// A call as a route sees it.
struct WordPressCall: Sendable {
    var parameters: Parameters
    /// Signed in as the editor; else a stranger.
    var isEditor: Bool

    /// With raw text and mail addresses.
    var isForEditing: Bool

    init(parameters: Parameters, isEditor: Bool) {
        (self.parameters, self.isEditor, isForEditing) = (parameters, isEditor, parameters.text("context") == "edit")
    }

    /// What was written comes back as the editor sees it.
    var forEditing: WordPressCall {
        var call = self
        call.isForEditing = true
        return call
    }

    var embedsPost: Bool { parameters.has("_embed") }
}
