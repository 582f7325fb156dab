import SQLCore
import Synchronization

/// A body that waits for a reader, whatever it returns.
class ReadJob: Job, @unchecked Sendable {
    // Sendable as `Job` is; what subclasses add is theirs to explain.
    let isCancelled = Atomic(false)
    /// When it must end; set when it begins.
    final var deadline: SuspendingClock.Instant?

    /// Runs the body and keeps what it returns.
    func attempt(_ session: Session) throws { preconditionFailure("a read is one of `Read`") }

    /// Tells the caller what the body returned.
    func succeed() { preconditionFailure("a read is one of `Read`") }

    func fail(_ error: any Error) { preconditionFailure("a read is one of `Read`") }

    final var isLate: Bool { deadline.map { SuspendingClock.now >= $0 } ?? false }
}

/// A body with its result and the caller who waits for it.
final class Read<Value: Sendable>: ReadJob, @unchecked Sendable {
    // Sendable because it belongs to its maker until it is offered, and to one reader's thread from then on.
    private let body: @Sendable (any SQLSession) throws -> Value
    private var value: Value?
    /// Set before the read is offered.
    var completion: (Result<Value, any Error>) -> Void = { _ in }

    init(_ body: @escaping @Sendable (any SQLSession) throws -> Value) { self.body = body }

    override func attempt(_ session: Session) throws { value = try body(session) }

    override func succeed() { completion(.success(value!)) }

    override func fail(_ error: any Error) { completion(.failure(error)) }
}
