import TimeZones

extension CodingUserInfoKey {
    /// Where a decoder's user info holds the `ZoneDatabase` that calendars find their zones in.
    public static let zones = CodingUserInfoKey(rawValue: "stellwerk.zones")!
}

extension BusinessCalendar: Decodable {
    /// Reads a `CalendarDefinition` and finds its zone, so that an unknown one is a mistake of the file with its place.
    public init(from decoder: any Decoder) throws {
        let definition = try CalendarDefinition(from: decoder)
        guard let zones = decoder.userInfo[.zones] as? ZoneDatabase else {
            preconditionFailure("a decoder of calendars needs a ZoneDatabase under CodingUserInfoKey.zones")
        }
        do { try self.init(definition, zones: zones) } catch {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath + [ZoneKey.zone], debugDescription: error.description, underlyingError: error
                ))
        }
    }

    private enum ZoneKey: String, CodingKey { case zone }
}
