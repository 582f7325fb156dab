extension BrokenDownTime {
    /// As C's `strptime` in the C locale; nil where the text does not fit. What is left of the text is returned, as jq hands it on.
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
    private var isAfternoon: Bool?
    private var dayOfYear: Int?
    private var epoch: Int64?
    private var offset: Int64 = 0

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
        return true
    }

    mutating func setYearInCentury() -> Bool {
        guard let value = number(2, 0...99) else { return false }
        yearInCentury = Int64(value)
        return true
    }

    mutating func setCentury() -> Bool {
        guard let value = number(2, 0...99) else { return false }
        century = Int64(value)
        return true
    }

    mutating func setHour(of twelve: Bool) -> Bool {
        set(\.hour, twelve ? number(2, 1...12).map { $0 % 12 } : number(2, 0...23))
    }

    mutating func setAfternoon() -> Bool {
        let letters = bytes.prefix(2).map { $0 | 0x20 }
        guard letters == Array("am".utf8) || letters == Array("pm".utf8) else { return false }
        isAfternoon = letters[0] == UInt8(ascii: "p")
        bytes.removeFirst(2)
        return true
    }

    mutating func setDayOfYear() -> Bool {
        guard let value = number(3, 1...366) else { return false }
        dayOfYear = value - 1
        return true
    }

    mutating func setEpoch() -> Bool {
        guard let value = number(18, 0...Int.max) else { return false }
        epoch = Int64(value)
        return true
    }

    /// `Z`, `+hh`, `+hhmm` or `+hh:mm`.
    mutating func setOffset() -> Bool {
        skipBlanks()
        guard let sign = bytes.popFirst() else { return false }
        if sign == UInt8(ascii: "Z") { return true }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(2, 0...14) else { return false }
        if bytes.first == UInt8(ascii: ":") { bytes.removeFirst() }
        let minutes = bytes.first.map(isDigit) == true ? number(2, 0...59) : 0
        guard let minutes else { return false }
        offset = Int64(hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
        return true
    }

    /// A zone's letters name no offset: they are passed over.
    mutating func skipZone() -> Bool {
        while let first = bytes.first, isLetter(first) { bytes.removeFirst() }
        return true
    }

    mutating func skip(_ letter: UInt8) -> Bool { bytes.popFirst() == letter }

    mutating func ignored(_ value: Int?) -> Bool { value != nil }

    // MARK: The whole

    func finished() -> BrokenDownTime {
        if let epoch { return BrokenDownTime(seconds: epoch) }
        var time = time
        if let yearInCentury {
            time.year = yearInCentury + (century.map { $0 * 100 } ?? (yearInCentury < 69 ? 2000 : 1900))
        } else if let century {
            time.year = century * 100 + time.year % 100
        }
        if isAfternoon == true { time.hour += 12 }
        if let dayOfYear {
            let date = BrokenDownTime([Double(time.year), 0, Double(dayOfYear + 1), 0, 0, 0, 0, 0]).normalised
            (time.month, time.day) = (date.month, date.day)
        }
        if offset != 0 {
            let second = time.second
            time = BrokenDownTime(seconds: time.seconds - offset)
            time.second = second
        }
        return time
    }
}

private typealias Reading = @Sendable (inout TimeReader) -> Bool

private let readings: [Character: Reading] = [
    "Y": { $0.setYear() }, "y": { $0.setYearInCentury() }, "C": { $0.setCentury() },
    "m": { $0.set(\.month, $0.number(2, 1...12).map { $0 - 1 }) },
    "b": { $0.set(\.month, $0.name(of: monthNames)) }, "B": { $0.set(\.month, $0.name(of: monthNames)) },
    "h": { $0.set(\.month, $0.name(of: monthNames)) },
    "d": { $0.set(\.day, $0.number(2, 1...31)) }, "e": { $0.set(\.day, $0.number(2, 1...31)) },
    "a": { $0.set(\.weekday, $0.name(of: dayNames)) }, "A": { $0.set(\.weekday, $0.name(of: dayNames)) },
    "H": { $0.setHour(of: false) }, "k": { $0.setHour(of: false) }, "I": { $0.setHour(of: true) },
    "l": { $0.setHour(of: true) },
    "M": { $0.set(\.minute, $0.number(2, 0...59)) }, "S": { $0.setSecond() },
    "p": { $0.setAfternoon() }, "P": { $0.setAfternoon() }, "j": { $0.setDayOfYear() }, "s": { $0.setEpoch() },
    "z": { $0.setOffset() }, "Z": { $0.skipZone() },
    "w": { $0.ignored($0.number(1, 0...6)) }, "u": { $0.ignored($0.number(1, 1...7)) },
    "U": { $0.ignored($0.number(2, 0...53)) }, "W": { $0.ignored($0.number(2, 0...53)) },
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
