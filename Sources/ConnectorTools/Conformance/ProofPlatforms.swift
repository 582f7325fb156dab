import ConnectorKit
import Expressions
import HTTPCore
import InboxModel
import Synchronization

/// A platform made of a function.
final class MadePlatform: HTTPClient {
    private let answer: @Sendable (HTTPCall, Int) throws(HTTPFailure) -> HTTPAnswer
    private let count = Mutex(0)

    init(_ answer: @escaping @Sendable (HTTPCall, Int) throws(HTTPFailure) -> HTTPAnswer) { self.answer = answer }

    var calls: Int { count.withLock { $0 } }

    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
        let index = count.withLock { count in
            count += 1
            return count - 1
        }
        let answer = try answer(call, index)
        // The real client counts bytes as they come.
        guard answer.body.count <= call.limits.answerBytes else {
            throw HTTPFailure(
                .tooLarge, "more than \(call.limits.answerBytes) bytes", advice: "Look what answers there.", requestLeft: true)
        }
        return answer
    }

    func stream(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPStreamedAnswer {
        throw HTTPFailure(.broken, "the stream is closed", advice: "Nothing to do.", requestLeft: true)
    }
}

/// A tape that answers in any order and as often as asked: what a platform is to somebody who begins anew.
final class LoosePlatform: HTTPClient {
    private struct State {
        var played: [String: Int] = [:]
        var calls = 0
        var strayed = false
    }

    private let answers: [String: [Tape.Exchange.Reply]]
    /// After so many calls the process is dead.
    private let dies: Int?
    private let state = Mutex(State())

    init(_ exchanges: [Tape.Exchange], diesAfter dies: Int? = nil) {
        answers = Dictionary(grouping: exchanges) { "\($0.method) \(CallComparison.readable($0.address))" }
            .mapValues { $0.map(\.reply) }
        self.dies = dies
    }

    var calls: Int { state.withLock { $0.calls } }
    /// Whether something was asked that is not on the tape.
    var strayed: Bool { state.withLock { $0.strayed } }

    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
        let key = "\(call.method.rawValue) \(CallComparison.readable(call.url))"
        let reply: Tape.Exchange.Reply? = state.withLock { state in
            state.calls += 1
            if let dies, state.calls > dies { return nil }
            guard let replies = answers[key] else {
                state.strayed = true
                return nil
            }
            let index = state.played[key, default: 0]
            state.played[key] = index + 1
            return replies[min(index, replies.count - 1)]
        }
        guard case .answer(let answer) = reply else {
            throw HTTPFailure(.broken, "nothing more comes", advice: "", requestLeft: true)
        }
        return HTTPAnswer(answer, url: call.url)
    }

    func stream(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPStreamedAnswer {
        throw HTTPFailure(.broken, "the stream is closed", advice: "", requestLeft: true)
    }
}

/// An intake that dies once it has stored so many pages.
struct DyingIntake: Intake {
    struct Killed: Error {}

    let inner: any Intake
    let dies: Int?
    private let stored = Counter()

    init(_ inner: any Intake, diesAfter dies: Int? = nil) { (self.inner, self.dies) = (inner, dies) }

    var stores: Int { stored.value }

    func cursor(_ key: String) async throws -> StreamCursor? { try await inner.cursor(key) }

    func take(_ page: PolledPage) async throws -> [Novelty] {
        let verdicts = try await inner.take(page)
        if let dies, stored.next() >= dies { throw Killed() }
        if dies == nil { _ = stored.next() }
        return verdicts
    }

    func stored(_ wanted: StoredQuery) async throws -> [StoredItem] { try await inner.stored(wanted) }

    func places(of stream: StreamName, since: Timestamp) async throws -> [StoredPlace] {
        try await inner.places(of: stream, since: since)
    }
}

/// Counts from one.
final class Counter: Sendable {
    private let state = Mutex(0)

    var value: Int { state.withLock { $0 } }

    func next() -> Int {
        state.withLock { count in
            count += 1
            return count
        }
    }
}
