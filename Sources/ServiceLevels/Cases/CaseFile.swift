import InboxModel

/// A file of worked cases with their exact outcomes: what `stellwerk sla cases FILE` runs. Its decoder needs a `ZoneDatabase`
/// under `CodingUserInfoKey.zones`.
public struct CaseFile: Decodable, Sendable {
    let calendars: [String: BusinessCalendar]
    let cases: [WorkedCase]

    /// Computes every case, in the order of the file.
    public func run() -> [CaseOutcome] {
        cases.map { worked in
            CaseOutcome(id: worked.id, title: worked.title, differences: worked.differences(calendars: calendars))
        }
    }
}

/// How a case went.
public struct CaseOutcome: Hashable, Sendable {
    public let id: String
    public let title: String
    /// One line for each field that is not as it should be; empty when the case passed.
    public let differences: [String]

    public var isPassed: Bool { differences.isEmpty }
}

/// One case: its inputs and what must come out, field by field.
struct WorkedCase: Decodable, Sendable {
    let id: String
    let title: String
    private let question: Question

    private enum Question: Sendable {
        case due(calendar: String, start: Timestamp, target: Int64, expected: CaseFields)
        case openTime(calendar: String, from: Timestamp, until: Timestamp, expected: CaseFields)
        case clocks(ClockCase, expected: [CaseFields])
    }

    private enum Kind: String, Decodable { case add, between, clock }
    private enum Keys: String, CodingKey {
        case id, title, kind, calendar, start, from, to, expect
        case target = "target_s"
    }
    private struct ExpectedClocks: Decodable { let clocks: [CaseFields] }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        id = try container.decode(String.self, forKey: .id)
        title = try container.decode(String.self, forKey: .title)
        func instant(_ key: Keys) throws -> Timestamp { try container.decode(Instant.self, forKey: key).at }
        switch try container.decode(Kind.self, forKey: .kind) {
        case .add:
            question = .due(
                calendar: try container.decode(String.self, forKey: .calendar), start: try instant(.start),
                target: try container.decode(Int64.self, forKey: .target),
                expected: try container.decode(CaseFields.self, forKey: .expect))
        case .between:
            question = .openTime(
                calendar: try container.decode(String.self, forKey: .calendar), from: try instant(.from),
                until: try instant(.to),
                expected: try container.decode(CaseFields.self, forKey: .expect))
        case .clock:
            question = .clocks(
                try ClockCase(from: decoder), expected: try container.decode(ExpectedClocks.self, forKey: .expect).clocks)
        }
    }

    func differences(calendars: [String: BusinessCalendar]) -> [String] {
        switch question {
        case .due(let name, let start, let target, let expected):
            guard let calendar = calendars[name] else { return ["there is no calendar '\(name)'"] }
            return CaseFields(["due_at": .instant(calendar.due(from: start, target: .seconds(target)))]).differences(
                from: expected)
        case .openTime(let name, let from, let until, let expected):
            guard let calendar = calendars[name] else { return ["there is no calendar '\(name)'"] }
            return CaseFields(["open_s": .seconds(calendar.openTime(from: from, until: until))]).differences(from: expected)
        case .clocks(let asked, let expected):
            do { return Self.differences(between: try asked.clocks(calendars: calendars), and: expected) } catch {
                return [String(describing: error)]
            }
        }
    }

    private static func differences(between found: [CaseFields], and expected: [CaseFields]) -> [String] {
        let pairs = zip(found, expected).flatMap { found, expected in
            found.differences(from: expected).map { "\(expected.heading): \($0)" }
        }
        return pairs + expected.dropFirst(found.count).map { "\($0.heading): expected, not found" }
            + found.dropFirst(expected.count).map { "\($0.heading): found, not expected" }
    }
}

/// An instant as RFC 3339 text.
struct Instant: Decodable {
    let at: Timestamp

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let at = Timestamp(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "`\(text)` is no instant: 2026-11-24T09:00:00Z")
        }
        self.at = at
    }
}
