import InboxModel

/// The fields of an outcome by their names in the file, expected or found.
struct CaseFields: Decodable, Sendable {
    enum Value: Decodable, Hashable, Sendable, CustomStringConvertible {
        case none
        case flag(Bool)
        case number(Int64)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .none
            } else if let number = try? container.decode(Int64.self) {
                self = .number(number)
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        static func instant(_ moment: Timestamp?) -> Value { moment.map { .text($0.rfc3339) } ?? .none }

        static func seconds(_ span: Duration?) -> Value { span.map { .number($0.components.seconds) } ?? .none }

        var description: String {
            switch self {
            case .none: "null"
            case .flag(let flag): "\(flag)"
            case .number(let number): "\(number)"
            case .text(let text): text
            }
        }
    }

    private let values: [String: Value]

    init(_ values: [String: Value]) { self.values = values }

    init(from decoder: any Decoder) throws { values = try decoder.singleValueContainer().decode([String: Value].self) }

    /// A clock as the file writes it; `warn_at` is told only where a warning was asked for, `name` only of legal clocks.
    init(_ clock: Clock, tellsWarning: Bool) {
        var values: [String: Value] = [
            "metric": .text(clock.metric.rawValue), "n": .number(Int64(clock.n)), "started_at": .instant(clock.startedAt),
            "due_at": .instant(clock.dueAt), "state": .text(clock.state.rawValue), "open": .flag(clock.isOpen),
            "stopped_at": .instant(clock.stoppedAt), "ended_by": clock.endedBy.map { .text($0.rawValue) } ?? .none,
            "breached_at": .instant(clock.breachedAt), "consumed_s": .seconds(clock.consumed),
            "remaining_s": .seconds(clock.remaining),
        ]
        if let name = clock.name { values["name"] = .text(name) }
        if tellsWarning { values["warn_at"] = .instant(clock.warnAt) }
        self.values = values
    }

    /// What differences of this clock are headed by.
    var heading: String { "\(values["metric"] ?? .none) \(values["n"] ?? .none)" }

    /// One line for each field that differs, by name.
    func differences(from expected: CaseFields) -> [String] {
        Set(values.keys).union(expected.values.keys).sorted().compactMap { field in
            let (found, wanted) = (values[field], expected.values[field])
            if found == wanted { return nil }
            return "\(field) is \(found?.description ?? "absent"), expected \(wanted?.description ?? "absent")"
        }
    }
}
