public import InboxModel

/// What conditions can ask of a message. All of it is known before the transaction begins.
public struct RoutingMessage: Hashable, Sendable {
    /// The channel's name.
    public var channel: String
    /// The connector's folder name.
    public var connector: String
    public var kind: MessageKind
    public var visibility: Visibility
    /// Plain text, below its subject where it has one.
    public var text: String
    public var author: Author
    /// 1 to 5.
    public var rating: Int?
    /// BCP 47.
    public var language: String?
    public var hasAttachments: Bool
    public var hasLinks: Bool

    public struct Author: Hashable, Sendable {
        public var name: String?
        public var handle: String?
        public var role: AuthorRole

        public init(name: String? = nil, handle: String? = nil, role: AuthorRole = .customer) {
            (self.name, self.handle, self.role) = (name, handle, role)
        }
    }

    public init(
        channel: String, connector: String, kind: MessageKind, visibility: Visibility, text: String, subject: String? = nil,
        author: Author = Author(), rating: Int? = nil, language: String? = nil, hasAttachments: Bool = false
    ) {
        (self.channel, self.connector, self.kind, self.visibility) = (channel, connector, kind, visibility)
        self.text = subject.map { $0 + "\n" + text } ?? text
        (self.author, self.rating, self.language, self.hasAttachments) = (author, rating, language, hasAttachments)
        hasLinks = Self.holdsLink(text)
    }

    /// An item as a connector mapped it.
    public init(_ arrived: ArrivedMessage, channel: String, connector: String) {
        self.init(
            channel: channel, connector: connector, kind: arrived.kind, visibility: arrived.visibility, text: arrived.text,
            subject: arrived.subject,
            author: Author(name: arrived.author.name, handle: arrived.author.handle, role: arrived.author.role ?? .customer),
            rating: arrived.rating, language: arrived.language, hasAttachments: !arrived.attachments.isEmpty)
    }

    /// Whether something a reader could follow stands in the text: `://` or `www.` with more behind it.
    private static func holdsLink(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func stands(_ mark: StaticString, at place: Int) -> Bool {
            let end = place + mark.utf8CodeUnitCount
            return end < bytes.count && mark.withUTF8Buffer { zip($0, bytes[place..<end]).allSatisfy { $0 == $1 | 0x20 } }
        }
        return bytes.indices.contains { place in
            switch bytes[place] {
            case UInt8(ascii: ":"): stands("://", at: place)
            case UInt8(ascii: "w"), UInt8(ascii: "W"): stands("www.", at: place)
            default: false
            }
        }
    }
}
