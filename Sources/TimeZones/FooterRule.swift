import InboxModel

/// What a TZif file says about the time after its last change: a POSIX TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3`.
/// Source: RFC 9636 part 3.3, https://www.rfc-editor.org/rfc/rfc9636, read 2026-03-02.
enum FooterRule: Hashable {
    case fixed(LocalForm)
    case yearly(YearlyRule)

    /// Nil for an empty footer: then the last change holds.
    init?(_ text: String, zone: String) throws(ZoneFailure) {
        if text.isEmpty { return nil }
        var reader = FooterReader(bytes: Array(text.utf8))
        guard let rule = reader.rule() else { throw .malformed(zone, "its rule '\(text)' is no POSIX time zone") }
        self = rule
    }
}

/// Two changes a year, for ever.
struct YearlyRule: Hashable {
    var standard: LocalForm
    var summer: LocalForm
    var summerBegins: YearlyMoment
    var summerEnds: YearlyMoment

    /// Both changes of a year, in order.
    func changes(in year: Int64) -> [FormChange] {
        let begin = FormChange(at: summerBegins.localSecond(in: year) - standard.offset, form: summer)
        let end = FormChange(at: summerEnds.localSecond(in: year) - summer.offset, form: standard)
        return begin.at < end.at ? [begin, end] : [end, begin]
    }
}

/// A day of each year and a time on it, by the clocks that are in force until then.
struct YearlyMoment: Hashable {
    enum Day: Hashable {
        /// 1 to 365; 29 February is never counted.
        case withoutLeapDay(Int)
        /// 0 to 365; 29 February is counted.
        case sinceNewYear(Int)
        /// The n-th such weekday (0 is Sunday) of a month; 5 is the last one.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    var day: Day
    /// Seconds after that day's 00:00; may be negative or more than a day.
    var second: Int64

    func localSecond(in year: Int64) -> Int64 { dayNumber(in: year) * 86_400 + second }

    private func dayNumber(in year: Int64) -> Int64 {
        let newYear = Timestamp.days(fromCivil: year, 1, 1)
        switch day {
        case .sinceNewYear(let day): return newYear + Int64(day)
        case .withoutLeapDay(let day):
            let hasLeapDay = Timestamp.days(inMonth: 2, of: year) == 29
            return newYear + Int64(day - 1) + (hasLeapDay && day >= 60 ? 1 : 0)
        case .weekday(let month, let week, let weekday):
            let first = Timestamp.days(fromCivil: year, month, 1)
            // 1970-01-01 was a Thursday, four days after a Sunday.
            let firstWeekday = Int(((first + 4) % 7 + 7) % 7)
            let offset = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            let length = Int(Timestamp.days(inMonth: month, of: year))
            return first + Int64(offset < length ? offset : offset - 7)
        }
    }
}

private struct FooterReader {
    let bytes: [UInt8]
    var at = 0

    var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func rule() -> FooterRule? {
        guard let name = abbreviation(), let west = time(hours: 24) else { return nil }
        let standard = LocalForm(offset: -west, abbreviation: name)
        if next == nil { return .fixed(standard) }
        guard let summerName = abbreviation() else { return nil }
        var summer = LocalForm(offset: standard.offset + 3_600, abbreviation: summerName)
        if next != UInt8(ascii: ",") {
            guard let west = time(hours: 24) else { return nil }
            summer.offset = -west
        }
        guard let begins = moment(), let ends = moment(), next == nil else { return nil }
        return .yearly(YearlyRule(standard: standard, summer: summer, summerBegins: begins, summerEnds: ends))
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    /// `CET`, or anything between angle brackets: `<+0545>`.
    private mutating func abbreviation() -> String? {
        let isQuoted = skip("<")
        let start = at
        while let byte = next, isQuoted ? byte != UInt8(ascii: ">") : (byte | 32) >= 97 && (byte | 32) <= 122 { at += 1 }
        let name = String(decoding: bytes[start..<at], as: UTF8.self)
        guard name.utf8.count >= 3, !isQuoted || skip(">") else { return nil }
        return name
    }

    private mutating func number(upTo limit: Int) -> Int? {
        var value: Int?
        while let byte = next, (48...57).contains(byte), value ?? 0 <= limit {
            value = (value ?? 0) * 10 + Int(byte) - 48
            at += 1
        }
        return value.flatMap { $0 <= limit ? $0 : nil }
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private mutating func time(hours limit: Int) -> Int64? {
        let sign: Int64 = skip("-") ? -1 : 1
        if sign == 1 { _ = skip("+") }
        guard let hours = number(upTo: limit) else { return nil }
        var seconds = Int64(hours) * 3_600
        for unit: Int64 in [60, 1] where skip(":") {
            guard let value = number(upTo: 59) else { return nil }
            seconds += Int64(value) * unit
        }
        return sign * seconds
    }

    /// `,M3.5.0/2`, `,J60` or `,59`; without a time it is 02:00.
    private mutating func moment() -> YearlyMoment? {
        guard skip(","), let day = day() else { return nil }
        guard skip("/") else { return YearlyMoment(day: day, second: 7_200) }
        return time(hours: 167).map { YearlyMoment(day: day, second: $0) }
    }

    private mutating func day() -> YearlyMoment.Day? {
        if skip("J") { return number(upTo: 365).flatMap { $0 >= 1 ? .withoutLeapDay($0) : nil } }
        guard skip("M") else { return number(upTo: 365).map { .sinceNewYear($0) } }
        guard let month = number(upTo: 12), month >= 1, skip("."), let week = number(upTo: 5), week >= 1, skip("."),
            let weekday = number(upTo: 6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }
}
