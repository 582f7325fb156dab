/// An open folder.
public struct IMAPMailbox: Sendable, Hashable {
    public var name: String
    /// Changes when all UIDs of the folder have become void.
    public var uidValidity: UInt32
    /// The UID the next mail will have at least; nil where the server does not say.
    public var uidNext: UInt32?
    public var messages: Int
    public var isReadOnly: Bool

    public init(name: String, uidValidity: UInt32, uidNext: UInt32? = nil, messages: Int = 0, isReadOnly: Bool = false) {
        (self.name, self.uidValidity, self.uidNext) = (name, uidValidity, uidNext)
        (self.messages, self.isReadOnly) = (messages, isReadOnly)
    }
}

/// What STATUS says of a folder without opening it.
public struct IMAPStatus: Sendable, Hashable {
    public var messages: Int
    public var uidNext: UInt32
    public var uidValidity: UInt32
    public var unseen: Int

    public init(messages: Int, uidNext: UInt32, uidValidity: UInt32, unseen: Int) {
        (self.messages, self.uidNext, self.uidValidity, self.unseen) = (messages, uidNext, uidValidity, unseen)
    }
}

/// A folder that exists.
public struct IMAPFolder: Sendable, Hashable {
    /// As people write it: `Entwürfe`.
    public var name: String
    /// Between the levels of the name; nil for a flat one.
    public var separator: String?
    /// `\Sent`, `\Trash`, `\Noselect` and others, as sent.
    public var attributes: [String]

    public init(name: String, separator: String? = nil, attributes: [String] = []) {
        (self.name, self.separator, self.attributes) = (name, separator, attributes)
    }

    /// Whether the server marks it so: `\Sent`, compared without case.
    public func isMarked(_ attribute: String) -> Bool { attributes.contains { $0.lowercased() == attribute.lowercased() } }
}

/// What there is to know of a mail before it is fetched.
public struct IMAPSummary: Sendable, Hashable {
    public var uid: UInt32
    /// `\Seen`, `\Answered`, keywords; as sent.
    public var flags: [String]
    /// When the server took it in, as it writes it: `02-Jul-2026 08:15:02 +0000`.
    public var internalDate: String
    /// Bytes.
    public var size: Int

    public init(uid: UInt32, flags: [String] = [], internalDate: String = "", size: Int) {
        (self.uid, self.flags, self.internalDate, self.size) = (uid, flags, internalDate, size)
    }
}

/// A mail.
public struct IMAPMail: Sendable, Hashable {
    public var uid: UInt32
    public var flags: [String]
    /// As in `IMAPSummary`.
    public var internalDate: String
    /// Bytes of the whole mail.
    public var size: Int
    /// The mail from its first header on; the first of its bytes where it was cut.
    public var bytes: [UInt8]

    public init(uid: UInt32, flags: [String] = [], internalDate: String = "", size: Int, bytes: [UInt8]) {
        (self.uid, self.flags, self.internalDate, self.size, self.bytes) = (uid, flags, internalDate, size, bytes)
    }

    public var isCut: Bool { bytes.count < size }
}

/// What a search asks for; several are joined by "and".
public enum IMAPSearch: Sendable, Hashable {
    case uids(ClosedRange<UInt32>)
    /// From this UID on.
    case from(UInt32)
    /// Taken in by the server on this day or later.
    case since(year: Int, month: Int, day: Int)
    /// `<id@host>`, with brackets.
    case messageID(String)
    case unseen
}

/// What an IDLE heard.
public enum IMAPNews: Sendable, Hashable {
    /// Something about the folder changed: look again.
    case changed
    /// Nothing until the deadline.
    case quiet
}
