/// A moment in UTC by its parts, as C's `struct tm` has them but with the whole year.
struct BrokenDownTime {
    var year: Int64 = 1900
    /// From 0.
    var month = 0
    /// From 1; 0 where a text named none.
    var day = 0
    var hour = 0
    var minute = 0
    /// With its fraction.
    var second = 0.0
    /// From 0, Sunday.
    var weekday = 0
    /// From 0.
    var dayOfYear = 0

    init() {}

    init(seconds: Double) {
        let whole = Int64(seconds)
        self.init(seconds: whole)
        // Before 1970 jq cuts towards zero but counts the fraction upwards; so do we.
        let fraction = seconds - Double(whole)
        second += fraction < 0 ? fraction + 1 : fraction
    }

    init(seconds: Int64) {
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let inDay = Int(seconds - days * 86_400)
        (hour, minute, second) = (inDay / 3600, inDay / 60 % 60, Double(inDay % 60))
        (year, month, day) = civil(days)
        weekday = Int((days % 7 + 11) % 7)
        dayOfYear = Int(days - dayNumber(year, 0, 1))
    }

    /// From the eight numbers of jq's broken down time.
    init(_ numbers: [Double]) {
        (year, month, day) = (Int64(numbers[0]), Int(numbers[1]), Int(numbers[2]))
        (hour, minute, second) = (Int(numbers[3]), Int(numbers[4]), numbers[5])
        (weekday, dayOfYear) = (Int(numbers[6]), Int(numbers[7]))
    }

    var json: JSON {
        let whole = [year, Int64(month), Int64(day), Int64(hour), Int64(minute)].map(JSON.integer)
        return .array(whole + [JSON(result: second), .integer(Int64(weekday)), .integer(Int64(dayOfYear))])
    }

    /// Seconds since 1970; parts beyond their range carry over.
    var seconds: Int64 {
        let days = dayNumber(year, month, 1) + Int64(day) - 1
        return days * 86_400 + Int64(hour) * 3600 + Int64(minute) * 60 + Int64(second)
    }

    /// The same moment with every part in its range.
    var normalised: BrokenDownTime { BrokenDownTime(seconds: seconds) }

    /// Weekday and day of the year of the date as it stands, a day 0 included.
    var calendar: (weekday: Int, dayOfYear: Int) {
        let days = dayNumber(year, month, 1) + Int64(day) - 1
        return (Int((days % 7 + 11) % 7), Int(days - dayNumber(year, 0, 1)))
    }

    mutating func setDateFromDayOfYear() {
        let date = BrokenDownTime([Double(year), 0, Double(dayOfYear + 1), 0, 0, 0, 0, 0]).normalised
        (month, day) = (date.month, date.day)
    }

    /// What jq fills in where the text left weekday or day of the year open and named a day.
    mutating func completeDays() {
        guard (1...31).contains(day) else { return }
        if weekday == 8 { weekday = calendar.weekday }
        if dayOfYear == 367 { dayOfYear = calendar.dayOfYear }
    }
}

/// Days since 1970-01-01; `month` counts from 0 and may be beyond 11.
/// Source: https://howardhinnant.github.io/date_algorithms.html, the algorithm `days_from_civil`.
private func dayNumber(_ year: Int64, _ month: Int, _ day: Int) -> Int64 {
    let months = year * 12 + Int64(month)
    let (year, month) = (floorDivide(months, 12), Int(months - floorDivide(months, 12) * 12) + 1)
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

private func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
    value >= 0 ? value / by : (value - by + 1) / by
}

/// The inverse, with the month from 0.
private func civil(_ days: Int64) -> (year: Int64, month: Int, day: Int) {
    let z = days + 719_468
    let era = floorDivide(z, 146_097)
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month - 1, Int(dayOfYear - (153 * shifted + 2) / 5 + 1))
}
