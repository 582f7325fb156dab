/// One item from a platform, mapped into our words: what connectors make and `Desk.receive` takes. It has no id of ours yet.
public enum Arrival: Sendable, Hashable {
    case message(ArrivedMessage)
    case reaction(ArrivedReaction)
    case receipt(ArrivedReceipt)
    /// A message that is no longer there. `at` is when, where the platform says so.
    case removal(RemoteMessageID, at: Timestamp?)
    case post(ArrivedPost)
    /// A room, board or post of ours: never shown, other streams hang under it.
    case place(ArrivedPlace)

    /// The remote id that errors and quarantine name.
    public var remoteID: String {
        switch self {
        case .message(let message): message.id.rawValue
        case .reaction(let reaction): reaction.target.rawValue
        case .receipt(let receipt): receipt.target.rawValue
        case .removal(let id, _): id.rawValue
        case .post(let post): post.id.rawValue
        case .place(let place): place.id
        }
    }
}

/// A message as it arrived: new, edited (a known id with new content) or an echo of our own.
public struct ArrivedMessage: Sendable, Hashable {
    public var id: RemoteMessageID
    public var kind: MessageKind
    public var visibility: Visibility
    /// The conversation's key where the platform names one; else the parents decide.
    public var thread: ThreadKey?
    public var parent: RemoteMessageID?
    /// What lies above the parent where the item itself says so (a mail's References): nearest first.
    public var ancestors: [RemoteMessageID] = []
    /// Other ids of the same item, by which parents and targets may name it.
    public var alsoKnownAs: [RemoteMessageID] = []
    public var post: ArrivedPost?
    public var author: ArrivedAuthor
    /// Plain text; never HTML.
    public var text: String
    /// The sanitised HTML tree, serialised; nil where the platform sends plain text.
    public var html: String?
    /// A mail's or topic's subject.
    public var subject: String?
    /// When the platform says it was written; nil means: at arrival.
    public var at: Timestamp?
    public var editedAt: Timestamp?
    public var permalink: String?
    public var attachments: [Attachment] = []
    /// 1 to 5.
    public var rating: Int?
    /// BCP 47, where the platform says so.
    public var language: String?
    /// Written by our own account: an echo of our answer, or an answer typed in the platform's own app.
    public var isOurs: Bool
    /// False for what never wants an answer (automatic mails, shares without text), with who decided it in `needsAnswerReason`.
    public var needsAnswer: Bool
    public var needsAnswerReason: String?
    /// True where the platform knows no edits (mail): a second copy under the same id with other content changes nothing, the first
    /// one stays. Else whoever knows a Message-ID could rewrite what was said.
    public var isFixed = false
    /// What the connector wants back when it acts on this message: a JSON object, opaque here.
    public var keep: String?

    public init(
        id: RemoteMessageID, kind: MessageKind, visibility: Visibility, author: ArrivedAuthor, text: String,
        isOurs: Bool = false, needsAnswer: Bool = true
    ) {
        (self.id, self.kind, self.visibility, self.author) = (id, kind, visibility, author)
        (self.text, self.isOurs, self.needsAnswer) = (text, isOurs, needsAnswer)
    }
}

/// Who wrote it. Without an id the author is a nameless identity of that one message, joined to nobody.
public struct ArrivedAuthor: Sendable, Hashable {
    public var id: RemoteAuthorID?
    public var name: String?
    public var handle: String?
    public var avatar: String?
    public var url: String?
    public var role: AuthorRole?
    public var followers: Int64?

    public init(
        id: RemoteAuthorID? = nil, name: String? = nil, handle: String? = nil, avatar: String? = nil, url: String? = nil,
        role: AuthorRole? = nil, followers: Int64? = nil
    ) {
        (self.id, self.name, self.handle, self.avatar) = (id, name, handle, avatar)
        (self.url, self.role, self.followers) = (url, role, followers)
    }
}

/// The public object a discussion hangs under. Fields that are nil leave what is known untouched.
public struct ArrivedPost: Sendable, Hashable {
    public var id: RemotePostID
    public var url: String?
    public var title: String?
    public var excerpt: String?
    public var image: String?
    public var author: String?
    public var at: Timestamp?
    /// likes, comments, shares, views.
    public var counts: [String: Int64] = [:]

    public init(id: RemotePostID, url: String? = nil, title: String? = nil, excerpt: String? = nil) {
        (self.id, self.url, self.title, self.excerpt) = (id, url, title, excerpt)
    }
}

/// A place as it was listed.
public struct ArrivedPlace: Sendable, Hashable {
    /// Unique within its stream.
    public var id: String
    public var stream: String
    public var at: Timestamp?
    /// What child streams need of it: JSON, opaque here.
    public var keep: String?
    public var isGone: Bool

    public init(id: String, stream: String, at: Timestamp? = nil, keep: String? = nil, isGone: Bool = false) {
        (self.id, self.stream, self.at, self.keep, self.isGone) = (id, stream, at, keep, isGone)
    }
}

/// A like or another sign, given or taken back.
public struct ArrivedReaction: Sendable, Hashable {
    public var target: RemoteMessageID
    public var author: ArrivedAuthor
    /// `favourite`, an emoji, …; nil takes back every reaction of this author.
    public var value: String?
    public var isRemoved: Bool
    public var at: Timestamp?

    public init(target: RemoteMessageID, author: ArrivedAuthor, value: String?, isRemoved: Bool = false, at: Timestamp? = nil) {
        (self.target, self.author, self.value, self.isRemoved, self.at) = (target, author, value, isRemoved, at)
    }
}

/// What became of a message of ours on its way to the reader.
public struct ArrivedReceipt: Sendable, Hashable {
    public enum Status: String, Codable, Sendable { case delivered, read, failed, pending }

    public var target: RemoteMessageID
    public var status: Status
    public var reason: String?
    public var at: Timestamp?
    /// Other names of its target; the key we sent with it, where the platform gives it back.
    public var alsoKnownAs: [String]

    public init(
        target: RemoteMessageID, status: Status, reason: String? = nil, at: Timestamp? = nil, alsoKnownAs: [String] = []
    ) {
        (self.target, self.status, self.reason, self.at) = (target, status, reason, at)
        self.alsoKnownAs = alsoKnownAs
    }
}
