/// Where an act toward a platform stands. `sent` means the platform confirmed it.
public enum OutboxState: String, CaseIterable, Codable, Sendable {
    case draft
    case awaitingApproval = "awaiting_approval"
    /// Until its hold ends it can be taken back.
    case held
    case queued
    /// Committed before the first byte leaves; carries the epoch of the claim.
    case sending
    case sent
    /// Accepted, not visible yet.
    case pending
    case failed
    /// May or may not have arrived: never sent again blindly.
    case unknown
    case delivered
    case read
    case bounced
    /// Taken back while held, or given up by a person.
    case cancelled
}

/// What a connector can be asked to do; the closed list of connectors.md 2.2.
public enum Verb: String, CaseIterable, Codable, Sendable {
    case reply
    case replyPrivate = "reply_private"
    case publish, share, edit, delete, like, unlike, hide, unhide, approve, block, unblock, read, typing
}

/// How an error of a platform is classed, once, in the connector; the closed list of connectors.md 2.2.
public enum ErrorLabel: String, CaseIterable, Codable, Sendable {
    case ok, retry
    case rateLimited = "rate_limited"
    case authExpired = "auth_expired"
    case authDenied = "auth_denied"
    case gone
    case windowClosed = "window_closed"
    case duplicate, rejected, pending, config, end
}
