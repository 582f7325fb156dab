/// A length of time as people write it: `90s`, `60m`, `4h`, `1h30m`. Never days: in open hours a day has no length.
public struct TimeSpan: Hashable, Sendable {
    public let duration: Duration

    public init(_ duration: Duration) { self.duration = duration }

    /// Nil for anything but whole numbers with `h`, `m` and `s`, each at most once and in that order.
    public init?(_ text: some StringProtocol) {
        guard !text.isEmpty else { return nil }
        var seconds: Int64 = 0
        var rest = text.utf8[...]
        var units: [(letter: UInt8, length: Int64)] = [
            (UInt8(ascii: "h"), 3_600), (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
        ]
        while !rest.isEmpty {
            let digits = rest.prefix { (48...57).contains($0) }
            guard (1...9).contains(digits.count), let letter = rest.dropFirst(digits.count).first,
                let unit = units.firstIndex(where: { $0.letter == letter })
            else { return nil }
            seconds += digits.reduce(0) { $0 * 10 + Int64($1 - 48) } * units[unit].length
            units.removeFirst(unit + 1)
            rest = rest.dropFirst(digits.count + 1)
        }
        self.init(.seconds(seconds))
    }
}

extension TimeSpan: CustomStringConvertible {
    /// `1h30m`; what `init(_:)` reads.
    public var description: String {
        let seconds = duration.components.seconds
        let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")].filter { $0.0 != 0 }
        return parts.isEmpty ? "0s" : parts.map { "\($0.0)\($0.1)" }.joined()
    }
}

extension TimeSpan: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let span = TimeSpan(text) else {
            let isDays = text.last == "d" && text.dropLast().allSatisfy(\.isNumber)
            let message =
                isDays
                ? "`\(text)`: a day has no length in open hours; write hours, for two days of eight hours 16h"
                : "`\(text)` is no span of time; write hours, minutes and seconds: 4h, 60m, 1h30m, 90s"
            throw DecodingError.dataCorruptedError(in: container, debugDescription: message)
        }
        self = span
    }
}
