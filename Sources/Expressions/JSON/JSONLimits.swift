/// What a JSON text may cost its reader. A text past a limit is refused, never cut.
public struct JSONLimits: Sendable, Hashable {
    /// How deep arrays and objects may nest.
    public var depth: Int
    /// How many bytes the text may have.
    public var bytes: Int
    /// How many values (elements, members, and what holds them) it may have.
    public var nodes: Int
    /// What happens when an object names a member twice.
    public var duplicates: Duplicates

    /// Readers disagree on which of two members of one name counts; signed bodies must not leave that open.
    public enum Duplicates: Sendable, Hashable {
        case lastWins, refused
    }

    public init(depth: Int = 128, bytes: Int = 64 << 20, nodes: Int = 4_000_000, duplicates: Duplicates = .lastWins) {
        self.depth = depth
        self.bytes = bytes
        self.nodes = nodes
        self.duplicates = duplicates
    }

    /// Depth 128, 64 MiB, four million values, the last of two members wins.
    public static let standard = JSONLimits()
    /// As `standard`, for bodies that carry a signature: a repeated member is refused.
    public static let signed = JSONLimits(duplicates: .refused)
}
