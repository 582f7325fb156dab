import Dispatch
import SQLCore
import SQLiteEngine

/// Holds a thread of the engine inside a body until it is opened, so that what comes behind must wait.
final class Gate: Sendable {
    private let opening = DispatchSemaphore(value: 0)
    private let arrival = Outcome<Void>()

    /// In the body: blocks the engine's thread until the gate is open; it then stays open, for a body may be run again.
    func pass() {
        arrival.settle(.success(()))
        opening.wait()
        opening.signal()
    }

    /// Returns once somebody stands before the gate.
    func arrived() async throws { try await arrival.value }

    func open() { opening.signal() }
}

/// The outcome of an `enqueue`, to wait for.
final class Outcome<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Result<Value, any Error>>
    private let continuation: AsyncStream<Result<Value, any Error>>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func settle(_ result: Result<Value, any Error>) {
        continuation.yield(result)
        continuation.finish()
    }

    var value: Value {
        get async throws {
            for await result in stream { return try result.get() }
            throw Refused("the outcome was asked for twice")
        }
    }
}

extension SQLEngine {
    /// `enqueue` with an outcome to wait for later; nil when the engine takes no more.
    func later<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) -> Outcome<Value>? {
        let outcome = Outcome<Value>()
        return enqueue(body, completion: { outcome.settle($0) }) ? outcome : nil
    }

    /// Occupies the writer until the gate opens. What is enqueued in between becomes one group.
    func holdWriter() async throws -> (gate: Gate, outcome: Outcome<Void>) {
        let gate = Gate()
        let outcome = later { _ in gate.pass() }!
        try await gate.arrived()
        return (gate, outcome)
    }
}
