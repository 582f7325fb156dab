import InboxModel
public import TimeZones

/// Working time: which instants count for a promise. All arithmetic is in whole real seconds; milliseconds are cut.
///
/// The edge of a window is the earliest instant on its local date whose reading is that time or later
/// (`ZoneRules.earliest(on:atOrAfter:)`), so a skipped opening is the moment of the change and a repeated one its first occurrence.
/// Overlapping windows count once. A night of 23 or 25 hours is counted as it was.
public struct BusinessCalendar: Hashable, Sendable {
    /// Nobody looks further ahead than this for open time that a promise still needs.
    public static let horizon = Duration.seconds(800 * 86_400)

    public let definition: CalendarDefinition
    /// The rules of the definition's zone.
    public let zone: ZoneRules

    /// By weekday, opening times ascending, empty windows left out.
    private let week: [[OpeningHours]]
    private let special: [CivilDate: [OpeningHours]]
    /// Whether no hours stand anywhere.
    let neverOpens: Bool

    /// - Throws: `ZoneFailure` where the definition's zone cannot be had.
    public init(_ definition: CalendarDefinition, zones: ZoneDatabase) throws(ZoneFailure) {
        self.definition = definition
        zone = try zones.rules(named: definition.zone)
        let ordered = { (hours: [OpeningHours]) in hours.filter { !$0.isEmpty }.sorted { $0.opens < $1.opens } }
        week = Weekday.allCases.map { ordered(definition.week[$0] ?? []) }
        special = definition.special.mapValues(ordered)
        neverOpens = definition.neverOpens
    }

    /// Always open, in UTC: what wall-clock promises count by.
    public static let aroundTheClock: BusinessCalendar = {
        var definition = CalendarDefinition(zone: "UTC")
        definition.isAlwaysOpen = true
        return BusinessCalendar(definition, zone: .utc)
    }()

    private init(_ definition: CalendarDefinition, zone: ZoneRules) {
        (self.definition, self.zone) = (definition, zone)
        (week, special, neverOpens) = ([], [:], false)
    }

    /// The windows that start on this date, before holidays are looked at.
    func windows(on date: CivilDate) -> [OpeningHours] {
        if !special.isEmpty, let hours = special[date] { return hours }
        return week[date.weekday.rawValue]
    }

    func isHoliday(_ date: CivilDate) -> Bool { !definition.holidays.isEmpty && definition.holidays[date] != nil }
}
