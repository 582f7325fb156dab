public import InboxModel

/// Something that clocks listen to. Its own time counts, never the time at which we learned of it.
public struct ClockEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A customer's message. One that needs no answer (a like, thanks) does nothing at all.
        case inbound(needsAnswer: Bool)
        /// An answer. One that was not delivered does nothing.
        case reply(by: Answerer, isDelivered: Bool)
        case note
        case acknowledged
        /// A person said that the open messages need no answer.
        case answerWaived
        /// The customer deleted the open messages.
        case deleted
        case statusChanged(ConversationStatus)
        /// Priority, policy or calendar changed: from here on these terms hold.
        case termsChanged(ClockTerms)
        /// Another conversation was merged into this one; `nil` for what it did not have.
        case merged(otherCreatedAt: Timestamp?, otherUnansweredSince: Timestamp?)
        case takedownAsked(name: String)
        /// The removal was confirmed by reading back.
        case takedownDone(name: String)
        /// A decision was recorded.
        case takedownDecided(name: String)
    }

    /// Who wrote an answer.
    public enum Answerer: String, CaseIterable, Decodable, Sendable {
        case agent
        /// One of us, in the platform's own app.
        case native
        case bot
        /// Another member of the community.
        case peer
    }

    public var at: Timestamp
    public var kind: Kind

    public init(_ kind: Kind, at: Timestamp) { (self.kind, self.at) = (kind, at) }
}
