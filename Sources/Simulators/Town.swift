public import FoundationEssentials
public import HTTPCore

/// A town of simulated platforms behind one listener: `/telegram`, `/mastodon` and `/wordpress` speak as the real ones do, from
/// their fact sheets; `/side` shows what the public sees, lets one write as a customer, and switches faults on.
///
/// Life: made, handed to a listener, `run()` beside it (it delivers webhooks). Everything is kept in memory.
public final class Town: HTTPHandler {
    public let telegram: TelegramServer
    public let mastodon: MastodonServer
    public let wordpress: WordPressSite
    public let ledger: Ledger
    let faults = Faults()
    let settings: TownSettings

    public init(_ settings: TownSettings) {
        self.settings = settings
        ledger = Ledger()
        telegram = TelegramServer(settings, ledger)
        mastodon = MastodonServer(settings, ledger)
        wordpress = WordPressSite(settings, ledger)
    }

    /// Switches a fault on.
    public func fail(_ fault: Fault) { faults.add(fault) }

    /// Delivers webhooks until the task is cancelled.
    public func run() async { await telegram.run() }

    public func respond(to request: HTTPRequest) async -> HTTPResponse {
        let path = request.path.dropFirst()
        let district = path.prefix { $0 != "/" }
        var inner = request
        inner.path = String(path.dropFirst(district.count))
        if district == "side" { return await sideAnswer(to: inner) }
        guard let platform = Platform(rawValue: String(district)) else {
            return HTTPResponse(status: 404, text: "There is no such platform in this town.\n")
        }
        return await answer(to: inner, of: server(platform))
    }

    func server(_ platform: Platform) -> any PlatformServer {
        switch platform {
        case .telegram: telegram
        case .mastodon: mastodon
        case .wordpress: wordpress
        }
    }

    /// The platform's answer, or what a fault makes of it.
    private func answer(to request: HTTPRequest, of server: any PlatformServer) async -> HTTPResponse {
        switch faults.meet(server.platform, request) {
        case nil: return await server.answer(to: request)
        case .slow(let delay):
            try? await settings.clock.sleep(for: delay)
            return await server.answer(to: request)
        case .lost:
            _ = await server.answer(to: request)
            return .hangUp
        case .cut: return .hangUp
        case .status(let status, let retryAfter): return await server.refusal(status, retryAfter: retryAfter)
        }
    }
}

/// What a town is made with.
public struct TownSettings: Sendable {
    /// What the bot of `service-bot` signs in with.
    public var telegramToken = "6123456789:AAHdemoDemoDemoDemoDemoDemoDemoDemo0"
    public var mastodonToken = "demo-Qm7sVt2kXy9LrW4pZa1CeB8uJnH3fGdT6oIv5MxK0s"
    /// Where the Mastodon server says it stands; `Link` headers and permalinks begin with it.
    public var mastodonOrigin = "https://fedi.example"
    public var wordpressUser = "support"
    public var wordpressPassword = "abcd EFGH 1234 ijkl MNOP 6789"
    public var wordpressOrigin = "https://blog.example"
    /// Delivers webhooks.
    public var client: any HTTPClient
    public var clock: any Clock<Duration>
    public var now: @Sendable () -> Date

    public init(
        client: any HTTPClient, clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Date = { Date() }
    ) {
        (self.client, self.clock, self.now) = (client, clock, now)
    }
}

/// One platform of the town.
protocol PlatformServer: Actor {
    nonisolated var platform: Platform { get }

    /// Answers a call; the path is the platform's own.
    func answer(to request: HTTPRequest) async -> HTTPResponse

    /// A refusal in the platform's shape.
    func refusal(_ status: Int, retryAfter: Int?) -> HTTPResponse

    /// What the public sees.
    var side: SideView { get }

    /// Grows with everything the public sees changing.
    var changes: Int { get }

    /// A customer writes. `place` is a thread of the side view, or nil to begin one; `parent` is the item answered.
    /// - Returns: the new item's id; nil where there is no such place.
    func write(_ person: Person, _ text: String, place: String?, parent: String?) -> String?

    /// A customer changes their text; false where the item is not there or not theirs.
    func edit(_ item: String, _ text: String) -> Bool

    /// A customer takes their item back; false where it is not there or not theirs.
    func remove(_ item: String) -> Bool

    /// A customer likes an item of ours; false where it is not there.
    func react(_ person: Person, _ item: String, _ sign: String) -> Bool
}

/// A customer; invented, every one of them.
public struct Person: Sendable, Hashable {
    public var name: String
    /// Letters and digits only.
    public var handle: String
    /// `de` or `en`.
    public var language: String

    public init(name: String, handle: String, language: String) {
        (self.name, self.handle, self.language) = (name, handle, language)
    }
}
