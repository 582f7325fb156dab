import InboxModel

extension Policy: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, when, calendar
        case firstResponse = "first_response"
        case nextResponse = "next_response"
        case acknowledgement, resolution, warn
        case pauseOn = "pause_on"
        case reopen, peers, legal
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        calendar = try container.decode(String.self, forKey: .calendar)
        targets = [:]
        for (key, metric) in [
            (CodingKeys.firstResponse, Metric.firstResponse), (.nextResponse, .nextResponse),
            (.acknowledgement, .acknowledgement), (.resolution, .resolution),
        ] { targets[metric] = try container.decodeIfPresent(PolicyTarget.self, forKey: key) }
        warnings = try container.decodeIfPresent(Warnings.self, forKey: .warn)?.spans ?? [:]
        pauseOn = try container.decodeIfPresent([ConversationStatus].self, forKey: .pauseOn).map { Set($0) } ?? pauseOn
        reopen = try container.decodeIfPresent(ReopenRule.self, forKey: .reopen) ?? reopen
        peers = try container.decodeIfPresent(PeerRule.self, forKey: .peers) ?? peers
        legal = try container.decodeIfPresent([String: PolicyLegalTerm].self, forKey: .legal) ?? [:]
    }
}

/// `15m` for every metric, or one for each.
private struct Warnings: Decodable {
    var spans: [Metric: Duration] = [:]

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case first_response, next_response, acknowledgement, resolution, legal
    }

    init(from decoder: any Decoder) throws {
        guard let map = try? decoder.container(keyedBy: CodingKeys.self) else {
            let span = try TimeSpan(from: decoder).duration
            spans = Dictionary(uniqueKeysWithValues: Metric.allCases.map { ($0, span) })
            return
        }
        for key in map.allKeys { spans[Metric(rawValue: key.rawValue)!] = try map.decode(TimeSpan.self, forKey: key).duration }
    }
}

extension PolicyTarget: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case urgent, high, normal, low, `else` }

    public init(from decoder: any Decoder) throws {
        guard let map = try? decoder.container(keyedBy: CodingKeys.self) else {
            self.init(try TimeSpan(from: decoder).duration)
            return
        }
        self.init(try map.decodeIfPresent(TimeSpan.self, forKey: .else)?.duration)
        for key in map.allKeys where key != .else {
            byPriority[Priority(rawValue: key.rawValue)!] = try map.decode(TimeSpan.self, forKey: key).duration
        }
    }
}

extension PolicyLegalTerm: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case days, calendar, roll }

    public init(from decoder: any Decoder) throws {
        guard let map = try? decoder.container(keyedBy: CodingKeys.self) else {
            self = .span(try TimeSpan(from: decoder).duration)
            return
        }
        let days = try map.decode(Int.self, forKey: .days)
        guard days >= 0, days <= 3_660 else {
            throw DecodingError.dataCorruptedError(
                forKey: .days, in: map, debugDescription: "`days` is a number from 0 to 3660")
        }
        self = .days(
            days, calendar: try map.decodeIfPresent(String.self, forKey: .calendar),
            rolls: try map.decodeIfPresent(Bool.self, forKey: .roll) ?? false)
    }
}
