import ConnectorKit
import ConnectorRuntime
import Expressions
import Foundation
import HTTPCore
import InboxModel
import Synchronization
import Testing
import YAMLCoding

/// 2026-08-01T14:00:00Z: just after the fixtures.
let noon = Timestamp(seconds: 1_785_592_800)

/// A connector of this house, compiled.
func connector(_ name: String) throws -> CompiledManifest {
    try compiled(try String(contentsOf: connectors.appending(path: "\(name)/connector.yaml"), encoding: .utf8), name: name)
}

func compiled(_ text: String, name: String = "acme") throws -> CompiledManifest {
    let manifest = try YAMLDecoder().decode(Manifest.self, from: text, file: "\(name)/connector.yaml")
    let outcome = ManifestCompiler.compile(manifest, name: name, text: Array(text.utf8), builtins: .testing)
    return try #require(outcome.manifest, "\(outcome.findings.map { $0.line(file: name) })")
}

private let connectors = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Connectors")
    .standardized

/// A recorded payload.
func fixture(_ connector: String, _ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: connectors.appending(path: "\(connector)/fixtures/\(name).json")))
}

extension HTTPAnswer {
    /// An answer in JSON.
    static func json(_ body: String, status: Int = 200, headers: HTTPHeaders = [:]) -> HTTPAnswer {
        var answer = HTTPAnswer(status: status, headers: headers, body: Array(body.utf8))
        if answer.headers["Content-Type"] == nil { answer.headers["Content-Type"] = "application/json" }
        return answer
    }

    /// A recorded answer.
    static func recorded(
        _ connector: String, _ name: String, status: Int = 200, headers: HTTPHeaders = [:]
    ) throws -> HTTPAnswer {
        .json(String(decoding: try fixture(connector, name), as: UTF8.self), status: status, headers: headers)
    }
}

/// The platform's side: answers in order, or by what is asked; and what was asked.
final class ScriptedPlatform: HTTPClient {
    typealias Script = @Sendable (HTTPCall, Int) throws -> HTTPAnswer

    private let script: Script
    private let log = Mutex<[HTTPCall]>([])

    init(_ script: @escaping Script) { self.script = script }

    /// These answers one after the other; a further call is a failure of the test.
    convenience init(_ answers: HTTPAnswer...) {
        self.init { call, index in
            guard answers.indices.contains(index) else {
                Issue.record("an unexpected call: \(call.url)")
                throw HTTPFailure(.broken, "no answer is left", advice: "", requestLeft: false)
            }
            return answers[index]
        }
    }

    var calls: [HTTPCall] { log.withLock { $0 } }
    /// `GET /path?query` of each call.
    var asked: [String] {
        calls.map { call in
            let tail = call.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(3).first ?? ""
            return "\(call.method.rawValue) /\(tail)"
        }
    }

    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
        let index = log.withLock { calls in
            calls.append(call)
            return calls.count - 1
        }
        do {
            return try script(call, index)
        } catch let failure as HTTPFailure {
            throw failure
        } catch {
            throw HTTPFailure(.broken, "\(error)", advice: "", requestLeft: true)
        }
    }

    func stream(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPStreamedAnswer {
        throw HTTPFailure(.invalid, "no streams here", advice: "", requestLeft: false)
    }
}

extension HTTPCall {
    var bodyText: String {
        guard case .bytes(let bytes, _) = body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A wall clock that stands until it is told, and sleeps that move it.
final class TestTime: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }

    private let state: Mutex<(now: Timestamp, slept: [Duration])>

    init(_ start: Timestamp = noon) { state = Mutex((start, [])) }

    var wall: Timestamp { state.withLock { $0.now } }
    var slept: [Duration] { state.withLock { $0.slept } }
    func advance(by span: Duration) { state.withLock { $0.now = $0.now + span } }

    var now: Instant { Instant(offset: .milliseconds(wall.milliseconds)) }
    var minimumResolution: Duration { .milliseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            let span = deadline.offset - .milliseconds(state.now.milliseconds)
            state.slept.append(span)
            state.now = state.now + span
        }
    }
}

extension ManifestConnector {
    convenience init(
        _ manifest: CompiledManifest, _ binding: ChannelBinding, _ platform: ScriptedPlatform, _ time: TestTime = TestTime()
    ) {
        self.init(manifest, binding: binding, client: platform, clock: time, now: { time.wall })
    }
}

extension ChannelBinding {
    static let telegram = ChannelBinding(
        name: "acme-telegram", secrets: ["token": "6123456789:AAExampleExampleExampleExampleExample"],
        hook: Hook(url: "https://inbox.example/hooks/telegram/7f3a", secret: "Zk3_-f9QmWb7"))
    static let wordpress = ChannelBinding(
        name: "blog", settings: ["site": "https://blog.shop.example/", "user": "support"],
        secrets: ["password": "abcd EFGH 1234 ijkl MNOP 6789"])
    static let mastodon = ChannelBinding(
        name: "rathaus", settings: ["server": "social.example"], secrets: ["token": "TOKEN-f00dbabe"])
}

/// A number that a script reads and a test turns.
final class Counter: Sendable {
    private let state: Mutex<Int>

    init(_ value: Int) { state = Mutex(value) }

    var value: Int {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
