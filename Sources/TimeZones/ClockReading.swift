/// What a clock on the wall shows, to the minute: `00:00` to `24:00`, the end of the day.
public struct ClockReading: Hashable, Comparable, Sendable {
    /// Minutes since the day's `00:00`, 0 to 1,440.
    public let minutes: Int

    /// Nil outside 0 to 1,440.
    public init?(minutes: Int) {
        guard (0...1_440).contains(minutes) else { return nil }
        self.minutes = minutes
    }

    /// Reads `09:00`: two digits, a colon, two digits.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        let digits = [0, 1, 3, 4].map { Int(bytes[$0]) - 48 }
        guard digits.allSatisfy({ (0...9).contains($0) }), digits[2] < 6 else { return nil }
        self.init(minutes: (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3])
    }

    /// `00:00`.
    public static let midnight = ClockReading(minutes: 0)!
    /// `24:00`: the first instant after the day.
    public static let endOfDay = ClockReading(minutes: 1_440)!

    public static func < (a: ClockReading, b: ClockReading) -> Bool { a.minutes < b.minutes }
}

extension ClockReading: CustomStringConvertible {
    /// `09:00`.
    public var description: String {
        let digits = [minutes / 600, minutes / 60 % 10, minutes % 60 / 10, minutes % 10].map { String($0) }
        return digits[0] + digits[1] + ":" + digits[2] + digits[3]
    }
}
