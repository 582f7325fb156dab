/// Starts the programs of connectors (`run:`), each in its connector's folder and within its bounds.
public protocol ProgramHost: Sendable {
    /// Starts a program for one deed.
    func start(_ words: [String]) async throws(ProgramTrouble) -> any RunningProgram
}

/// A program at work, spoken to in lines of JSON.
public protocol RunningProgram: Sendable {
    func say(_ line: [UInt8]) async throws(ProgramTrouble)
    /// The next line; nil when it has said all it will.
    func line(within patience: Duration) async throws(ProgramTrouble) -> [UInt8]?
    /// Ends it and all it started. How it ended, in words, with its last complaint.
    func stop() async -> String
}

/// Why a program is of no use.
public struct ProgramTrouble: Error, Sendable, Hashable {
    public var message: String
    public var advice: String
    /// Nothing that is tried again would mend it: the file is missing, the kernel has no walls.
    public var isLasting: Bool

    public init(_ message: String, advice: String, isLasting: Bool = false) {
        (self.message, self.advice, self.isLasting) = (message, advice, isLasting)
    }
}
