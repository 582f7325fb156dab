public import InboxModel

/// A room, board or post of ours that other streams hang under: `$parent`. It is never shown.
public struct StoredPlace: Sendable, Hashable {
    public var id: String
    /// When it was made, where the platform says so.
    public var at: Timestamp?
    public var firstSeenAt: Timestamp
    /// The JSON the mapping kept: the whole record where the manifest names no part of it.
    public var keep: String?

    public init(id: String, at: Timestamp? = nil, firstSeenAt: Timestamp, keep: String? = nil) {
        (self.id, self.at, self.firstSeenAt, self.keep) = (id, at, firstSeenAt, keep)
    }
}
