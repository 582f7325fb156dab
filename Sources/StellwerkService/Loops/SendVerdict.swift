import ConnectorKit
import Desk
import InboxModel

/// What an attempt's outcome means for the act: try again when, ask whom, give up. Pure.
struct SendVerdict {
    private let entry: OutboxEntry
    private let ability: Ability?
    private let now: Timestamp

    /// After so many attempts, or so long after the act was wanted, the machine gives up.
    private static let attempts = 12
    private static let patience = Duration.seconds(86_400)

    init(_ act: ClaimedAct, ability: Ability?, now: Timestamp) {
        (entry, self.ability, self.now) = (act.entry, ability, now)
    }

    func result(_ outcome: SendOutcome) -> SendResult {
        switch outcome {
        case .sent(let id, let at, let permalink): return .sent(id: id, at: at, permalink: permalink)
        case .pending(let id): return .pending(id: id)
        case .failed(let failure): return .failed(SendTrouble(failure))
        case .blocked(let failure): return .blocked(until: now + .seconds(60), SendTrouble(failure))
        case .retry(let after, let failure):
            guard entry.attempts < Self.attempts, now - entry.createdAt < Self.patience else {
                return .failed(
                    SendTrouble(
                        failure.label, "\(failure.message) Given up after \(entry.attempts) attempts.",
                        advice: "\(failure.advice) Then press Try again."))
            }
            let wait = Backoff.wait(after: entry.attempts, first: .seconds(2), ceiling: .seconds(900))
            return .retry(at: now + max(after ?? .zero, wait), SendTrouble(failure))
        case .unknown(let failure):
            guard entry.attempts < Self.attempts, now - entry.createdAt < Self.patience else {
                return .unknown(SendTrouble(failure), .ask)
            }
            let plan = UnclearPlan(
                ability?.unclear ?? .ask, firstTriedAt: entry.firstTriedAt ?? now, attempts: entry.attempts, now: now)
            return .unknown(SendTrouble(failure), plan)
        }
    }

    /// Three looks over two minutes, then a person is asked.
    static func nextLook(after looks: Int, from now: Timestamp) -> Timestamp? {
        let waits: [Duration] = [.seconds(5), .seconds(35), .seconds(80)]
        return looks < waits.count ? now + waits[looks] : nil
    }
}

extension UnclearPlan {
    init(_ rule: UnclearRule, firstTriedAt: Timestamp, attempts: Int, now: Timestamp) {
        let again = now + Backoff.wait(after: attempts, first: .seconds(2), ceiling: .seconds(300))
        switch rule {
        case .repeat(within: nil): self = .sendAgain(at: again)
        case .repeat(within: let span?): self = again < firstTriedAt + span ? .sendAgain(at: again) : .ask
        case .readBack: self = .look(at: now + .seconds(5))
        case .receipt: self = .awaitReceipt(until: now + .seconds(86_400))
        case .ask: self = .ask
        }
    }
}

extension SendTrouble {
    init(_ failure: ConnectorFailure) { self.init(failure.label, failure.message, advice: failure.advice) }
}

extension SendResult {
    /// The line the log gets.
    func fact(_ act: ClaimedAct) -> Chronicle.Fact {
        let (channel, entry) = (act.channel.name, act.entry.id)
        return switch self {
        case .sent: .sent(channel: channel, entry: entry, attempt: act.entry.attempts)
        case .pending: .sendUnsettled(channel: channel, entry: entry, outcome: "pending", reason: "accepted, not visible yet")
        case .retry(_, let trouble): .sendUnsettled(channel: channel, entry: entry, outcome: "retry", reason: trouble.message)
        case .blocked(_, let trouble):
            .sendUnsettled(channel: channel, entry: entry, outcome: "blocked", reason: trouble.message)
        case .failed(let trouble): .sendUnsettled(channel: channel, entry: entry, outcome: "failed", reason: trouble.message)
        case .unknown(let trouble, _):
            .sendUnsettled(channel: channel, entry: entry, outcome: "unknown", reason: trouble.message)
        }
    }
}
