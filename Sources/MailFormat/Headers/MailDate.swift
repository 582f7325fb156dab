/// A moment as mails write it: a second of UTC and the zone of the clock it was read from.
public struct MailDate: Sendable, Hashable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var secondsSinceEpoch: Int64
    /// Minutes east of Greenwich; used for writing only.
    public var offsetMinutes: Int

    public init(secondsSinceEpoch: Int64, offsetMinutes: Int = 0) {
        (self.secondsSinceEpoch, self.offsetMinutes) = (secondsSinceEpoch, offsetMinutes)
    }

    /// This moment as a `Date` field: `Thu, 02 Jul 2026 10:00:00 +0000`.
    public var fieldValue: String {
        let local = secondsSinceEpoch + Int64(offsetMinutes) * 60
        let day = Self.floored(local, 86_400)
        let second = local - day * 86_400
        let (year, month, date) = Self.civil(fromDays: day)
        let weekday = Self.weekdays[Int(day + 4 - Self.floored(day + 4, 7) * 7)]
        let zone = offsetMinutes < 0 ? "-" : "+"
        let (hours, minutes) = abs(offsetMinutes).quotientAndRemainder(dividingBy: 60)
        return "\(weekday), \(Self.two(date)) \(Self.months[month - 1]) \(year) "
            + "\(Self.two(second / 3_600)):\(Self.two(second / 60 % 60)):\(Self.two(second % 60)) "
            + "\(zone)\(Self.two(hours))\(Self.two(minutes))"
    }

    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    private static func two(_ number: some BinaryInteger) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func floored(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((-a + b - 1) / b) }

    /// Days since the epoch of a Gregorian date.
    /// Source: https://howardhinnant.github.io/date_algorithms.html, `days_from_civil`.
    static func days(fromCivil year: Int64, _ month: Int, _ day: Int) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = floored(y, 400)
        let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        let yearOfEra = y - era * 400
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of `days(fromCivil:_:_:)`; `civil_from_days` of the same page.
    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int, day: Int) {
        let z = days + 719_468
        let era = floored(z, 146_097)
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, Int(dayOfYear - (153 * shifted + 2) / 5 + 1))
    }
}
