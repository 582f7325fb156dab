/// What an item of a conversation is.
public enum MessageKind: String, CaseIterable, Codable, Sendable {
    /// Below a post.
    case comment
    /// Somebody named us in a public text of their own.
    case mention
    /// In a chat; a direct message when it is private.
    case message
    case review
    /// What an outsider wrote to open a discussion.
    case post
    case mail
    /// Ours alone: an internal note.
    case note
}

/// Which way a message goes.
public enum Direction: String, Codable, Sendable { case inbound, outbound, note }

/// Who can read a message.
public enum Visibility: String, CaseIterable, Codable, Sendable { case `public`, `private` }

/// What an author is to us.
public enum AuthorRole: String, CaseIterable, Codable, Sendable {
    case customer, member, superUser, partner, staff, bot, us
}

/// A file that hangs on a message. Bytes are fetched on demand; `url` and `reference` are the platform's.
public struct Attachment: Hashable, Codable, Sendable {
    /// The file's name as the platform gave it, or nil. Never a path.
    public var name: String?
    /// A media type (`image/png`), or a family (`image`) where the platform says no more.
    public var type: String?
    /// Bytes, where known.
    public var size: Int64?
    /// Where the file lies, where it is public.
    public var url: String?
    /// What the connector's `download` asks for, where a second fetch is needed.
    public var reference: String?
    /// A description for those who cannot see it.
    public var alternative: String?

    public init(
        name: String? = nil, type: String? = nil, size: Int64? = nil, url: String? = nil, reference: String? = nil,
        alternative: String? = nil
    ) {
        (self.name, self.type, self.size, self.url) = (name, type, size, url)
        (self.reference, self.alternative) = (reference, alternative)
    }
}
