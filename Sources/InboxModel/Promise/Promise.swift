/// A clock of a conversation as it is stored: the cache of what `ServiceLevels` computes from history.
public struct Promise: Sendable, Hashable {
    public enum State: String, CaseIterable, Codable, Sendable { case running, paused, met, breached, cancelled }

    public var id: PromiseID
    public var conversation: ConversationID
    /// `first_response`, `next_response`, …: the words of `ServiceLevels.Metric`.
    public var metric: String
    public var n: Int
    public var policy: String
    public var startedAt: Timestamp
    public var target: Duration
    public var dueAt: Timestamp?
    public var warnAt: Timestamp?
    public var state: State
    public var stoppedAt: Timestamp?
    public var breachedAt: Timestamp?
    public var endedBy: String?
    /// When the warning was told; each is told once.
    public var warnedAt: Timestamp?
    public var breachToldAt: Timestamp?

    public init(
        id: PromiseID, conversation: ConversationID, metric: String, n: Int, policy: String, startedAt: Timestamp,
        target: Duration, state: State
    ) {
        (self.id, self.conversation, self.metric, self.n) = (id, conversation, metric, n)
        (self.policy, self.startedAt, self.target, self.state) = (policy, startedAt, target, state)
        (self.dueAt, self.warnAt, self.stoppedAt, self.breachedAt) = (nil, nil, nil, nil)
        (self.endedBy, self.warnedAt, self.breachToldAt) = (nil, nil, nil)
    }
}
