/// One act toward a platform, from the moment someone wanted it until the platform's last word.
public struct OutboxEntry: Sendable, Hashable {
    public var id: OutboxEntryID
    public var channel: ChannelID
    public var conversation: ConversationID?
    /// Our own message that it carries, for replies.
    public var message: MessageID?
    /// The message it is about.
    public var target: MessageID?
    public var verb: Verb
    /// Made by the client: the same key twice is the same act.
    public var clientKey: String
    public var text: String
    /// Where a person gave one; else the connector makes it from the message answered.
    public var subject: String?
    public var state: OutboxState
    /// Until then it can be taken back.
    public var heldUntil: Timestamp?
    /// Not before; after a refusal the platform's wait or our back-off.
    public var nextTryAt: Timestamp
    public var attempts: Int
    /// Rises with each claim: an outcome that carries an older epoch is refused.
    public var epoch: Int64
    public var firstTriedAt: Timestamp?
    /// How often the platform was looked at after an unclear attempt.
    public var readBacks: Int
    public var remoteID: RemoteMessageID?
    public var sentAt: Timestamp?
    public var permalink: String?
    public var label: ErrorLabel?
    /// What happened, when it did not go through.
    public var reason: String?
    public var advice: String?
    /// The conversation's status once it is sent.
    public var then: ConversationStatus?
    public var createdBy: UserID?
    public var createdAt: Timestamp

    public init(
        id: OutboxEntryID, channel: ChannelID, conversation: ConversationID?, verb: Verb, clientKey: String, text: String = "",
        state: OutboxState, nextTryAt: Timestamp, createdAt: Timestamp
    ) {
        (self.id, self.channel, self.conversation, self.message, self.target) = (id, channel, conversation, nil, nil)
        (self.verb, self.clientKey, self.text, self.subject, self.state) = (verb, clientKey, text, nil, state)
        (self.heldUntil, self.nextTryAt, self.attempts, self.epoch) = (nil, nextTryAt, 0, 0)
        (self.firstTriedAt, self.readBacks, self.remoteID, self.sentAt) = (nil, 0, nil, nil)
        (self.permalink, self.label, self.reason, self.advice) = (nil, nil, nil, nil)
        (self.then, self.createdBy, self.createdAt) = (nil, nil, createdAt)
    }
}
