extension BrokenDownTime {
    /// As C's `strptime` in the C locale; nil where the text does not fit. What is left of the text is returned:
    /// jq hands it on where it begins with a blank.
    static func parsed(_ text: String, as format: String) -> (time: BrokenDownTime, rest: String)? {
        var reader = TimeReader(text)
        guard reader.read(as: format) else { return nil }
        return (reader.finished(), reader.rest)
    }
}

private struct TimeReader {
    private var bytes: ArraySlice<UInt8>
    private var time = BrokenDownTime()
    private var century: Int64?
    private var yearInCentury: Int64?
    private var isAfternoon = false
    private var isTwelve = false
    private var epoch: Int64?
    private var week: (number: Int, firstDay: Int)?
    /// Which parts the text named.
    private var named: Set<Part> = []

    private enum Part { case month, day, weekday, dayOfYear, date }

    init(_ text: String) { bytes = Array(text.utf8)[...] }

    var rest: String { String(decoding: bytes, as: UTF8.self) }

    mutating func read(as format: String) -> Bool {
        var letters = Array(format.utf8)[...]
        while let letter = letters.popFirst() {
            if isBlank(letter) {
                skipBlanks()
            } else if letter == UInt8(ascii: "%"), var conversion = letters.popFirst() {
                // The modifiers E and O ask for another calendar or other digits; the C locale has neither.
                if conversion == UInt8(ascii: "E") || conversion == UInt8(ascii: "O") { conversion = letters.popFirst() ?? 0 }
                guard read(conversion) else { return false }
            } else {
                guard bytes.popFirst() == letter else { return false }
            }
        }
        return true
    }

    private mutating func read(_ conversion: UInt8) -> Bool {
        let letter = Character(Unicode.Scalar(conversion))
        if let format = combined[letter] { return read(as: format) }
        guard let read = readings[letter] else { return false }
        return read(&self)
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

    mutating func skipBlanks() {
        while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
    }

    // MARK: Pieces

    mutating func number(_ digits: Int, _ range: ClosedRange<Int>) -> Int? {
        skipBlanks()
        var value = 0
        var count = 0
        while count < digits, let first = bytes.first, isDigit(first) {
            value = value * 10 + Int(first - UInt8(ascii: "0"))
            bytes.removeFirst()
            count += 1
        }
        return count > 0 && range.contains(value) ? value : nil
    }

    mutating func name(of names: [String]) -> Int? {
        for (place, name) in names.enumerated() {
            for candidate in [name, String(name.prefix(3))] {
                let letters = Array(candidate.lowercased().utf8)
                if bytes.prefix(letters.count).map({ $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }) == letters {
                    bytes.removeFirst(letters.count)
                    return place
                }
            }
        }
        return nil
    }

    mutating func set(_ path: WritableKeyPath<BrokenDownTime, Int>, _ value: Int?) -> Bool {
        guard let value else { return false }
        time[keyPath: path] = value
        return true
    }

    mutating func setMonth(_ value: Int?) -> Bool {
        named.formUnion([.month, .date])
        return set(\.month, value)
    }

    mutating func setDay() -> Bool {
        named.formUnion([.day, .date])
        return set(\.day, number(2, 1...31))
    }

    mutating func setWeekday(_ value: Int?) -> Bool {
        named.insert(.weekday)
        return set(\.weekday, value)
    }

    mutating func setWeek(firstDay: Int) -> Bool {
        guard let number = number(2, 0...53) else { return false }
        week = (number, firstDay)
        return true
    }

    mutating func setSecond() -> Bool {
        guard let value = number(2, 0...61) else { return false }
        time.second = Double(value)
        return true
    }

    mutating func setYear() -> Bool {
        skipBlanks()
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes.removeFirst() }
        guard let value = number(4, 0...9999) else { return false }
        time.year = Int64(isNegative ? -value : value)
        (century, yearInCentury) = (nil, nil)
        named.insert(.date)
        return true
    }

    mutating func setYearInCentury() -> Bool {
        guard let value = number(2, 0...99) else { return false }
        yearInCentury = Int64(value)
        named.insert(.date)
        return true
    }

    mutating func setCentury() -> Bool {
        guard let value = number(2, 0...99) else { return false }
        century = Int64(value)
        named.insert(.date)
        return true
    }

    mutating func setHour(of twelve: Bool) -> Bool {
        isTwelve = twelve
        return set(\.hour, twelve ? number(2, 1...12).map { $0 % 12 } : number(2, 0...23))
    }

    mutating func setAfternoon() -> Bool {
        let letters = bytes.prefix(2).map { $0 | 0x20 }
        guard letters == Array("am".utf8) || letters == Array("pm".utf8) else { return false }
        isAfternoon = letters[0] == UInt8(ascii: "p")
        bytes.removeFirst(2)
        return true
    }

    mutating func setDayOfYear() -> Bool {
        named.insert(.dayOfYear)
        return set(\.dayOfYear, number(3, 1...366).map { $0 - 1 })
    }

