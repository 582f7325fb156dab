import FoundationEssentials
import HTTPCore

/// One account's server in the Mastodon API.
///
/// Source: https://docs.joinmastodon.org (Mastodon 4.6), read 2026-08-01.
public actor MastodonServer: PlatformServer {
    nonisolated let platform = Platform.mastodon
    let settings: TownSettings
    let ledger: Ledger
    let us = MastodonAccount(
        id: "112000000000000001", username: "lindwerk", host: "", displayName: "Lindwerk", followers: 4_812)

    var accounts: [MastodonAccount] = []
    var statuses: [MastodonStatus] = []
    /// Oldest first.
    var notifications: [MastodonNotification] = []
    var changes = 0
    var isTokenGood = true
    /// Whether the notifications were read since the start.
    public var isHeard = false
    /// Statuses by the key they were posted with, kept for an hour.
    var keys: [String: (status: String, at: Date)] = [:]
    /// Files by id.
    var media: [String: MastodonMedia] = [:]
    /// Lines that stand, and how many there were.
    var lines: [Int: AsyncStream<[UInt8]>.Continuation] = [:]
    var listeners = 0
    private var lastStatus: Int64 = 116_500_000_000_000_100
    private var lastNotification: Int64 = 34_975_800
    private var lastAccount: Int64 = 112_000_000_000_000_400
    private var calls: Window
    private var deletions: Window
    private let routes: Router<Route>

    /// What answers a path.
    struct Route: Sendable {
        var run: @Sendable (isolated MastodonServer, Parameters, HTTPRequest, RouteParameters) -> HTTPResponse
    }

    /// What we have posted before anything happens.
    static let firstStatus = "116500000000000100"

    init(_ settings: TownSettings, _ ledger: Ledger) {
        (self.settings, self.ledger) = (settings, ledger)
        let now = settings.now()
        calls = Window(limit: 300, seconds: 300, now: now)
        deletions = Window(limit: 30, seconds: 1_800, now: now)
        routes = Self.table
        statuses = [
            MastodonStatus(
                id: Self.firstStatus, author: us,
                text:
                    "Unsere Werkstatt hat wieder offen: mitbringen, was nicht mehr läuft, und zusehen, wie es repariert wird. "
                    + "Samstags von 10 bis 14 Uhr.",
                visibility: .public, language: "de", at: now.addingTimeInterval(-7_200), mentions: [])
        ]
    }

    /// Revokes our token, or gives it back.
    public func setToken(isGood: Bool) {
        isTokenGood = isGood
        changes += 1
    }

    var origin: String { settings.mastodonOrigin }

    // MARK: Calls

    func answer(to request: HTTPRequest) -> HTTPResponse {
        if request.method == .get, let file = file(request.path) { return file }
        switch routes.match(request.method, request.path) {
        case .notFound: return failure(404, "Not Found")
        case .wrongMethod(let allowed): return HTTPResponse.wrongMethod(allowed: allowed)
        case .found(let route, let path):
            if let refused = turnedAway(request) { return refused }
            guard let parameters = Parameters(request) else {
                return counted(failure(400, "There was a problem parsing the JSON"))
            }
            return counted(route.run(self, parameters, request, path))
        }
    }

    private func turnedAway(_ request: HTTPRequest) -> HTTPResponse? {
        guard let given = request.headers["Authorization"], given.hasPrefix("Bearer ") else {
            return failure(401, "The access token is invalid")
        }
        guard given.dropFirst(7) == settings.mastodonToken[...] else { return failure(401, "The access token is invalid") }
        guard isTokenGood else { return failure(401, "The access token was revoked") }
        let now = settings.now()
        guard calls.take(at: now) else { return counted(failure(429, "Too many requests")) }
        guard request.method != .delete || deletions.take(at: now) else {
            return counted(failure(429, "Too many requests"), by: deletions)
        }
        return nil
    }

    // MARK: Answers

    func failure(_ status: Int, _ words: String) -> HTTPResponse { HTTPResponse(status, ["error": .text(words)]) }

    func refusal(_ status: Int, retryAfter: Int?) -> HTTPResponse {
        let words =
            switch status {
            case 401: "The access token was revoked"
            case 403: "This action is not allowed"
            case 429: "Too many requests"
            case 503: "Remote data could not be fetched"
            default: "Something went wrong"
            }
        var response = counted(failure(status, words))
        if status == 429 {
            let resetsAt = settings.now().addingTimeInterval(Double(retryAfter ?? 1))
            response.headers["X-RateLimit-Remaining"] = "0"
            response.headers["X-RateLimit-Reset"] = Self.reset(resetsAt)
        } else if let retryAfter {
            response.headers["Retry-After"] = String(retryAfter)
        }
        return response
    }

    private func counted(_ response: HTTPResponse) -> HTTPResponse { counted(response, by: calls) }

    /// With what is left of the limit.
    private func counted(_ response: HTTPResponse, by window: Window) -> HTTPResponse {
        var response = response
        response.headers["X-RateLimit-Limit"] = String(window.limit)
        response.headers["X-RateLimit-Remaining"] = String(window.remaining)
        response.headers["X-RateLimit-Reset"] = Self.reset(window.resetsAt)
        return response
    }

    /// `2026-08-01T13:55:00.248623Z`: with microseconds, and no number of seconds.
    private static func reset(_ date: Date) -> String { "\(date.withMilliseconds.dropLast())000Z" }

    // MARK: Counters

    func nextStatus() -> String {
        lastStatus += 1
        return String(lastStatus)
    }

    func notify(_ type: String, _ account: MastodonAccount, about status: String) {
        lastNotification += 1
        let notification = MastodonNotification(
            number: lastNotification, type: type, account: account, status: status, at: settings.now())
        notifications.append(notification)
        tell("notification", document(notification))
        changes += 1
    }

    /// The account behind a handle; people live on several servers.
    func account(_ person: Person) -> MastodonAccount {
        if let known = accounts.first(where: { $0.username == person.handle }) { return known }
        lastAccount += 1
        let hosts = ["", "troet.example", "mas.example", "chaos.example"]
        let host = hosts[person.handle.utf8.reduce(0) { $0 &+ Int($1) } % hosts.count]
        let account = MastodonAccount(
            id: String(lastAccount), username: person.handle, host: host, displayName: person.name,
            followers: 20 + person.handle.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 2_000 })
        accounts.append(account)
        return account
    }
}
