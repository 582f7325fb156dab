import ConnectorKit
import Cryptography
import HTTPCore
import InboxModel
import Storage

/// The platforms' side of the listener: `/hooks/{channel}/{key}`, and `/hooks/app/{app}/{key}` for the one address of a whole app.
/// It runs on the listener's own thread: looks up who minds the address, has its connector verify the raw call, appends to the
/// journal's queue, and answers when the group is durable. No task is made.
struct WebhookDoor: Sendable {
    let board: ChannelBoard
    let journal: Journal
    let ids: IdentifierSource
    let chronicle: Chronicle
    let now: @Sendable () -> Timestamp
    private let visitors = VisitorBrake(limit: 60)

    static let prefix = "/hooks/"
    static let appWord = "app"
    static let bodyLimit = 4 << 20

    typealias Reply = @Sendable (HTTPResponse) -> Void

    /// Answers a call, now or when its delivery is durable. What is wrong with a refused call is told to nobody.
    func take(_ request: HTTPRequest, reply: @escaping Reply) {
        let parts = request.path.dropFirst(Self.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard request.method == .post || request.method == .get else { return refuse(request, reply) }
        switch parts.count {
        case 2: take(request, for: board[String(parts[0])], key: parts[1], reply)
        case 3 where parts[0] == Self.appWord: take(request, for: board.app(String(parts[1])), key: parts[2], reply)
        default: refuse(request, reply)
        }
    }

    private func take(_ request: HTTPRequest, for minder: (any HookMinder)?, key: Substring, _ reply: @escaping Reply) {
        guard let minder, minder.isServing, ConstantTime.isEqual(String(key), minder.hook.key) else {
            return refuse(request, reply)
        }
        switch minder.connector.admit(WebhookCall(request, url: minder.hook.url, receivedAt: now())) {
        case .refuse: refuse(request, reply)
        case .answer(let answer): reply(HTTPResponse(answer))
        case .comeBack:
            minder.keyBell.ring()
            reply(Self.comeBack)
        case .store(let delivery, let answer):
            // Verified: a page that posted it may read what became of it.
            let origin = request.headers["Origin"]
            guard origin == nil || visitors.allows(request.remoteAddress, now: .now) else {
                return reply(Self.tooOften.readable(from: origin))
            }
            store(delivery, of: minder, then: answer) { reply($0.readable(from: origin)) }
        }
    }

    // MARK: Keeping

    private func store(
        _ delivery: RawDelivery, of minder: any HookMinder, then answer: WebhookAnswer, _ reply: @escaping Reply
    ) {
        let parts = minder.parts(of: delivery, board)
        guard !parts.isEmpty else { return reply(HTTPResponse(answer)) }
        let isQueued = journal.append(parts.map { JournalEntry($0, ids.make(at: delivery.receivedAt)) }) { result in
            switch result {
            case .success:
                reply(HTTPResponse(answer))
                for part in parts { tell(part) }
            case .failure(let error):
                chronicle.note(.storeRefused("a delivery for \(minder.name)", error))
                reply(Self.comeBack)
            }
        }
        if !isQueued { reply(Self.comeBack) }
    }

    private func tell(_ part: DeliveryPart) {
        switch part.owner {
        case .channel(let active): active.deliveryBell.ring()
        case .nobody(let app, let account): chronicle.note(.unclaimed(app: app, account: account))
        }
    }

    private func refuse(_ request: HTTPRequest, _ reply: Reply) {
        chronicle.note(.hookRefused(remote: request.remoteAddress))
        reply(HTTPResponse(status: 401))
    }

    private static let tooOften = HTTPResponse(status: 429, headers: ["Retry-After": "60"])

    /// Nothing was kept: the platform will deliver it again.
    private static let comeBack = HTTPResponse(status: 503, headers: ["Retry-After": "5"])
}

extension WebhookCall {
    /// - Parameter url: the address as it was registered; what the platform hangs on it as a query counts in signatures.
    init(_ request: HTTPRequest, url: String, receivedAt: Timestamp) {
        self.init(
            method: request.method.rawValue, url: request.rawQuery.isEmpty ? url : "\(url)?\(request.rawQuery)",
            query: request.query,
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
