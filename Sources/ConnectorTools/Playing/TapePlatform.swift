public import ConnectorKit
import Expressions
import HTTPCore
import Synchronization

/// The platform's side of a scenario: it answers exactly what is on the tape, in order, and remembers the first call that was not.
final class TapePlatform: HTTPClient {
    private struct State {
        var next = 0
        var problem: TapeProblem?
        var calls: [HTTPCall] = []
        var file: String?
    }

    private let exchanges: [Tape.Exchange]
    private let state = Mutex(State())

    /// Query parameters that credentials add: a tape need not name them.
    private let credentials: Set<String>

    /// Whether one call may follow the tape: that for a file's own bytes, which no author keeps.
    private let endsWithFile: Bool

    init(_ exchanges: [Tape.Exchange], credentials: Set<String> = [], endsWithFile: Bool = false) {
        (self.exchanges, self.credentials, self.endsWithFile) = (exchanges, credentials, endsWithFile)
    }

    /// The address of the file that was fetched behind the tape.
    var file: String? { state.withLock { $0.file } }

    var calls: [HTTPCall] { state.withLock { $0.calls } }

    /// Exchanges that were asked for.
    var played: Int { state.withLock { $0.next } }

    /// The first call that is not on the tape, or else the first exchange nobody asked for.
    func problem(end place: SourcePlace) -> TapeProblem? {
        state.withLock { state in
            if let problem = state.problem { return problem }
            guard exchanges.indices.contains(state.next) else { return nil }
            let left = exchanges[state.next]
            return TapeProblem("was not asked: \(left.method) \(left.address)", at: left.place)
        }
    }

    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
        let isFile = state.withLock { state in
            guard endsWithFile, state.problem == nil, state.next == exchanges.count, state.file == nil else { return false }
            state.file = call.url
            return true
        }
        if isFile { return HTTPAnswer(status: 200, headers: ["Content-Type": "application/octet-stream"], url: call.url) }
        let found = state.withLock { state -> Tape.Exchange? in
            state.calls.append(call)
            guard state.problem == nil else { return nil }
            guard exchanges.indices.contains(state.next) else {
                let place = exchanges.last?.place ?? SourcePlace(line: 1, column: 1)
                state.problem = TapeProblem("is not on the tape: \(call.method.rawValue) \(call.url)", at: place)
                return nil
            }
            let exchange = exchanges[state.next]
            if let problem = CallComparison(exchange, call, credentials: credentials).problem {
                state.problem = problem
                return nil
            }
            state.next += 1
            return exchange
        }
        guard let found else {
            throw HTTPFailure(.broken, "the call is not on the tape", advice: "Look at the tape.", requestLeft: false)
        }
        return try answer(found, call)
    }

    private func answer(_ exchange: Tape.Exchange, _ call: HTTPCall) throws(HTTPFailure) -> HTTPAnswer {
        switch exchange.reply {
        case .answer(let answer): return HTTPAnswer(answer, url: call.url)
        case .fault(.timeout):
            throw HTTPFailure(.timeout, "no answer in time", advice: "Look whether it answers.", requestLeft: true)
        case .fault(.refused):
            throw HTTPFailure(.connect, "the connection was refused", advice: "Look whether it is up.", requestLeft: false)
        case .fault(.reset):
            throw HTTPFailure(.broken, "the connection was reset", advice: "Look whether it is up.", requestLeft: true)
        }
    }

    func stream(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPStreamedAnswer {
        let answer = try await send(call)
        let chunks = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield(answer.body)
            continuation.finish()
        }
        return HTTPStreamedAnswer(status: answer.status, headers: answer.headers, chunks: chunks)
    }
}

extension HTTPAnswer {
    init(_ answer: Tape.Answer, url: String) {
        var headers = HTTPHeaders(answer.headers.map { HTTPHeaders.Field($0.name, $0.value) })
        if let type = answer.body?.type, headers["Content-Type"] == nil { headers["Content-Type"] = type }
        self.init(status: answer.status, headers: headers, body: answer.body?.bytes ?? [], url: url)
    }
}

/// What is wrong with a scenario, with its place in the tape.
public struct TapeProblem: Sendable, Hashable {
    public var place: SourcePlace
    /// Several lines where something was expected and something else came.
    public var message: String

    init(_ message: String, at place: SourcePlace) { (self.place, self.message) = (place, message) }

    init(_ what: String, expected: String, got: String, at place: SourcePlace) {
        self.init("\(what)\n- \(expected)\n+ \(got)", at: place)
    }
}
