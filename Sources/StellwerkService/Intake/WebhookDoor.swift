import ConnectorKit
import Cryptography
import HTTPCore
import InboxModel
import Storage

/// The platforms' side of the listener: `/hooks/{channel}/{key}`. It runs on the listener's own thread: looks the channel up,
/// has its connector verify the raw call, appends to the journal's queue, and answers when the group is durable. No task is made.
struct WebhookDoor: Sendable {
    let board: ChannelBoard
    let journal: Journal
    let ids: IdentifierSource
    let chronicle: Chronicle
    let publicURL: String
    let now: @Sendable () -> Timestamp

    static let prefix = "/hooks/"
    static let bodyLimit = 4 << 20

    /// Answers a call, now or when its delivery is durable. What is wrong with a refused call is told to nobody.
    func take(_ request: HTTPRequest, reply: @escaping @Sendable (HTTPResponse) -> Void) {
        let parts = request.path.dropFirst(Self.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard request.method == .post || request.method == .get, parts.count == 2, let active = board[String(parts[0])],
            ConstantTime.isEqual(String(parts[1]), active.hook.key)
        else { return refuse(request, reply) }
        switch active.connector.admit(WebhookCall(request, url: active.hook.url, receivedAt: now())) {
        case .refuse: refuse(request, reply)
        case .answer(let answer): reply(HTTPResponse(answer))
        case .store(let delivery, let answer):
            // Verified: a page that posted it may read what became of it.
            let origin = request.headers["Origin"]
            store(delivery, of: active, then: answer) { reply($0.readable(from: origin)) }
        }
    }

    private func store(
        _ delivery: RawDelivery, of active: ActiveChannel, then answer: WebhookAnswer,
        _ reply: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        let entry = JournalEntry(
            id: ids.make(at: delivery.receivedAt), channel: active.id, origin: "webhook", stream: delivery.stream?.rawValue,
            headers: delivery.headers, context: delivery.context, body: delivery.body, receivedAt: delivery.receivedAt)
        let isQueued = journal.append(entry) { result in
            switch result {
            case .success:
                reply(HTTPResponse(answer))
                active.deliveryBell.ring()
            case .failure(let error):
                chronicle.note(.storeRefused("a delivery for \(active.name)", error))
                reply(Self.comeBack)
            }
        }
        if !isQueued { reply(Self.comeBack) }
    }

    private func refuse(_ request: HTTPRequest, _ reply: @Sendable (HTTPResponse) -> Void) {
        chronicle.note(.hookRefused(remote: request.remoteAddress))
        reply(HTTPResponse(status: 401))
    }

    /// Nothing was kept: the platform will deliver it again.
    private static let comeBack = HTTPResponse(status: 503, headers: ["Retry-After": "5"])
}

extension WebhookCall {
    init(_ request: HTTPRequest, url: String, receivedAt: Timestamp) {
        self.init(
            method: request.method.rawValue, url: url, query: request.query,
            headers: Dictionary(request.headers.fields.map { ($0.name.lowercased(), $0.value) }) { $0 + ", " + $1 },
            body: request.body, receivedAt: receivedAt)
    }
}

extension HTTPResponse {
    /// The same answer, for scripts of that origin too; it never carries anything that only a cookie would open.
    fileprivate func readable(from origin: String?) -> HTTPResponse {
        guard let origin else { return self }
        var readable = self
        readable.headers["Access-Control-Allow-Origin"] = origin
        readable.headers["Vary"] = "Origin"
        return readable
    }

    init(_ answer: WebhookAnswer) {
        self.init(status: answer.status, body: .bytes(answer.body))
        if let type = answer.type { headers["Content-Type"] = type }
    }
}
