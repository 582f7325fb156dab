public import SQLCore

/// The inbox's database: whole transactions in, values out. What a transaction may ask and change is in `InboxTransaction`.
public struct InboxStore: Sendable {
    private let engine: any SQLEngine

    /// - Parameter engine: opened, and migrated by `InboxSchema.schema`.
    public init(_ engine: any SQLEngine) { self.engine = engine }

    /// Runs a change; see `SQLEngine.write` for when it returns and what it throws.
    public func write<Result: Sendable>(_ body: @escaping @Sendable (InboxTransaction) throws -> Result) async throws -> Result
    {
        try await engine.write { try body(InboxTransaction($0)) }
    }

    /// Reads one consistent snapshot beside the writer.
    public func read<Result: Sendable>(_ body: @escaping @Sendable (InboxTransaction) throws -> Result) async throws -> Result {
        try await engine.read { try body(InboxTransaction($0)) }
    }
}
