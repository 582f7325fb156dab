public import TimeZones

/// What an operator writes about working time. With the rules of its zone it becomes a `BusinessCalendar`.
///
/// ```yaml
/// office:
///   zone: Europe/Berlin
///   week: {mon: [["09:00", "12:00"], ["13:00", "17:00"]], fri: [["22:00", "06:00"]]}
///   special: {"2026-12-24": [["09:00", "12:00"]]}
///   holidays: {"2026-12-25": Christmas Day}        # or a list of dates
///   holiday_rule: civil-day
/// ```
public struct CalendarDefinition: Hashable, Sendable {
    /// An IANA name.
    public var zone: String
    /// Open at every instant; then nothing else counts.
    public var isAlwaysOpen = false
    public var week: [Weekday: [OpeningHours]] = [:]
    /// Hours that replace the weekly ones starting on that date.
    public var special: [CivilDate: [OpeningHours]] = [:]
    /// Closed dates with their names (empty where none was given); stronger than `special`.
    public var holidays: [CivilDate: String] = [:]
    public var holidayRule = HolidayRule.civilDay

    public init(zone: String) { self.zone = zone }

    /// Whether no hours stand anywhere: such a calendar never opens, and saving it is a mistake.
    public var neverOpens: Bool {
        !isAlwaysOpen && week.values.joined().allSatisfy(\.isEmpty) && special.values.joined().allSatisfy(\.isEmpty)
    }
}

/// What a holiday closes.
public enum HolidayRule: String, CaseIterable, Decodable, Sendable {
    /// Every instant whose local date is a holiday, whichever day the window began.
    case civilDay = "civil-day"
    /// Windows that start on a holiday, as a whole; one that began the evening before runs on.
    case shiftStart = "shift-start"
}

extension CalendarDefinition: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case zone, always, week, special, holidays
        case holidayRule = "holiday_rule"
    }

    private enum WeekKeys: String, CodingKey, CaseIterable { case mon, tue, wed, thu, fri, sat, sun }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        zone = try container.decode(String.self, forKey: .zone)
        isAlwaysOpen = try container.decodeIfPresent(Bool.self, forKey: .always) ?? false
        if container.contains(.week) {
            let days = try container.nestedContainer(keyedBy: WeekKeys.self, forKey: .week)
            for key in days.allKeys {
                week[Weekday(abbreviation: key.rawValue)!] = try days.decode([OpeningHours].self, forKey: key)
            }
        }
        special = try container.decodeIfPresent(DatedMap<[OpeningHours]>.self, forKey: .special)?.values ?? [:]
        holidays = try container.decodeIfPresent(Holidays.self, forKey: .holidays)?.names ?? [:]
        holidayRule = try container.decodeIfPresent(HolidayRule.self, forKey: .holidayRule) ?? .civilDay
    }
}

/// Dates as a list, or as a map from each to its name.
private struct Holidays: Decodable {
    var names: [CivilDate: String] = [:]

    init(from decoder: any Decoder) throws {
        guard var list = try? decoder.unkeyedContainer() else {
            names = try DatedMap<String>(from: decoder).values
            return
        }
        while !list.isAtEnd { names[try list.decode(CivilDate.self)] = "" }
    }
}

/// A map whose names are dates.
private struct DatedMap<Value: Decodable>: Decodable {
    var values: [CivilDate: Value] = [:]

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys {
            guard let date = CivilDate(key.stringValue) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container,
                    debugDescription: "`\(key.stringValue)` is no date; write year, month and day: \"2026-12-25\"")
            }
            values[date] = try container.decode(Value.self, forKey: key)
        }
    }
}
