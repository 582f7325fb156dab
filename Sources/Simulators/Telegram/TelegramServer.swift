import FoundationEssentials
import HTTPCore

/// The Bot API as Telegram's server speaks it, with one bot.
///
/// Source: https://core.telegram.org/bots/api (Bot API 10.1) and tdlib/telegram-bot-api, read 2026-08-01.
public actor TelegramServer: PlatformServer {
    nonisolated let platform = Platform.telegram
    let settings: TownSettings
    let ledger: Ledger
    let bot = TelegramUser(
        id: 6_123_456_789, isBot: true, firstName: "Lindwerk Service", lastName: nil, username: "lindwerk_bot")

    var chats: [TelegramChat] = []
    var changes = 0
    /// What the bot has not confirmed yet, oldest first.
    var updates: [TelegramUpdate] = []
    var webhook: TelegramWebhook?
    /// Chats whose updates are on their way by webhook.
    var delivering: Set<Int64> = []
    var allowedUpdates = TelegramServer.usualUpdates
    /// The one call that waits for updates.
    var poller: Poller?
    var isTokenGood = true
    /// By handle.
    var users: [String: TelegramUser] = [:]
    var files: [String: TelegramFile] = [:]
    /// Calls that have waited so far.
    var waits = 0
    let wakes: AsyncStream<Int64>
    let wake: AsyncStream<Int64>.Continuation
    private var lastUpdateID: Int64 = 700_000_000
    private var lastMessageID: Int64 = 41
    private var lastPersonID: Int64 = 915_550_010
    private var overall: Bucket

    /// What is delivered when `allowed_updates` was never set: reactions have to be asked for.
    static let usualUpdates: Set<String> = ["message", "edited_message"]
    /// Updates are kept for a day.
    static let lifetime: TimeInterval = 86_400
    static let group: Int64 = -1_002_100_200_300

    init(_ settings: TownSettings, _ ledger: Ledger) {
        (self.settings, self.ledger) = (settings, ledger)
        (wakes, wake) = AsyncStream.makeStream()
        let now = settings.now()
        overall = Bucket(capacity: 30, seconds: 1 / 30, now: now)
        chats = [
            TelegramChat(
                id: Self.group, person: nil, title: "Lindwerk: Fragen & Tipps", username: "lindwerk_fragen",
                pace: Self.pace(isGroup: true, now))
        ]
    }

    /// About one message a second in a chat, short bursts pass; 20 a minute in a group.
    static func pace(isGroup: Bool, _ now: Date) -> Bucket {
        isGroup ? Bucket(capacity: 3, seconds: 3, now: now) : Bucket(capacity: 3, seconds: 1, now: now)
    }

    /// Whether somebody has signed in and listens: by webhook, or by a call that waits.
    public var isHeard: Bool { webhook != nil || poller != nil }

    /// Revokes the bot's token, or gives it back.
    public func setToken(isGood: Bool) {
        isTokenGood = isGood
        changes += 1
    }

    // MARK: Calls

    func answer(to request: HTTPRequest) async -> HTTPResponse {
        let segments = request.path.split(separator: "/", omittingEmptySubsequences: true)
        if segments.first == "file", segments.count == 4 { return file(segments.map { String($0) }) }
        guard segments.count == 2, segments[0].hasPrefix("bot") else { return failure(404, "Not Found") }
        let token = segments[0].dropFirst(3)
        guard token.contains(":"), token.prefix(while: { $0 != ":" }).allSatisfy(\.isNumber) else {
            return failure(401, "Unauthorized: invalid token specified")
        }
        guard token == settings.telegramToken, isTokenGood else { return failure(401, "Unauthorized") }
        guard request.method == .get || request.method == .post, let parameters = Parameters(request) else {
            return failure(400, "Bad Request: can't parse the request")
        }
        return await call(segments[1].lowercased(), parameters)
    }

    /// Method names count without case.
    private func call(_ method: String, _ parameters: Parameters) async -> HTTPResponse {
        switch method {
        case "getme": success(me)
        case "getupdates": await getUpdates(parameters)
        case "setwebhook": setWebhook(parameters)
        case "deletewebhook": deleteWebhook(parameters)
        case "getwebhookinfo": success(webhookInfo)
        case "sendmessage": sendMessage(parameters)
        case "editmessagetext": editMessageText(parameters)
        case "deletemessage": deleteMessage(parameters)
        case "sendchataction": sendChatAction(parameters)
        case "setmessagereaction": setMessageReaction(parameters)
        case "senddocument": sendDocument(parameters)
        case "getfile": getFile(parameters)
        default: failure(404, "Not Found: method not found")
        }
    }

    private var me: Document {
        bot.document.adding(
            ("can_join_groups", true), ("can_read_all_group_messages", false), ("supports_inline_queries", false),
            ("can_connect_to_business", false), ("has_main_web_app", false))
    }

    // MARK: Answers

    func success(_ result: Document, description: String? = nil) -> HTTPResponse {
        let answer = Document.leavingOut(("ok", true), ("result", result), ("description", description.map(Document.text)))
        return HTTPResponse(200, answer, escapingForeignLetters: true)
    }

    func failure(_ code: Int, _ description: String, retryAfter: Int? = nil) -> HTTPResponse {
        let parameters = retryAfter.map { Document.members([.init("retry_after", .whole(Int64($0)))]) }
        let answer = Document.leavingOut(
            ("ok", false), ("error_code", .whole(Int64(code))), ("description", .text(description)), ("parameters", parameters))
        var response = HTTPResponse(code, answer, escapingForeignLetters: true)
        if let retryAfter { response.headers["Retry-After"] = String(retryAfter) }
        return response
    }

    func refusal(_ status: Int, retryAfter: Int?) -> HTTPResponse {
        switch status {
        case 401: failure(401, "Unauthorized")
        case 403: failure(403, "Forbidden: bot was blocked by the user")
        case 429: tooMany(retryAfter ?? 1)
        case 500...: failure(status, "Internal Server Error", retryAfter: retryAfter)
        default: failure(status, "Bad Request", retryAfter: retryAfter)
        }
    }

    func tooMany(_ seconds: Int) -> HTTPResponse {
        failure(429, "Too Many Requests: retry after \(seconds)", retryAfter: seconds)
    }

    /// Whether a message may go now; nil, or the seconds to wait.
    func pace(_ chat: Int) -> Int? {
        let now = settings.now()
        let waits = [chats[chat].pace.take(at: now), overall.take(at: now)].compactMap { $0 }
        return waits.max().map { Int($0.rounded(.up)) }
    }

    // MARK: Counters

    func nextMessageID() -> Int64 {
        lastMessageID += 1
        return lastMessageID
    }

    func nextUpdateID() -> Int64 {
        lastUpdateID += 1
        return lastUpdateID
    }

    func nextPersonID() -> Int64 {
        lastPersonID += 1
        return lastPersonID
    }
}
