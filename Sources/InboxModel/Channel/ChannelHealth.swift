/// How a channel is doing, in the words the page uses.
public enum ChannelState: String, CaseIterable, Codable, Sendable {
    case running
    /// Held back by the platform's rate limit.
    case slowed
    case networkFault = "network_fault"
    /// The platform refused our credentials.
    case signInNeeded = "sign_in_needed"
    /// The settings are wrong: nothing to retry until an operator acts.
    case misconfigured
    case paused
    /// Not known yet.
    case unknown
}

/// A channel's health with its reasons.
public struct ChannelHealth: Hashable, Sendable {
    public var state: ChannelState
    public var since: Timestamp
    /// The last call that the platform answered well; nil before the first.
    public var lastSuccessAt: Timestamp?
    /// When the newest item was written.
    public var newestItemAt: Timestamp?
    /// What happened, with the names involved; nil while running.
    public var reason: String?
    /// What to do now; nil while running.
    public var advice: String?

    public init(
        state: ChannelState, since: Timestamp, lastSuccessAt: Timestamp? = nil, newestItemAt: Timestamp? = nil,
        reason: String? = nil, advice: String? = nil
    ) {
        (self.state, self.since, self.lastSuccessAt) = (state, since, lastSuccessAt)
        (self.newestItemAt, self.reason, self.advice) = (newestItemAt, reason, advice)
    }
}
