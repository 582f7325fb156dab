import InboxModel
import TestSupport
import Testing
import TimeZones

struct LocalTimeTests {
    @Test(arguments: [
        ("an ordinary morning", "Europe/Berlin", "2026-11-24", "09:00", "2026-11-24T08:00:00Z"),
        ("a reading that spring skips is the change", "Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00:00Z"),
        ("a reading that autumn repeats is its first", "Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30:00Z"),
        ("24:00 ends a long day", "Europe/Berlin", "2026-10-25", "24:00", "2026-10-25T23:00:00Z"),
        ("midnight that does not exist", "Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00:00Z"),
        ("24:00 where the next midnight does not exist", "Africa/Cairo", "2026-04-23", "24:00", "2026-04-23T22:00:00Z"),
        ("a date that never was begins at the change", "Pacific/Apia", "2011-12-30", "00:00", "2011-12-30T10:00:00Z"),
        ("and ends there", "Pacific/Apia", "2011-12-30", "24:00", "2011-12-30T10:00:00Z"),
        ("half an hour is skipped", "Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:30:00Z"),
        ("two hours are skipped", "Antarctica/Troll", "2026-03-29", "02:10", "2026-03-29T01:00:00Z"),
        ("a change at a quarter to four", "Pacific/Chatham", "2026-04-05", "03:30", "2026-04-04T13:45:00Z"),
        ("clocks go back over midnight: the first one", "America/St_Johns", "2010-11-07", "00:00", "2010-11-07T02:30:00Z"),
        ("the evening that is repeated counts first", "America/St_Johns", "2010-11-06", "23:30", "2010-11-07T02:00:00Z"),
        ("far in the future", "Europe/Berlin", "2826-07-01", "09:00", "2826-07-01T07:00:00Z"),
    ]) func `the earliest moment of a reading`(title: String, zone: String, date: String, reading: String, expected: String)
        throws
    {
        let rules = try ZoneDatabase.system.rules(named: zone)
        let found = rules.earliest(on: try #require(CivilDate(date)), atOrAfter: try #require(ClockReading(reading)))
        #expect(found.rfc3339 == expected)
    }

    /// The definition itself, tried second by minute: slow, plain, and without a table.
    @Test(arguments: [
        "Europe/Berlin", "Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Chatham",
    ])
    func `edges are what a search through all minutes finds`(zone: String) throws {
        let rules = try ZoneDatabase.system.rules(named: zone)
        for change in [2010, 2011, 2026].flatMap({ rules.transitions(in: newYear($0)..<newYear($0 + 1)) }) {
            let around = (-4_000...4_000).map { Timestamp(seconds: change.at.seconds + Int64($0) * 60) }
            let readings = around.map { (at: $0, local: rules.localReading(at: $0)) }
            let middle = rules.localReading(at: change.at).date
            for date in [middle.advanced(by: -1), middle, middle.advanced(by: 1)] {
                for minutes in stride(from: 0, through: 1_440, by: 30) {
                    let found = rules.earliest(on: date, atOrAfter: ClockReading(minutes: minutes)!)
                    let onDate = readings.first { $0.local.date == date && $0.local.secondOfDay >= minutes * 60 }
                    let expected = onDate ?? readings.first { $0.local.date > date }
                    #expect(found == expected?.at, "\(zone) \(date) \(minutes)")
                }
            }
        }
    }

    @Test func `a date's span ends where another date begins, also over a change`() throws {
        let newfoundland = try ZoneDatabase.system.rules(named: "America/St_Johns")
        var at = moment("2010-11-06T12:00:00Z")
        var told: [String] = []
        for _ in 0..<4 {
            let span = newfoundland.dateSpan(at: at)
            told.append("\(span.date) until \(span.until.rfc3339)")
            at = span.until
        }
        // Clocks went from 00:01 on the 7th back to 23:01 on the 6th.
        #expect(
            told == [
                "2010-11-06 until 2010-11-07T02:30:00Z", "2010-11-07 until 2010-11-07T02:31:00Z",
                "2010-11-06 until 2010-11-07T03:30:00Z", "2010-11-07 until 2010-11-08T03:30:00Z",
            ])
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026-01-00", "", "2026-01-01 ", "2026-01-+1"])
    func `a date that is none is refused`(text: String) { #expect(CivilDate(text) == nil) }

    @Test(arguments: ["24:01", "9:00", "09:60", "-1:00", "09.00", "25:00", "09:0x"])
    func `a reading that is none is refused`(text: String) { #expect(ClockReading(text) == nil) }

    @Test func `dates and readings write what they read`() throws {
        for text in ["1899-12-31", "1970-01-01", "2024-02-29", "2026-12-25"] { #expect(CivilDate(text)?.description == text) }
        for text in ["00:00", "09:05", "23:59", "24:00"] { #expect(ClockReading(text)?.description == text) }
        #expect(CivilDate("2026-11-24")?.weekday == .tuesday)
        #expect(CivilDate("1969-12-28")?.weekday == .sunday)
        #expect(Weekday.allCases.map { Weekday(abbreviation: $0.abbreviation) } == Weekday.allCases)
    }
}
