extension CivilDate: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = CivilDate(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "`\(text)` is no date; write year, month and day: 2026-12-25")
        }
        self = date
    }
}

extension ClockReading: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let reading = ClockReading(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "`\(text)` is no time of day; write hours and minutes from \"00:00\" to \"24:00\"")
        }
        self = reading
    }
}