    mutating func setEpoch() -> Bool {
        guard let value = number(18, 0...Int.max) else { return false }
        epoch = Int64(value)
        return true
    }

    /// `Z`, `+hh`, `+hhmm` or `+hh:mm`. As in jq the parts stay those of the zone: what is read here moves nothing.
    mutating func skipOffset() -> Bool {
        skipBlanks()
        guard let sign = bytes.popFirst() else { return false }
        if sign == UInt8(ascii: "Z") { return true }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(2, 0...14) else { return false }
        if bytes.first == UInt8(ascii: ":") { bytes.removeFirst() }
        let minutes = bytes.first.map(isDigit) == true ? number(2, 0...59) : 0
        return minutes != nil && hours * 60 + (minutes ?? 0) <= 14 * 60
    }

    /// A zone's letters name no offset: they are passed over.
    mutating func skipZone() -> Bool {
        while let first = bytes.first, isLetter(first) { bytes.removeFirst() }
        return true
    }

    mutating func skip(_ letter: UInt8) -> Bool { bytes.popFirst() == letter }

    mutating func ignored(_ value: Int?) -> Bool { value != nil }

    // MARK: The whole

    /// What the parts leave open is worked out as the GNU C library does.
    func finished() -> BrokenDownTime {
        if let epoch { return BrokenDownTime(seconds: epoch) }
        var time = time
        if !named.contains(.weekday) { time.weekday = 8 }
        if !named.contains(.dayOfYear) { time.dayOfYear = 367 }
        if let yearInCentury {
            time.year = yearInCentury + (century.map { $0 * 100 } ?? (yearInCentury < 69 ? 2000 : 1900))
        } else if let century {
            time.year = century * 100
        }
        if isTwelve, isAfternoon { time.hour += 12 }
        completeDate(&time)
        completeFromWeek(&time)
        return time
    }

    private func completeDate(_ time: inout BrokenDownTime) {
        guard named.contains(.date) else { return }
        if !named.contains(.weekday) {
            if named.contains(.dayOfYear), !named.isSuperset(of: [.month, .day]) { time.setDateFromDayOfYear() }
            time.weekday = time.calendar.weekday
        }
        if !named.contains(.dayOfYear) { time.dayOfYear = time.calendar.dayOfYear }
    }

    private func completeFromWeek(_ time: inout BrokenDownTime) {
        guard let week, named.contains(.weekday) else { return }
        let newYear = BrokenDownTime([Double(time.year), 0, 1, 0, 0, 0, 0, 0]).calendar.weekday
        if !named.contains(.dayOfYear) {
            let days = (time.weekday - week.firstDay + 7) % 7
            time.dayOfYear = (7 - (newYear - week.firstDay)) % 7 + (week.number - 1) * 7 + days
        }
        if !named.isSuperset(of: [.month, .day]) { time.setDateFromDayOfYear() }
    }
}

private typealias Reading = @Sendable (inout TimeReader) -> Bool

private let readings: [Character: Reading] = [
    "Y": { $0.setYear() }, "y": { $0.setYearInCentury() }, "C": { $0.setCentury() },
    "m": { $0.setMonth($0.number(2, 1...12).map { $0 - 1 }) },
    "b": { $0.setMonth($0.name(of: monthNames)) }, "B": { $0.setMonth($0.name(of: monthNames)) },
    "h": { $0.setMonth($0.name(of: monthNames)) },
    "d": { $0.setDay() }, "e": { $0.setDay() },
    "a": { $0.setWeekday($0.name(of: dayNames)) }, "A": { $0.setWeekday($0.name(of: dayNames)) },
    "H": { $0.setHour(of: false) }, "k": { $0.setHour(of: false) }, "I": { $0.setHour(of: true) },
    "l": { $0.setHour(of: true) },
    "M": { $0.set(\.minute, $0.number(2, 0...59)) }, "S": { $0.setSecond() },
    "p": { $0.setAfternoon() }, "P": { $0.setAfternoon() }, "j": { $0.setDayOfYear() }, "s": { $0.setEpoch() },
    "z": { $0.skipOffset() }, "Z": { $0.skipZone() },
    "w": { $0.setWeekday($0.number(1, 0...6)) }, "u": { $0.setWeekday($0.number(1, 1...7).map { $0 % 7 }) },
    "U": { $0.setWeek(firstDay: 0) }, "W": { $0.setWeek(firstDay: 1) },
    "V": { $0.ignored($0.number(2, 1...53)) },
    "G": { $0.ignored($0.number(4, 0...9999)) }, "g": { $0.ignored($0.number(2, 0...99)) },
    "n": {
        $0.skipBlanks()
        return true
    },
    "t": {
        $0.skipBlanks()
        return true
    },
    "%": { $0.skip(UInt8(ascii: "%")) },
]

private let combined: [Character: String] = [
    "D": "%m/%d/%y", "x": "%m/%d/%y", "T": "%H:%M:%S", "X": "%H:%M:%S", "R": "%H:%M", "r": "%I:%M:%S %p", "F": "%Y-%m-%d",
    "c": "%a %b %e %H:%M:%S %Y",
]
