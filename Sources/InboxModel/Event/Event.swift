/// A fact, written in the transaction that made it true: the live stream, the audit trail and the source of every report.
/// It holds ids, numbers and words of our own vocabulary, never text, names or handles, so erasure never rewrites history.
public struct Event: Sendable, Hashable {
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case messageReceived, messageEdited, messageDeleted, reactionChanged, receiptReceived
        case conversationOpened, conversationMerged, statusChanged, assigned, prioritised, labelled, goalSet, snoozed, woken
        case noteAdded, ruleApplied
        case replyQueued, sendStarted, sendSettled, replyWithdrawn, replySeenNatively
        case promiseStarted, promiseMoved, promiseWarned, promiseBreached, promiseEnded
        case channelChanged, postSeen, authorSeen, itemQuarantined
    }

    public var kind: Kind
    public var at: Timestamp
    public var channel: ChannelID?
    public var conversation: ConversationID?
    public var message: MessageID?
    public var outboxEntry: OutboxEntryID?
    public var promise: PromiseID?
    /// Who did it; nil for the machine.
    public var user: UserID?
    /// `from`, `to` and the like: words of our vocabulary and numbers.
    public var detail: [String: String]

    public init(
        _ kind: Kind, at: Timestamp, channel: ChannelID? = nil, conversation: ConversationID? = nil, message: MessageID? = nil,
        outboxEntry: OutboxEntryID? = nil, promise: PromiseID? = nil, user: UserID? = nil, detail: [String: String] = [:]
    ) {
        (self.kind, self.at, self.channel, self.conversation) = (kind, at, channel, conversation)
        (self.message, self.outboxEntry, self.promise, self.user) = (message, outboxEntry, promise, user)
        self.detail = detail
    }
}

/// Where a reader of the event log stands: opaque, compared by nobody but the log.
public struct StreamPosition: RemoteIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
