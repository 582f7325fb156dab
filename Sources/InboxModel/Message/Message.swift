/// One item in a conversation as it is stored. Never overwritten: an edit adds a revision, a deletion marks it.
public struct Message: Sendable, Hashable {
    public var id: MessageID
    public var channel: ChannelID
    public var conversation: ConversationID
    /// Nil for notes, and for our own answers until the platform has named them.
    public var remoteID: RemoteMessageID?
    public var kind: MessageKind
    public var direction: Direction
    public var visibility: Visibility
    public var parent: RemoteMessageID?
    /// Who wrote it on the platform; nil for notes and for answers written here.
    public var identity: IdentityID?
    public var authorRole: AuthorRole
    /// Who wrote it at our side.
    public var user: UserID?
    public var text: String
    public var html: String?
    public var subject: String?
    public var language: String?
    public var rating: Int?
    public var attachments: [Attachment]
    /// What the connector wants back when it acts on this message.
    public var keep: String?
    public var permalink: String?
    /// The platform's time, cut to the arrival where it lies in the future.
    public var at: Timestamp
    public var arrivedAt: Timestamp
    public var editedAt: Timestamp?
    /// Whether the platform told `editedAt`; else it is when the change was seen here.
    public var isEditTold: Bool
    public var deletedAt: Timestamp?
    /// Since when we keep it from other readers on the platform; nil: it shows.
    public var hiddenAt: Timestamp?
    /// 1 for what came first; each edit adds one.
    public var revision: Int
    /// A digest of text, rating and attachment names: what an edit is told by.
    public var contentHash: String
    public var needsAnswer: Bool
    public var needsAnswerReason: String?
    /// Known to stand on the platform: false for our own answers until the platform has confirmed them, and again after a bounce.
    public var isConfirmed: Bool
    public var isHistory: Bool
    /// The outbox entry that carries it, for our own answers.
    public var outboxEntry: OutboxEntryID?
    public var delivery: DeliveryID?

    public init(
        id: MessageID, channel: ChannelID, conversation: ConversationID, remoteID: RemoteMessageID?, kind: MessageKind,
        direction: Direction, visibility: Visibility, authorRole: AuthorRole, text: String, at: Timestamp, arrivedAt: Timestamp
    ) {
        (self.id, self.channel, self.conversation, self.remoteID) = (id, channel, conversation, remoteID)
        (self.kind, self.direction, self.visibility, self.parent) = (kind, direction, visibility, nil)
        (self.identity, self.authorRole, self.user) = (nil, authorRole, nil)
        (self.text, self.html, self.subject, self.language, self.rating) = (text, nil, nil, nil, nil)
        (self.attachments, self.keep, self.permalink) = ([], nil, nil)
        (self.at, self.arrivedAt, self.editedAt, self.deletedAt, self.hiddenAt) = (at, arrivedAt, nil, nil, nil)
        (self.isEditTold, self.revision, self.contentHash) = (false, 1, "")
        (self.needsAnswer, self.needsAnswerReason) = (direction == .inbound, nil)
        (self.isConfirmed, self.isHistory) = (remoteID != nil, false)
        (self.outboxEntry, self.delivery) = (nil, nil)
    }
}

/// What a message said before an edit.
public struct MessageRevision: Sendable, Hashable {
    public var revision: Int
    public var text: String
    public var html: String?
    public var rating: Int?
    public var attachments: [Attachment]
    /// When we saw this wording.
    public var seenAt: Timestamp

    public init(revision: Int, text: String, html: String?, rating: Int?, attachments: [Attachment], seenAt: Timestamp) {
        (self.revision, self.text, self.html, self.rating) = (revision, text, html, rating)
        (self.attachments, self.seenAt) = (attachments, seenAt)
    }
}
