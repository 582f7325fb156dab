/// A program to be started, and what it may use.
public struct ProgramCommand: Sendable {
    /// The file and its arguments. A file without `/` is looked for in `/usr/local/bin`, `/usr/bin` and `/bin`.
    public var words: [String]
    /// Where it runs; the only folder besides those of the system that it may read.
    public var folder: String
    public var limits = ProgramLimits()

    public init(_ words: [String], in folder: String) { (self.words, self.folder) = (words, folder) }
}

/// What a program may use until it is stopped by the kernel.
public struct ProgramLimits: Sendable, Hashable {
    /// Bytes of memory of its own.
    public var memory: UInt64 = 256 << 20
    /// Bytes it may reserve: interpreters reserve far more than they use.
    public var addressSpace: UInt64 = 4 << 30
    public var cpuSeconds: UInt64 = 30
    public var openFiles: UInt64 = 64
    /// Bytes of one file; it may write nowhere, so this is a second lock.
    public var fileBytes: UInt64 = 1 << 20
    /// Bytes of one line it says.
    public var lineBytes = 1 << 20

    public init() {}
}

/// What the kernel lends besides limits and forbidden calls, which every program has.
public struct ProgramWalls: OptionSet, Sendable, Hashable {
    public let rawValue: Int32
    /// A network of its own, with nothing in it.
    public static let network = ProgramWalls(rawValue: 1)
    /// No file outside its folder and those of the system.
    public static let files = ProgramWalls(rawValue: 2)

    public init(rawValue: Int32) { self.rawValue = rawValue }
}
