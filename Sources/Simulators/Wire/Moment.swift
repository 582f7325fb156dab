import FoundationEssentials

/// How the platforms write a moment.
extension Date {
    /// Whole seconds since 1970, as Telegram has it.
    var unix: Int64 { Int64(timeIntervalSince1970) }

    /// `2026-08-01T13:51:39.138Z`
    var withMilliseconds: String { formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }

    /// `2026-08-01T13:51:39`, without a zone, as WordPress has it.
    /// - Parameter offset: the site's distance from UTC, in seconds.
    func withoutZone(offset: Int = 0) -> String {
        String(addingTimeInterval(Double(offset)).formatted(Date.ISO8601FormatStyle()).dropLast())
    }

    /// Reads a moment with or without a zone; without one it is the local time of a site `offset` seconds from UTC.
    init?(iso text: String, offset: Int = 0) {
        let hasZone = text.hasSuffix("Z") || text.dropFirst(10).contains { $0 == "+" || $0 == "-" }
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        guard let date = try? style.parse(hasZone ? text : text + "Z") else { return nil }
        self = hasZone ? date : date.addingTimeInterval(Double(-offset))
    }
}
