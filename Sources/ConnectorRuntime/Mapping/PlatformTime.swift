import Expressions
import InboxModel

/// Moments as platforms write them: ISO 8601 with a zone, seconds or milliseconds since 1970, and RFC 822 dates.
enum PlatformTime {
    /// The moment, or nil for what names none: a local time without zone, a word, a date out of range.
    static func moment(_ value: JSON) -> Timestamp? {
        switch value {
        case .integer(let number): return epoch(number)
        case .number(let number): return number.magnitude < 1e15 ? epoch(number) : nil
        case .string(let text):
            if let number = Int64(text) { return epoch(number) }
            return Timestamp(rfc3339: text) ?? mailDate(text)
        default: return nil
        }
    }

    /// Above 100 milliards it can only be milliseconds: as seconds it would be the year 5138.
    private static func epoch(_ number: Int64) -> Timestamp? {
        guard number > 0, number < 100_000_000_000_000 else { return nil }
        return number < 100_000_000_000 ? Timestamp(seconds: number) : Timestamp(milliseconds: number)
    }

    private static func epoch(_ number: Double) -> Timestamp? {
        guard number > 0 else { return nil }
        return number < 100_000_000_000
            ? Timestamp(milliseconds: Int64(number * 1_000)) : Timestamp(milliseconds: Int64(number))
    }

    /// `Wed, 25 Nov 2026 16:00:00 GMT` (RFC 822, RFC 1123 and their two-digit years).
    static func mailDate(_ text: String) -> Timestamp? {
        var words = text.split { $0 == " " || $0 == "," }.map(String.init)
        if let first = words.first, first.allSatisfy(\.isLetter) { words.removeFirst() }
        guard words.count >= 4, let day = Int(words[0]), let month = months[words[1].prefix(3).lowercased()],
            let written = Int64(words[2]), let clock = clock(words[3])
        else { return nil }
        let year = written < 50 ? 2_000 + written : written < 100 ? 1_900 + written : written
        guard year < 10_000, day >= 1, day <= Timestamp.days(inMonth: month, of: year),
            let offset = words.count > 4 ? zone(words[4]) : nil
        else { return nil }
        return Timestamp(seconds: Timestamp.days(fromCivil: year, month, day) * 86_400 + clock - offset)
    }

    private static let months = Dictionary(
        uniqueKeysWithValues: zip(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1...))

    /// Seconds of the day.
    private static func clock(_ text: String) -> Int64? {
        let parts = text.split(separator: ":").map { Int64($0) }
        guard parts.count == 2 || parts.count == 3, let hour = parts[0], let minute = parts[1],
            let second = parts.count == 3 ? parts[2] : 0, (0..<24).contains(hour), (0..<60).contains(minute),
            (0...60).contains(second)
        else { return nil }
        return hour * 3_600 + minute * 60 + second
    }

    /// Seconds east of Greenwich.
    private static func zone(_ text: String) -> Int64? {
        switch text.uppercased() {
        case "GMT", "UT", "UTC", "Z": return 0
        case "EST": return -18_000
        case "EDT": return -14_400
        case "CST": return -21_600
        case "CDT": return -18_000
        case "MST": return -25_200
        case "MDT": return -21_600
        case "PST": return -28_800
        case "PDT": return -25_200
        default: break
        }
        guard text.count == 5, let sign = text.first, sign == "+" || sign == "-", let number = Int64(text.dropFirst()) else {
            return nil
        }
        let seconds = number / 100 * 3_600 + number % 100 * 60
        return sign == "+" ? seconds : -seconds
    }
}
