import InboxModel

/// The inputs of a case about clocks.
struct ClockCase: Decodable, Sendable {
    private let policy: PolicyPart
    private let warnings: [String: Int64]
    private let events: [CaseEvent]
    private let now: Timestamp

    private enum Keys: String, CodingKey {
        case policy, events, now
        case warnings = "warn_s"
    }

    struct Problem: Error, CustomStringConvertible { let description: String }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        policy = try container.decode(PolicyPart.self, forKey: .policy)
        warnings = try container.decodeIfPresent([String: Int64].self, forKey: .warnings) ?? [:]
        events = try container.decode([CaseEvent].self, forKey: .events)
        now = try container.decode(Instant.self, forKey: .now).at
    }

    func clocks(calendars: [String: BusinessCalendar]) throws(Problem) -> [CaseFields] {
        guard let name = policy.calendar, let calendar = calendars[name] else { throw Problem(description: "no such calendar") }
        var terms = try policy.applied(to: ClockTerms(policy: "case", calendar: calendar, targets: [:]), calendars: calendars)
        for (metric, seconds) in warnings {
            guard let metric = Metric(rawValue: metric) else { throw Problem(description: "no metric '\(metric)'") }
            terms.warnings[metric] = .seconds(seconds)
        }
        // A policy event holds only what changes: what it comes to depends on those before it.
        var (history, current) = ([ClockEvent](), terms)
        for (_, event) in events.enumerated().sorted(by: { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }) {
            if let part = event.part { current = try part.applied(to: current, calendars: calendars) }
            history.append(ClockEvent(event.kind ?? .termsChanged(current), at: event.at))
        }
        return evaluate(history, under: terms, now: now).map {
            CaseFields($0, tellsWarning: warnings[$0.metric.rawValue] != nil)
        }
    }
}

/// A policy, or those of its parts that change.
struct PolicyPart: Decodable, Sendable {
    let calendar: String?
    let targets: [String: Int64?]?
    let pauseOn: [ConversationStatus]?
    let reopen: ReopenRule?
    let peers: PeerRule?
    let legal: [String: CaseLegalTerm]?

    private enum CodingKeys: String, CodingKey {
        case calendar, targets, reopen, peers, legal
        case pauseOn = "pause_on"
    }

    func applied(
        to terms: ClockTerms, calendars: [String: BusinessCalendar]
    ) throws(ClockCase.Problem) -> ClockTerms {
        var terms = terms
        if let calendar {
            guard let found = calendars[calendar] else {
                throw ClockCase.Problem(description: "there is no calendar '\(calendar)'")
            }
            terms.calendar = found
        }
        for (name, seconds) in targets ?? [:] {
            guard let metric = Metric(rawValue: name) else {
                throw ClockCase.Problem(description: "there is no metric '\(name)'")
            }
            terms.targets[metric] = seconds.map { .seconds($0) }
        }
        terms.pauseOn = pauseOn.map { Set($0) } ?? terms.pauseOn
        terms.reopen = reopen ?? terms.reopen
        terms.peers = peers ?? terms.peers
        terms.legal = legal?.mapValues(\.term) ?? terms.legal
        return terms
    }
}

/// A legal term of a case: seconds, or days in a zone with holidays of its own.
struct CaseLegalTerm: Decodable, Sendable {
    let term: LegalTerm

    private enum Keys: String, CodingKey { case seconds, days, roll }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        if let seconds = try container.decodeIfPresent(Int64.self, forKey: .seconds) {
            term = .wallClock(.seconds(seconds))
            return
        }
        // Zone and holidays stand in the same map, as those of a calendar without hours.
        term = .days(
            try container.decode(Int.self, forKey: .days), calendar: try BusinessCalendar(from: decoder),
            rolls: try container.decodeIfPresent(Bool.self, forKey: .roll) ?? false)
    }
}
