import InboxModel

/// A date of the Gregorian calendar, without a zone.
public struct CivilDate: Hashable, Comparable, Strideable, Sendable {
    /// Days since 1970-01-01; negative before.
    public let dayNumber: Int64

    public init(dayNumber: Int64) { self.dayNumber = dayNumber }

    /// Nil where the month has no such day.
    public init?(year: Int64, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Timestamp.days(inMonth: month, of: year) else { return nil }
        self.init(dayNumber: Timestamp.days(fromCivil: year, month, day))
    }

    /// Reads `2026-12-25`, and nothing else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int64(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Year, month from 1, day from 1.
    public var components: (year: Int64, month: Int, day: Int) { Timestamp.civil(fromDays: dayNumber) }

    public var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        let sinceMonday = (dayNumber + 3) % 7
        return Weekday(rawValue: Int(sinceMonday < 0 ? sinceMonday + 7 : sinceMonday))!
    }

    public static func < (a: CivilDate, b: CivilDate) -> Bool { a.dayNumber < b.dayNumber }

    public func advanced(by days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + Int64(days)) }

    public func distance(to other: CivilDate) -> Int { Int(other.dayNumber - dayNumber) }
}

extension CivilDate: CustomStringConvertible {
    /// `2026-12-25`.
    public var description: String { String(Timestamp(seconds: dayNumber * 86_400).rfc3339.prefix { $0 != "T" }) }
}

/// A day of the week; Monday comes first.
public enum Weekday: Int, CaseIterable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The three letters that calendars are written with: `mon`, `tue`, …
    public var abbreviation: String { ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][rawValue] }

    /// Reads what `abbreviation` writes.
    public init?(abbreviation: String) {
        guard let day = Self.allCases.first(where: { $0.abbreviation == abbreviation }) else { return nil }
        self = day
    }
}
