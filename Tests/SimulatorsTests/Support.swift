import FoundationEssentials
import HTTPCore
import Simulators
import Synchronization
import TestSupport
import Testing

/// The wall clock of a test's town.
final class TownTime: Sendable {
    private let moment = Mutex(Date(timeIntervalSince1970: 1_785_592_800))

    var now: Date { moment.withLock { $0 } }

    func pass(_ seconds: Double) { moment.withLock { $0 = $0.addingTimeInterval(seconds) } }
}

/// Waits no time at all: sleeping moves it on.
struct InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }

    var now: Instant { Instant() }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws { try Task.checkCancellation() }
}

/// Stands for the product's webhook door: keeps what comes, and answers each call with the next status.
final class Door: HTTPClient {
    private let state = Mutex<(calls: [HTTPCall], statuses: [Int])>(([], []))

    init(answering statuses: [Int] = []) { state.withLock { $0.statuses = statuses } }

    var calls: [HTTPCall] { state.withLock { $0.calls } }

    /// The body of each call.
    var bodies: [Document] {
        calls.compactMap { call in
            guard case .bytes(let bytes, _) = call.body else { return nil }
            return try? Document(parsing: bytes)
        }
    }

    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
        let status = state.withLock { state in
            state.calls.append(call)
            return state.statuses.isEmpty ? 200 : state.statuses.removeFirst()
        }
        return HTTPAnswer(status: status)
    }

    func stream(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPStreamedAnswer {
        throw HTTPFailure(.invalid, "no streams here", advice: "", requestLeft: false)
    }
}

/// A town and a way to call it.
struct TestTown {
    let time = TownTime()
    let town: Town
    let settings: TownSettings

    init(door: Door = Door(), clock: any Clock<Duration> = InstantClock()) {
        settings = TownSettings(client: door, clock: clock) { [time] in time.now }
        town = Town(settings)
    }

    /// An answer, read.
    struct Answer {
        var status: Int
        var headers: HTTPHeaders
        var body: Document
        var text: String
    }

    func call(
        _ method: HTTPMethod, _ target: String, _ body: Document? = nil, headers: HTTPHeaders = [:]
    ) async -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1)
        let query = parts.dropFirst().joined().split(separator: "&").map { pair -> (name: String, value: String) in
            let sides = pair.split(separator: "=", maxSplits: 1)
            return (String(sides[0]), sides.count == 2 ? String(sides[1]) : "")
        }
        var request = HTTPRequest(method: method, path: String(parts[0]), query: query, headers: headers)
        if let body {
            request.body = Array(body.written().utf8)
            request.headers["Content-Type"] = "application/json"
        }
        let response = await town.respond(to: request)
        guard case .bytes(let bytes) = response.body else { return Answer(status: 0, headers: [:], body: .null, text: "") }
        return Answer(
            status: response.status, headers: response.headers, body: (try? Document(parsing: bytes)) ?? .null,
            text: String(decoding: bytes, as: UTF8.self))
    }

    func telegram(_ method: String, _ body: Document? = nil) async -> Answer {
        await call(.post, "/telegram/bot\(settings.telegramToken)/\(method)", body)
    }

    func mastodon(
        _ method: HTTPMethod, _ target: String, _ body: Document? = nil, key: String? = nil, token: String? = nil
    ) async -> Answer {
        var headers: HTTPHeaders = ["Authorization": "Bearer \(token ?? settings.mastodonToken)"]
        headers["Idempotency-Key"] = key
        return await call(method, "/mastodon/api/v1/\(target)", body, headers: headers)
    }

    func wordpress(
        _ method: HTTPMethod, _ target: String, _ body: Document? = nil, password: String? = "abcdEFGH1234ijklMNOP6789"
    ) async -> Answer {
        var headers = HTTPHeaders()
        if let password { headers["Authorization"] = "Basic \(Data("support:\(password)".utf8).base64EncodedString())" }
        return await call(method, "/wordpress/wp-json/wp/v2/\(target)", body, headers: headers)
    }

    /// A customer writes; the item's id.
    @discardableResult
    func write(
        _ platform: Platform, _ text: String, name: String = "Mira Öz", place: String? = nil, parent: String? = nil
    ) async throws -> String {
        let answer = await call(
            .post, "/side/write",
            [
                "platform": .text(platform.rawValue), "text": .text(text), "name": .text(name),
                "place": place.map(Document.text) ?? .null, "parent": parent.map(Document.text) ?? .null,
            ])
        return try #require(answer.body["id"]?.text)
    }

    /// The item as the public sees it.
    func item(_ platform: Platform, _ id: String) async -> Document? {
        let platforms = await call(.get, "/side/state").body["platforms"]?.elements ?? []
        let threads = platforms.first { $0["platform"]?.text == platform.rawValue }?["threads"]?.elements ?? []
        return threads.flatMap { $0["items"]?.elements ?? [] }.first { $0["id"]?.text == id }
    }
}

/// Waits, by looking again and again, until something is so.
func until(_ what: String, within limit: Duration = .seconds(10), _ isSo: () async -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while await !isSo() {
        try #require(ContinuousClock.now < deadline, "it never came about that \(what)")
        await Task.yield()
    }
}
