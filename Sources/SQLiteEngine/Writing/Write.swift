import SQLCore

/// A body that waits for the writer, whatever it returns.
class WriteJob: Job, @unchecked Sendable {
    // Sendable as `Job` is; what subclasses add is theirs to explain.
    /// Runs the body and keeps what it returns; a second run forgets the first.
    func attempt(_ session: Session) throws { preconditionFailure("a write is one of `Write`") }

    /// Tells the caller what the last attempt returned.
    func succeed() { preconditionFailure("a write is one of `Write`") }

    func fail(_ error: any Error) { preconditionFailure("a write is one of `Write`") }
}

/// A body with its result and the caller who waits for it.
final class Write<Value: Sendable>: WriteJob, @unchecked Sendable {
    // Sendable because it belongs to its maker until it is offered, and to the writer's thread from then on.
    private let body: @Sendable (any SQLSession) throws -> Value
    private var value: Value?
    /// Set before the write is offered.
    var completion: (Result<Value, any Error>) -> Void = { _ in }

    init(_ body: @escaping @Sendable (any SQLSession) throws -> Value) { self.body = body }

    override func attempt(_ session: Session) throws { value = try body(session) }

    override func succeed() { completion(.success(value!)) }

    override func fail(_ error: any Error) { completion(.failure(error)) }
}
