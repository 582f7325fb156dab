import HTTPCore
import Testing

struct RouterTests {
    private static let router: Router<String> = {
        var router = Router<String>()
        router.on(.get, "/", "root")
        router.on(.get, "/conversations", "list")
        router.on(.get, "/conversations/{id}", "show")
        router.on(.delete, "/conversations/{id}", "remove")
        router.on(.get, "/conversations/mine", "mine")
        router.on(.post, "/hooks/{channel}/{key}", "hook")
        router.on(.post, "/hooks/app/{app}/{key}", "app hook")
        router.on(.get, "/assets/{path...}", "asset")
        router.on(.put, "/conversations/{id}/snooze", "snooze")
        return router
    }()

    @Test(arguments: [
        ("GET", "/", "root"),
        ("GET", "/conversations", "list"),
        ("HEAD", "/conversations", "list"),
        ("GET", "/conversations/7", "show id=7"),
        ("GET", "/conversations/mine", "mine"),
        ("DELETE", "/conversations/mine", "remove id=mine"),
        ("PUT", "/conversations/ü ö/snooze", "snooze id=ü ö"),
        ("POST", "/hooks/blog/k3y", "hook channel=blog key=k3y"),
        ("POST", "/hooks/app/meta/k3y", "app hook app=meta key=k3y"),
        ("POST", "/hooks/app/k3y", "hook channel=app key=k3y"),
        ("GET", "/assets/js/app.js", "asset path=js/app.js"),
        ("POST", "/conversations", "405 GET, HEAD"),
        ("PATCH", "/conversations/7", "405 GET, HEAD, DELETE"),
        ("GET", "/hooks/blog/k3y", "405 POST"),
        ("GET", "/conversations/", "404"),
        ("GET", "/conversations/7/", "404"),
        ("GET", "/conversations/7/nothing", "404"),
        ("GET", "//conversations", "404"),
        ("GET", "/Conversations", "404"),
        ("GET", "/assets/", "404"),
        ("GET", "/assets", "404"),
        ("POST", "/hooks//k3y", "404"),
        ("GET", "", "404"),
        ("GET", "conversations", "404"),
    ])
    func `a path meets the route that is meant`(method: String, path: String, expected: String) throws {
        #expect(try Self.describe(Self.router.match(#require(HTTPMethod(rawValue: method)), path)) == expected)
    }

    private static func describe(_ match: Router<String>.Match) -> String {
        switch match {
        case .found(let endpoint, let parameters):
            ([endpoint] + parameters.pairs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
        case .wrongMethod(let allowed): "405 " + allowed.map(\.rawValue).joined(separator: ", ")
        case .notFound: "404"
        }
    }

    @Test func `the table can be walked`() {
        #expect(
            Self.router.routes.map { "\($0.method.rawValue) \($0.pattern)" }.suffix(2) == [
                "GET /assets/{path...}", "PUT /conversations/{id}/snooze",
            ])
    }

    @Test func `a wrong method is answered with those that exist`() {
        let response = HTTPResponse.wrongMethod(allowed: [.get, .head])
        #expect(response.status == 405)
        #expect(response.headers["Allow"] == "GET, HEAD")
    }
}
