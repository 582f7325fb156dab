extension BrokenDownTime {
    /// As C's `strftime` in the C locale, in UTC. A letter that is no conversion stands as it is.
    func text(as format: String) -> String {
        var text = ""
        var letters = format.unicodeScalars[...]
        while let letter = letters.popFirst() {
            guard letter == "%", let conversion = letters.popFirst() else {
                text.unicodeScalars.append(letter)
                continue
            }
            text += converted(conversion) ?? "%\(conversion)"
        }
        return text
    }

    private func converted(_ letter: Unicode.Scalar) -> String? {
        if let print = conversions[letter] { return print(self) }
        return combinations[letter].map { text(as: $0) }
    }

    /// Year and week of ISO 8601: weeks begin on Monday, the first one holds the year's first Thursday.
    fileprivate var isoWeek: (year: Int64, week: Int) {
        let monday = (weekday + 6) % 7
        let week = (dayOfYear - monday + 10) / 7
        if week < 1 { return (year - 1, BrokenDownTime.weeks(in: year - 1)) }
        return week > BrokenDownTime.weeks(in: year) ? (year + 1, 1) : (year, week)
    }

    private static func weeks(in year: Int64) -> Int {
        let first = BrokenDownTime([Double(year), 0, 1, 0, 0, 0, 0, 0]).normalised.weekday
        let last = BrokenDownTime([Double(year), 11, 31, 0, 0, 0, 0, 0]).normalised.weekday
        return first == 4 || last == 4 ? 53 : 52
    }
}

private typealias Conversion = @Sendable (BrokenDownTime) -> String

private let conversions: [Unicode.Scalar: Conversion] = [
    "Y": { String($0.year) }, "C": { padded($0.year / 100, 2) }, "y": { padded($0.year % 100, 2) },
    "m": { padded(Int64($0.month + 1), 2) }, "d": { padded(Int64($0.day), 2) }, "e": { padded(Int64($0.day), 2, " ") },
    "H": { padded(Int64($0.hour), 2) }, "k": { padded(Int64($0.hour), 2, " ") },
    "I": { padded(Int64(twelve($0.hour)), 2) }, "l": { padded(Int64(twelve($0.hour)), 2, " ") },
    "M": { padded(Int64($0.minute), 2) }, "S": { padded(Int64($0.second), 2) },
    "p": { $0.hour < 12 ? "AM" : "PM" }, "P": { $0.hour < 12 ? "am" : "pm" },
    "a": { String(dayNames[wrapped($0.weekday, 7)].prefix(3)) }, "A": { dayNames[wrapped($0.weekday, 7)] },
    "b": { String(monthNames[wrapped($0.month, 12)].prefix(3)) }, "B": { monthNames[wrapped($0.month, 12)] },
    "h": { String(monthNames[wrapped($0.month, 12)].prefix(3)) },
    "j": { padded(Int64($0.dayOfYear + 1), 3) }, "w": { String($0.weekday) }, "u": { String($0.weekday == 0 ? 7 : $0.weekday) },
    "U": { padded(Int64(($0.dayOfYear + 7 - $0.weekday) / 7), 2) },
    "W": { padded(Int64(($0.dayOfYear + 7 - ($0.weekday + 6) % 7) / 7), 2) },
    "V": { padded(Int64($0.isoWeek.week), 2) }, "G": { String($0.isoWeek.year) }, "g": { padded($0.isoWeek.year % 100, 2) },
    "s": { String($0.seconds) }, "Z": { _ in "UTC" }, "z": { _ in "+0000" }, "n": { _ in "\n" }, "t": { _ in "\t" },
    "%": { _ in "%" },
]

private let combinations: [Unicode.Scalar: String] = [
    "D": "%m/%d/%y", "T": "%H:%M:%S", "F": "%Y-%m-%d", "R": "%H:%M", "r": "%I:%M:%S %p", "x": "%m/%d/%y", "X": "%H:%M:%S",
    "c": "%a %b %e %H:%M:%S %Y",
]

let dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
]

private func wrapped(_ value: Int, _ count: Int) -> Int { ((value % count) + count) % count }

private func twelve(_ hour: Int) -> Int { hour % 12 == 0 ? 12 : hour % 12 }

private func padded(_ value: Int64, _ width: Int, _ filler: String = "0") -> String {
    let digits = String(value)
    return String(repeating: filler, count: max(0, width - digits.utf8.count)) + digits
}
