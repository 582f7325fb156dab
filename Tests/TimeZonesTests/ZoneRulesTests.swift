import Foundation
import InboxModel
import TestSupport
import Testing
import TimeZones

struct ZoneRulesTests {
    /// Zones with every oddity: half hours, quarter hours, double summer time, skipped and repeated dates, negative summer time.
    static let zones = [
        "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham", "Australia/Lord_Howe", "Africa/Cairo",
        "Pacific/Apia", "America/St_Johns", "Asia/Tehran", "Europe/Dublin", "Africa/Casablanca", "America/Sao_Paulo",
        "Asia/Kolkata", "Pacific/Kwajalein", "America/Nuuk", "Asia/Gaza", "Antarctica/Troll", "Europe/London",
        "Australia/Sydney", "America/Santiago", "UTC", "Etc/GMT+5", "Asia/Pyongyang", "America/Caracas",
    ]
    /// Zones whose law nobody is changing: Foundation carries its own copy of the rules, which may be older than the system's.
    static let settled = [
        "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham", "Australia/Lord_Howe", "Europe/London", "UTC",
    ]

    @Test(arguments: zones) func `offsets agree with Foundation from 1980 to 2025`(name: String) throws {
        try #expect(disagreements(in: name, years: 1980..<2025) == [])
    }

    @Test(arguments: settled) func `offsets agree with Foundation from 2025 to 2200`(name: String) throws {
        try #expect(disagreements(in: name, years: 2025..<2200) == [])
    }

    /// The moments at which the two give another offset; the step is no multiple of an hour, so that it meets all times of day.
    private func disagreements(in name: String, years: Range<Int64>) throws -> [String] {
        let rules = try ZoneDatabase.system.rules(named: name)
        let foundation = try #require(TimeZone(identifier: name))
        let span = (newYear(years.lowerBound).seconds..<newYear(years.upperBound).seconds)
        let wrong = stride(from: span.lowerBound, to: span.upperBound, by: 163_217).filter { second in
            let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
            return rules.offset(at: Timestamp(seconds: second)) != .seconds(expected)
        }
        return wrong.map { Timestamp(seconds: $0).rfc3339 }
    }

    @Test(arguments: zones) func `every change happens at the second Foundation has it`(name: String) throws {
        let rules = try ZoneDatabase.system.rules(named: name)
        let foundation = try #require(TimeZone(identifier: name))
        for change in rules.transitions(in: newYear(1980)..<newYear(2025)) {
            let second = Double(change.at.seconds)
            let (before, after) = (Date(timeIntervalSince1970: second - 1), Date(timeIntervalSince1970: second))
            #expect(change.before == .seconds(foundation.secondsFromGMT(for: before)), "\(name) before \(change.at.rfc3339)")
            #expect(change.after == .seconds(foundation.secondsFromGMT(for: after)), "\(name) after \(change.at.rfc3339)")
        }
    }

    @Test func `the footer's rule repeats for ever`() throws {
        let berlin = try ZoneDatabase.system.rules(named: "Europe/Berlin")
        for year: Int64 in [2100, 2399, 2400, 2437, 2838, 9_999, 250_000] {
            #expect(berlin.offset(at: newYear(year)) == .seconds(3_600))
            #expect(berlin.offset(at: newYear(year) + .seconds(180 * 86_400)) == .seconds(7_200))
        }
    }

    @Test func `changes around the place where the table begins again are each told once`() throws {
        let berlin = try ZoneDatabase.system.rules(named: "Europe/Berlin")
        let changes = berlin.transitions(in: newYear(2300)..<newYear(2900))
        #expect(changes.count == 1_200)
        #expect(
            zip(changes, changes.dropFirst()).allSatisfy { $0.at < $1.at && $0.after == $1.before && $0.before != $0.after })
    }

    @Test func `a change tells when, from what, to what, and the new name`() throws {
        let berlin = try ZoneDatabase.system.rules(named: "Europe/Berlin")
        let year = moment("2026-01-01T00:00:00Z")..<moment("2027-01-01T00:00:00Z")
        let told = berlin.transitions(in: year).map { "\($0.at.rfc3339) \($0.before) \($0.after) \($0.abbreviation)" }
        #expect(
            told == [
                "2026-03-29T01:00:00Z 3600.0 seconds 7200.0 seconds CEST",
                "2026-10-25T01:00:00Z 7200.0 seconds 3600.0 seconds CET",
            ])
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-07-24T22:30:05.900Z", "2026-07-25 00:30:05 CEST"),
        ("Asia/Kathmandu", "2026-11-26T18:15:00Z", "2026-11-27 00:00:00 +0545"),
        ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29 23:59:59 -10"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31 00:00:00 +14"),
        ("America/New_York", "1969-12-31T23:59:59.999Z", "1969-12-31 18:59:59 EST"),
    ]) func `a moment is read as people of the zone read it`(name: String, at: String, expected: String) throws {
        let rules = try ZoneDatabase.system.rules(named: name)
        let reading = rules.localReading(at: moment(at))
        let time = String(format: "%02d:%02d:%02d", reading.hour, reading.minute, reading.second)
        #expect("\(reading.date) \(time) \(rules.abbreviation(at: moment(at)))" == expected)
    }
}

func newYear(_ year: Int64) -> Timestamp { Timestamp(seconds: Timestamp.days(fromCivil: year, 1, 1) * 86_400) }

func moment(_ text: String) -> Timestamp { Timestamp(rfc3339: text)! }
