/// An id that a platform gave out: opaque text. Compare it, store it, send it back; never parse or order it.
public protocol RemoteIdentifier: RawRepresentable<String>, Hashable, Sendable, CustomStringConvertible {
    init(rawValue: String)
}

extension RemoteIdentifier {
    public init(_ text: String) { self.init(rawValue: text) }

    public var description: String { rawValue }
}

/// A message, reaction or review as the platform names it; unique within a channel.
public struct RemoteMessageID: RemoteIdentifier {
    public let rawValue: String; public init(rawValue: String) { self.rawValue = rawValue }
}
/// A post as the platform names it; a key space of its own beside messages.
public struct RemotePostID: RemoteIdentifier {
    public let rawValue: String; public init(rawValue: String) { self.rawValue = rawValue }
}
/// An author as the platform names them; unique within an identity space.
public struct RemoteAuthorID: RemoteIdentifier {
    public let rawValue: String; public init(rawValue: String) { self.rawValue = rawValue }
}
/// What makes messages one conversation within a channel: a chat id, or the remote id of the thread's root.
public struct ThreadKey: RemoteIdentifier {
    public let rawValue: String; public init(rawValue: String) { self.rawValue = rawValue }
}
/// Where ids of authors are unique: a channel's account, a host, or a whole platform (the manifest's `people:`).
public struct IdentitySpace: RemoteIdentifier {
    public let rawValue: String; public init(rawValue: String) { self.rawValue = rawValue }
}
