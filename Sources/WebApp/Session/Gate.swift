import Cryptography
import Desk
import HTTPCore
import InboxModel
import Storage

/// Who a request comes from: the page's cookie, a bearer token. Signing in and out.
struct Gate: Sendable {
    let store: InboxStore
    let hasher: PasswordHasher
    let publicURL: String
    let now: @Sendable () -> Timestamp

    private let recent = RecentCallers()

    private static let idle = Duration.seconds(12 * 3_600)
    private static let longest = Duration.seconds(7 * 86_400)

    /// `__Host-` binds the cookie to this host and to https; plain http, which only loopback has, cannot carry that prefix.
    private var cookieName: String { isSecure ? "__Host-stellwerk" : "stellwerk" }
    private var isSecure: Bool { publicURL.hasPrefix("https://") }

    // MARK: Who is it

    func caller(of request: HTTPRequest) async throws -> Caller? {
        if let header = request.headers["Authorization"] { return try await bearer(header) }
        guard let cookie = request.cookie(cookieName), let secret = Base64.url.decode(cookie) else { return nil }
        let digest = Digest.sha256(secret)
        let now = now()
        let user = try await store.read {
            try $0.sessionUser(digest, idleSince: now - Self.idle, createdSince: now - Self.longest)
        }
        guard let user else { return nil }
        recent.note(digest, at: now)
        return Caller(user: user, proof: .session(digest: digest), scopes: [])
    }

    private func bearer(_ header: String) async throws -> Caller? {
        guard header.lowercased().hasPrefix("bearer ") else { return nil }
        let digest = Digest.sha256(Array(header.dropFirst(7).utf8))
        guard let (user, scopes) = try await store.read({ try $0.tokenUser(digest) }) else { return nil }
        recent.note(digest, at: now())
        return Caller(user: user, proof: .token, scopes: Set(scopes.compactMap(Permission.init)))
    }

    /// Whether somebody who was here a moment ago sends this head: asked on the listener's thread, before a body is read.
    func knows(_ head: HTTPRequest) -> Bool {
        let secret: [UInt8]?
        if let header = head.headers["Authorization"] {
            secret = header.lowercased().hasPrefix("bearer ") ? Array(header.dropFirst(7).utf8) : nil
        } else {
            secret = head.cookie(cookieName).flatMap(Base64.url.decode)
        }
        return secret.map { recent.knows(Digest.sha256($0), at: now()) } ?? false
    }

    /// Refuses a state change that another site could have made the browser send.
    func checkOrigin(_ request: HTTPRequest, of caller: Caller) throws {
        guard case .session = caller.proof else { return }
        let isOurs = request.headers["Origin"].map { $0 == publicURL || $0 == hostOrigin(request) } ?? true
        let site = request.headers["Sec-Fetch-Site"]
        let isPage = request.headers["X-Stellwerk"] == "1"
        let type = request.path == "/api/v1/uploads" ? "application/octet-stream" : "application/json"
        let hasType = request.body.isEmpty || request.headers["Content-Type"]?.hasPrefix(type) == true
        guard isOurs, isPage, hasType, site == nil || site == "same-origin" else {
            throw APIFailure(
                403, "foreign_origin", "This change did not come from the page.",
                advice: "Send X-Stellwerk: 1 and Content-Type: application/json from the same origin, or use a bearer token.")
        }
    }

    /// An event stream cannot send headers of its own: where it was opened must do.
    func checkStreamOrigin(_ request: HTTPRequest, of caller: Caller) throws {
        guard case .session = caller.proof else { return }
        let isOurs = request.headers["Origin"].map { $0 == publicURL || $0 == hostOrigin(request) } ?? true
        guard isOurs, ["same-origin", nil].contains(request.headers["Sec-Fetch-Site"]) else {
            throw APIFailure(403, "foreign_origin", "This stream was opened by another site.", advice: "Open it from the page.")
        }
    }

    private func hostOrigin(_ request: HTTPRequest) -> String { "\(request.scheme)://\(request.headers["Host"] ?? "")" }

    // MARK: In and out

    /// Signs in with name and password. Five free tries an account, then twice as long a wait each time, up to a quarter of an
    /// hour; an unknown name costs the same time and is told the same.
    func signIn(name: String, password: String) async throws -> HTTPResponse {
        let account = name.lowercased()
        let now = now()
        let (user, stored, brake) = try await store.read { transaction in
            let user = try transaction.user(named: account)
            return (user, try user.flatMap { try transaction.password(of: $0.id) }, try transaction.brake(of: account))
        }
        if let brake, brake.blockedUntil > now {
            let wait = Int((brake.blockedUntil - now).components.seconds) + 1
            throw APIFailure(
                429, "slow_down", "Too many tries for this name.", advice: "Try again in \(wait) seconds.", retryAfter: wait)
        }
        let isRight = try await verify(password, against: stored)
        guard isRight, let user, user.disabledAt == nil else {
            let failures = (brake?.failures ?? 0) + 1
            let wait = failures < 5 ? Duration.zero : min(.seconds(1 << min(failures - 5, 10)), .seconds(900))
            try await store.write { try $0.setBrake(of: account, failures: failures, blockedUntil: now + wait) }
            throw APIFailure(
                401, "sign_in_refused", "Name or password is wrong.",
                advice: "Try again, or have an administrator make a new link.")
        }
        if brake != nil { try await store.write { try $0.setBrake(of: account, failures: 0, blockedUntil: now) } }
        return try await start(user)
    }

    private func verify(_ password: String, against stored: String?) async throws -> Bool {
        do {
            return try await hasher.isRight(password, for: try stored.map(PasswordHash.init))
        } catch {
            throw APIFailure(503, "busy", "Too many sign-ins at once.", advice: "Try again in a few seconds.", retryAfter: 3)
        }
    }

    /// Signs in by a one-time link.
    func signIn(link: String) async throws -> HTTPResponse {
        let now = now()
        guard let secret = Base64.url.decode(link) else { throw Self.deadLink }
        let user = try await store.write { transaction in
            try transaction.useSignInLink(Digest.sha256(secret), at: now).flatMap { try transaction.user($0) }
        }
        guard let user, user.disabledAt == nil else { throw Self.deadLink }
        return try await start(user)
    }

    private static let deadLink = APIFailure(
        401, "link_used", "This link was used or has expired.", advice: "Have an administrator make a new one.")

    private func start(_ user: User) async throws -> HTTPResponse {
        let secret = randomBytes(32)
        let now = now()
        try await store.write { try $0.startSession(Digest.sha256(secret), of: user.id, at: now) }
        var response = HTTPResponse(status: 204)
        response.headers["Set-Cookie"] =
            "\(cookieName)=\(Base64.url.encode(secret)); Path=/; HttpOnly; SameSite=Lax; Max-Age=604800"
            + (isSecure ? "; Secure" : "")
        return response
    }

    func signOut(_ caller: Caller) async throws -> HTTPResponse {
        let now = now()
        if case .session(let digest) = caller.proof { try await store.write { try $0.endSession(digest, at: now) } }
        var response = HTTPResponse(status: 204)
        response.headers["Set-Cookie"] = "\(cookieName)=; Path=/; Max-Age=0" + (isSecure ? "; Secure" : "")
        response.headers["Clear-Site-Data"] = "\"cache\",\"storage\""
        return response
    }

    /// Moves a session's idle limit; called at most once a minute for each.
    func touch(_ caller: Caller) async throws {
        guard case .session(let digest) = caller.proof else { return }
        let now = now()
        try await store.write { try $0.touchSession(digest, at: now) }
    }
}
