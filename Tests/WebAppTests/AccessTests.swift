import Cryptography
import Desk
import Expressions
import HTTPCore
import InboxModel
import Storage
import Testing

@testable import WebApp

/// Every route of the table, walked: a new one is covered the moment it stands there.
struct AccessTests {
    private static let routes = Endpoint.router.routes

    /// A path of a route, with ids that do not exist.
    private static func path(_ pattern: String) -> String {
        pattern.split(separator: "/").map { part -> String in
            switch part {
            case "{verb}": "like"
            case "{act}": "pause"
            case "{name}": "viewer"
            case let part where part.hasPrefix("{"): "12345"
            default: String(part)
            }
        }.reduce("") { "\($0)/\($1)" }
    }

    @Test func `nobody gets past a route that needs a sign-in`() async throws {
        let office = try await Office()
        for route in Self.routes {
            guard case .needs = route.endpoint.access else { continue }
            let answer = await office.call(route.method, Self.path(route.pattern), [:])
            #expect(answer.status == 401, "\(route.method.rawValue) \(route.pattern)")
        }
    }

    @Test(arguments: User.Role.allCases)
    func `a role is refused exactly what it may not do`(_ role: User.Role) async throws {
        let office = try await Office()
        for route in Self.routes where route.pattern != "/api/v1/live" && route.pattern != "/api/v1/session" {
            guard case .needs(let permission?) = route.endpoint.access else { continue }
            let answer = await office.call(route.method, Self.path(route.pattern), [:], as: role)
            let isRefused = answer.status == 403
            #expect(
                isRefused == !role.permissions.contains(permission),
                "\(role) \(route.method.rawValue) \(route.pattern): \(answer.status)")
        }
    }

    @Test func `every answer carries the security headers, refusals too`() async throws {
        let office = try await Office()
        for path in ["/", "/api/v1/me", "/api/v1/nothing", "/nothing", "/healthz"] {
            let answer = await office.call(.get, path)
            for field in SecurityHeaders().fields { #expect(answer.headers[field.name] != nil, "\(field.name) on \(path)") }
        }
    }

    @Test func `a session's change must come from the page itself`() async throws {
        let office = try await Office()
        let secret = randomBytes(32)
        let user = try #require(try await office.app.desk.store.read { try $0.user(named: "admin") })
        try await office.app.desk.store.write { try $0.startSession(Digest.sha256(secret), of: user.id, at: Office.now) }
        let cookie = "stellwerk=\(Base64.url.encode(secret))"
        func post(_ headers: HTTPHeaders) async -> Int {
            var headers = headers
            headers["Cookie"] = cookie
            return await office.call(.post, "/api/v1/tokens", ["user": "agent"], headers: headers).status
        }
        #expect(await post([:]) == 403)
        #expect(await post(["X-Stellwerk": "1", "Origin": "https://evil.example"]) == 403)
        #expect(await post(["X-Stellwerk": "1", "Sec-Fetch-Site": "cross-site"]) == 403)
        #expect(await post(["X-Stellwerk": "1", "Sec-Fetch-Site": "same-origin"]) == 201)
    }

    @Test func `a one-time link signs in once`() async throws {
        let office = try await Office()
        let user = try #require(try await office.app.desk.store.read { try $0.user(named: "agent") })
        let link = try await office.app.signInLink(for: user.id, lasting: .seconds(60))
        let token = try #require(link.split(separator: "/").last)
        let first = await office.call(
            .post, "/api/v1/session/link", ["token": .string(String(token))], headers: ["X-Stellwerk": "1"])
        #expect(first.status == 204 && first.headers["Set-Cookie"]?.contains("HttpOnly; SameSite=Lax") == true)
        let second = await office.call(
            .post, "/api/v1/session/link", ["token": .string(String(token))], headers: ["X-Stellwerk": "1"])
        #expect(second.status == 401)
    }

    @Test func `the description names every route`() throws {
        for route in Self.routes {
            #expect(!OpenAPI.document["paths"][route.pattern][route.method.rawValue.lowercased()].isNull, "\(route.pattern)")
        }
    }
}
