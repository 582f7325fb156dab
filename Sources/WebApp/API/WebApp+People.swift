import Cryptography
import Desk
import Expressions
import HTTPCore
public import InboxModel
import Routing
import Storage

/// Users, tokens, and the vocabulary the page offers.
extension WebApp {
    func me(_ call: Call) async throws -> HTTPResponse {
        var me = call.caller.user.json
        me["permissions"] = .array(Permission.allCases.filter(call.caller.may).map { .string($0.rawValue) })
        return HTTPResponse(json: .object(me))
    }

    func users(_ call: Call) async throws -> HTTPResponse {
        HTTPResponse(json: .list(try await desk.store.read { try $0.users() }.map { .object($0.json) }))
    }

    /// Adds a user. Without a password the answer holds a one-time sign-in link, good for two days.
    func addUser(_ call: Call) async throws -> HTTPResponse {
        let body = try call.body()
        let name = try body.requiredText("name")
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 47 }) else {
            throw APIFailure.badRequest(
                "'\(name.prefix(64))' is no user name.", advice: "Use up to 64 letters, digits and . _ - @.")
        }
        let now = now()
        let user = User(
            id: ids.make(at: now), name: name, displayName: body["displayName"].text ?? name,
            role: try body.word("role", User.Role.self) ?? .agent, createdAt: now)
        var hash: String?
        if let password = body["password"].text {
            do {
                try PasswordRules.check(password, avoiding: [name, user.displayName])
                hash = try await gate.hasher.hash(password).text
            } catch {
                throw APIFailure.badRequest(error.message, advice: error.advice)
            }
        }
        let stored = hash
        let isTaken = try await desk.store.write { transaction in
            guard try transaction.user(named: name) == nil else { return true }
            try transaction.insert(user, password: stored)
            return false
        }
        guard !isTaken else {
            throw APIFailure(409, "conflict", "There is a user '\(name)' already.", advice: "Choose another name.")
        }
        var json = user.json
        if stored == nil { json["link"] = .string(try await signInLink(for: user.id, lasting: .seconds(2 * 86_400))) }
        return HTTPResponse(json: .object(json), status: 201)
    }

    /// A fresh one-time link for somebody who forgot, or who starts.
    func resetUser(_ call: Call) async throws -> HTTPResponse {
        let name = call.parameters["name"]
        guard let user = try await desk.store.read({ try $0.user(named: name) }) else { throw APIFailure.notFound }
        let now = now()
        try await desk.store.write { try $0.endSessions(of: user.id, at: now) }
        return HTTPResponse(json: ["link": .string(try await signInLink(for: user.id, lasting: .seconds(2 * 86_400)))])
    }

    /// The address of a one-time sign-in link.
    public func signInLink(for user: UserID, lasting: Duration) async throws -> String {
        let secret = randomBytes(32)
        let expiresAt = now() + lasting
        try await desk.store.write { try $0.insertSignInLink(Digest.sha256(secret), of: user, expiresAt: expiresAt) }
        return "\(publicURL)/#/link/\(Base64.url.encode(secret))"
    }

    // MARK: Tokens

    func addToken(_ call: Call) async throws -> HTTPResponse {
        let body = try call.body()
        let name = try body.requiredText("user")
        let scopes = try (body["scopes"].elements ?? []).map { scope in
            try Permission.named(scope.text ?? "", in: "scope").rawValue
        }
        guard let user = try await desk.store.read({ try $0.user(named: name) }) else {
            throw APIFailure.badRequest("There is no user '\(name)'.", advice: "Add them first: stellwerk user add \(name)")
        }
        let token = "stw_" + Base64.url.encode(randomBytes(32))
        let now = now()
        let id: UserID = ids.make(at: now)
        try await desk.store.write {
            try $0.insertToken(Digest.sha256(Array(token.utf8)), id: id.rawValue, of: user.id, scopes: scopes, at: now)
        }
        return HTTPResponse(json: ["id": .id(id), "token": .string(token)], status: 201)
    }

    func tokens(_ call: Call) async throws -> HTTPResponse {
        let tokens = try await desk.store.read { try $0.tokens() }
        return HTTPResponse(
            json: .list(
                tokens.map { token in
                    [
                        "id": .string(String(token.id)), "user": .string(token.user),
                        "scopes": .array(token.scopes.split(separator: " ").map { .string(String($0)) }),
                        "createdAt": .moment(token.createdAt), "revokedAt": .moment(token.revokedAt),
                    ]
                }))
    }

    func revokeToken(_ call: Call) async throws -> HTTPResponse {
        guard let id = Int64(call.parameters["id"]) else { throw APIFailure.notFound }
        let now = now()
        guard try await desk.store.write({ try $0.revokeToken(id, at: now) }) else { throw APIFailure.notFound }
        return HTTPResponse(status: 204)
    }

    // MARK: Vocabulary

    func teams(_ call: Call) async throws -> HTTPResponse {
        HTTPResponse(
            json: .list(
                desk.houseBook.teams.sorted { $0.key < $1.key }.map {
                    ["name": .string($0.key), "title": .string($0.value.title ?? $0.key)]
                }))
    }

    func labels(_ call: Call) async throws -> HTTPResponse {
        HTTPResponse(
            json: .list(
                desk.houseBook.labels.sorted { $0.key < $1.key }.map {
                    ["name": .string($0.key), "title": .string($0.value.title ?? $0.key), "hue": .count($0.value.hue)]
                }))
    }

    func cannedReplies(_ call: Call) async throws -> HTTPResponse {
        HTTPResponse(
            json: .list(
                office.cannedReplies().map {
                    [
                        "name": .string($0.name), "title": .string($0.title), "text": .string($0.text),
                        "language": .text($0.language),
                    ]
                }))
    }
}

extension User {
    var json: JSONObject {
        JSONObject([
            ("id", .id(id)), ("name", .string(name)), ("displayName", .string(displayName)), ("role", .word(role)),
        ])
    }
}
