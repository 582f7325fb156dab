/// The unit of work: one chat thread, one mail thread, one review, one mention thread, or one top-level comment with its
/// replies below a post.
public struct Conversation: Sendable, Hashable {
    public var id: ConversationID
    public var channel: ChannelID
    /// Unique within the channel; what the thread was first found under.
    public var threadKey: ThreadKey
    public var post: PostID?
    /// Who opened it.
    public var identity: IdentityID
    public var kind: MessageKind
    public var visibility: Visibility
    public var subject: String?
    public var status: ConversationStatus
    public var spamReason: SpamReason?
    public var priority: Priority
    public var team: String?
    public var assignee: UserID?
    public var goal: Goal?
    /// Hidden until then, or until a customer's message; pauses no clock.
    public var snoozedUntil: Timestamp?
    public var createdAt: Timestamp
    /// When its newest message was written.
    public var lastMessageAt: Timestamp
    /// The oldest message that waits for an answer.
    public var unanswered: MessageID?
    public var unansweredSince: Timestamp?
    /// The due of its most urgent running promise; the one source of every due shown anywhere.
    public var dueAt: Timestamp?
    public var messageCount: Int
    /// The beginning of the newest inbound text, for lists.
    public var excerpt: String
    /// The name of the policy whose promises run.
    public var policy: String?
    /// Taken as history: starts no clock and no rule.
    public var isHistory: Bool
    /// Rises with every change; what optimistic locking compares.
    public var version: Int64

    public init(
        id: ConversationID, channel: ChannelID, threadKey: ThreadKey, post: PostID? = nil, identity: IdentityID,
        kind: MessageKind, visibility: Visibility, subject: String? = nil, status: ConversationStatus = .open,
        createdAt: Timestamp, lastMessageAt: Timestamp, isHistory: Bool = false
    ) {
        (self.id, self.channel, self.threadKey, self.post) = (id, channel, threadKey, post)
        (self.identity, self.kind, self.visibility, self.subject) = (identity, kind, visibility, subject)
        (self.status, self.spamReason, self.priority) = (status, nil, .normal)
        (self.team, self.assignee, self.goal, self.snoozedUntil) = (nil, nil, nil, nil)
        (self.createdAt, self.lastMessageAt, self.unanswered) = (createdAt, lastMessageAt, nil)
        (self.unansweredSince, self.dueAt, self.messageCount) = (nil, nil, 0)
        (self.excerpt, self.policy, self.isHistory, self.version) = ("", nil, isHistory, 1)
    }
}
