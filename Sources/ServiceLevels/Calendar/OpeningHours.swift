public import TimeZones

/// One window of opening hours, half open: its first instant counts, its closing instant does not. Written `["09:00", "17:00"]`.
public struct OpeningHours: Hashable, Sendable {
    public let opens: ClockReading
    /// Earlier than `opens`: the window ends on the next day.
    public let closes: ClockReading

    public init(opens: ClockReading, closes: ClockReading) { (self.opens, self.closes) = (opens, closes) }

    /// A window of zero width is none; a whole day is `["00:00", "24:00"]`.
    var isEmpty: Bool { opens == closes }

    /// The date on which it closes, when it opens on this one.
    func closingDate(openedOn date: CivilDate) -> CivilDate { closes < opens ? date.advanced(by: 1) : date }
}

extension OpeningHours: Decodable {
    public init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        guard list.count == 2 else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "opening hours are two times of day: [\"09:00\", \"17:00\"]"))
        }
        self.init(opens: try list.decode(ClockReading.self), closes: try list.decode(ClockReading.self))
    }
}
