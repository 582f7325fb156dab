import Desk
import Expressions
import HTTPCore
import InboxModel
import Storage

/// What machines ask: is it alive, can it work, how much did it do. And the doors in.
extension WebApp {
    func health() -> HTTPResponse { HTTPResponse(json: ["status": "alive"]) }

    func readiness() -> HTTPResponse {
        let reasons = office.notReady()
        return HTTPResponse(
            json: ["ready": .bool(reasons.isEmpty), "reasons": .array(reasons.map { .string($0) })],
            status: reasons.isEmpty ? 200 : 503)
    }

    /// Counters for Prometheus; from other machines only with a token, since they name channels.
    func metrics(_ request: HTTPRequest) async throws -> HTTPResponse {
        if !Self.isLocal(request.remoteAddress), try await gate.caller(of: request) == nil { throw APIFailure.signInFirst }
        var lines = office.metrics().sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let (counts, states) = try await desk.store.read { (try $0.queueCounts(), try $0.channels()) }
        let names = Dictionary(uniqueKeysWithValues: states.map { ($0.id, $0.name) })
        for count in counts {
            lines.append(
                "stellwerk_conversations{channel=\"\(names[count.channel] ?? "")\",status=\"\(count.status.rawValue)\"} \(count.count)"
            )
        }
        for channel in states where channel.retiredAt == nil {
            lines.append(
                "stellwerk_channel_up{channel=\"\(channel.name)\",state=\"\(channel.health.state.rawValue)\"} "
                    + (channel.health.state == .running ? "1" : "0"))
        }
        for (channel, backlog) in try await journal.backlog() {
            lines.append("stellwerk_deliveries_waiting{channel=\"\(names[channel] ?? "")\"} \(backlog.waiting)")
        }
        return HTTPResponse(status: 200, text: lines.joined(separator: "\n") + "\n", type: "text/plain; version=0.0.4")
    }

    private static func isLocal(_ address: String) -> Bool { address.hasPrefix("127.") || address == "::1" }

    func policyReport(_ request: HTTPRequest) -> HTTPResponse {
        onInternalError("csp", String(decoding: request.body.prefix(1_000), as: UTF8.self))
        return HTTPResponse(status: 204)
    }

    // MARK: Signing in

    func signIn(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try Self.body(request)
        return try await gate.signIn(name: try body.requiredText("name"), password: try body.requiredText("password"))
    }

    func signInByLink(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await gate.signIn(link: try Self.body(request).requiredText("token"))
    }

    /// The body of a call that nobody is signed in for: it must come from the page itself.
    private static func body(_ request: HTTPRequest) throws -> JSON {
        guard request.headers["X-Stellwerk"] == "1", ["same-origin", nil].contains(request.headers["Sec-Fetch-Site"]) else {
            throw APIFailure(403, "foreign_origin", "This did not come from the page.", advice: "Send X-Stellwerk: 1.")
        }
        let nobody = User(
            id: UserID(rawValue: 0), name: "", displayName: "", role: .viewer, createdAt: Timestamp(milliseconds: 0))
        return try Call(
            request: request, parameters: RouteParameters(), caller: Caller(user: nobody, proof: .token, scopes: [])
        ).body()
    }
}
