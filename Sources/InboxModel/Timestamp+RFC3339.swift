extension Timestamp {
    /// This moment as `2026-11-24T09:00:00Z`, with `.250` milliseconds only where there are some.
    public var rfc3339: String {
        let days = (milliseconds >= 0 ? milliseconds : milliseconds - 86_399_999) / 86_400_000
        let inDay = milliseconds - days * 86_400_000
        let (year, month, day) = Self.civil(fromDays: days)
        let second = inDay / 1_000
        var text = pad(year, 4) + "-" + pad(Int64(month), 2) + "-" + pad(Int64(day), 2)
        text += "T" + pad(second / 3_600, 2) + ":" + pad(second / 60 % 60, 2) + ":" + pad(second % 60, 2)
        if inDay % 1_000 != 0 { text += "." + pad(inDay % 1_000, 3) }
        return text + "Z"
    }

    /// Reads RFC 3339 and its ISO 8601 cousins: `T` or a blank, a fraction of any length (cut to milliseconds),
    /// `Z`, `+02:00` or `+0200`. A reading without a zone is nil: a local time names no moment.
    public init?(rfc3339 text: String) {
        var reader = Reader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2)
        else { return nil }
        var second: Int64 = 0
        if reader.skip(":") {
            guard let read = reader.number(2) else { return nil }
            second = read
        }
        let fraction = reader.skip(".") || reader.skip(",") ? reader.fraction() : 0
        guard let offset = reader.offset(), reader.isAtEnd, (1...12).contains(month), hour < 24, minute < 60, second < 61,
            day >= 1, day <= Self.days(inMonth: Int(month), of: year)
        else { return nil }
        let days = Self.days(fromCivil: year, Int(month), Int(day))
        self.init(milliseconds: (days * 86_400 + hour * 3_600 + minute * 60 + second - offset) * 1_000 + fraction)
    }

    /// Days since 1970-01-01 of a proleptic Gregorian date.
    /// Source: https://howardhinnant.github.io/date_algorithms.html, the algorithm `days_from_civil`.
    public static func days(fromCivil year: Int64, _ month: Int, _ day: Int) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The proleptic Gregorian date of a number of days since 1970-01-01; the inverse of `days(fromCivil:_:_:)`.
    public static func civil(fromDays days: Int64) -> (year: Int64, month: Int, day: Int) {
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, Int(dayOfYear - (153 * shifted + 2) / 5 + 1))
    }

    /// How many days a month has; `month` counts from 1.
    public static func days(inMonth month: Int, of year: Int64) -> Int64 {
        switch month {
        case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }
}

private func pad(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

private struct Reader {
    let bytes: [UInt8]
    var at = 0

    var isAtEnd: Bool { at == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    /// Exactly `count` digits.
    mutating func number(_ count: Int) -> Int64? {
        guard at + count <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[at..<at + count] {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        at += count
        return value
    }

    /// Digits of any number as milliseconds.
    mutating func fraction() -> Int64 {
        var value: Int64 = 0
        var scale: Int64 = 100
        while at < bytes.count, bytes[at] >= 48, bytes[at] <= 57 {
            value += Int64(bytes[at] - 48) * scale
            scale /= 10
            at += 1
        }
        return value
    }

    /// Seconds east of Greenwich, or nil where no zone stands.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(2) else { return nil }
        _ = skip(":")
        guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
