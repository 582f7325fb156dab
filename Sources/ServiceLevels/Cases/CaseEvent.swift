import InboxModel

/// An event of a case.
struct CaseEvent: Decodable, Sendable {
    let at: Timestamp
    /// Nil for a change of policy: see `part`.
    let kind: ClockEvent.Kind?
    let part: PolicyPart?

    private enum Keys: String, CodingKey {
        case at, type, by, delivered, to, set, name
        case needsAnswer = "needs_answer"
        case otherCreated = "other_created"
        case otherUnanswered = "other_unanswered_since"
    }

    private enum Word: String, CaseIterable, Decodable {
        case inbound, reply, note, ack, deleted, status, policy, merge, takedown, removed, decided
        case noAnswer = "no_answer"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        at = try container.decode(Instant.self, forKey: .at).at
        let word = try container.decode(Word.self, forKey: .type)
        part = word == .policy ? try container.decode(PolicyPart.self, forKey: .set) : nil
        func name() throws -> String { try container.decode(String.self, forKey: .name) }
        func instant(_ key: Keys) throws -> Timestamp? { try container.decodeIfPresent(Instant.self, forKey: key)?.at }
        switch word {
        case .inbound: kind = .inbound(needsAnswer: try container.decodeIfPresent(Bool.self, forKey: .needsAnswer) ?? true)
        case .reply:
            kind = .reply(
                by: try container.decodeIfPresent(ClockEvent.Answerer.self, forKey: .by) ?? .agent,
                isDelivered: try container.decodeIfPresent(Bool.self, forKey: .delivered) ?? true)
        case .note: kind = .note
        case .ack: kind = .acknowledged
        case .noAnswer: kind = .answerWaived
        case .deleted: kind = .deleted
        case .status: kind = .statusChanged(try container.decode(ConversationStatus.self, forKey: .to))
        case .policy: kind = nil
        case .merge:
            kind = .merged(otherCreatedAt: try instant(.otherCreated), otherUnansweredSince: try instant(.otherUnanswered))
        case .takedown: kind = .takedownAsked(name: try name())
        case .removed: kind = .takedownDone(name: try name())
        case .decided: kind = .takedownDecided(name: try name())
        }
    }
}
