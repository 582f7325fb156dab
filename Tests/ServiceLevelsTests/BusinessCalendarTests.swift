import InboxModel
import ServiceLevels
import TestSupport
import Testing
import TimeZones
import YAMLCoding

struct BusinessCalendarTests {
    /// Weeks in which each of the odd calendars meets what it is odd for.
    private static let starts = ["2026-03-26", "2026-04-22", "2026-10-02", "2026-10-22", "2010-11-04", "2011-12-28"]

    @Test(arguments: oddCalendars.map(\.name)) func `a due is the first instant at which the target has passed`(name: String)
        throws
    {
        let calendar = try calendar(oddCalendars.first { $0.name == name }!.yaml)
        var random = SplitMix(state: 7)
        for start in Self.starts.flatMap({ start in (0..<40).map { _ in moment(start + "T00:00:00Z") } }) {
            let start = start + .seconds(Int.random(in: 0..<6 * 86_400, using: &random))
            let target = Int.random(in: 1..<40_000, using: &random)
            guard let due = calendar.due(from: start, target: .seconds(target)) else {
                Issue.record("no due")
                continue
            }
            // The second before the due was open, so it lies in open time or exactly on a closing edge, and no earlier one would do.
            #expect(calendar.openTime(from: start, until: due) == .seconds(target))
            #expect(calendar.isOpen(at: due - .seconds(1)))
        }
    }

    @Test(arguments: oddCalendars.map(\.name)) func `open time adds up wherever a span is split`(name: String) throws {
        let calendar = try calendar(oddCalendars.first { $0.name == name }!.yaml)
        var random = SplitMix(state: 11)
        for start in Self.starts.map({ moment($0 + "T00:00:00Z") }) {
            for _ in 0..<40 {
                let places = (0..<3).map { _ in start + .seconds(Int.random(in: 0..<8 * 86_400, using: &random)) }.sorted()
                let parts =
                    calendar.openTime(from: places[0], until: places[1]) + calendar.openTime(from: places[1], until: places[2])
                #expect(parts == calendar.openTime(from: places[0], until: places[2]))
            }
        }
    }

    @Test(arguments: oddCalendars.map(\.name)) func `open spans are in order, apart, and are what is counted`(name: String)
        throws
    {
        let calendar = try calendar(oddCalendars.first { $0.name == name }!.yaml)
        for start in Self.starts.map({ moment($0 + "T00:00:00Z") }) {
            let end = start + .seconds(8 * 86_400)
            let spans = calendar.openSpans(from: start, until: end)
            #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
            let total = spans.reduce(Duration.zero) { $0 + ($1.upperBound - $1.lowerBound) }
            #expect(total == calendar.openTime(from: start, until: end))
            for span in spans {
                #expect(calendar.isOpen(at: span.lowerBound))
                #expect(span.upperBound == end || !calendar.isOpen(at: span.upperBound))
            }
        }
    }

    @Test func `a holiday closes the instants of its date also where a change of clocks brings it back`() throws {
        // Clocks went from Sunday 00:01 back to Saturday 23:01; Saturday was a holiday, Sunday's window began at the first midnight.
        let calendar = try calendar(oddCalendars.first { $0.name == "back over midnight" }!.yaml)
        let spans = calendar.openSpans(from: moment("2010-11-06T12:00:00Z"), until: moment("2010-11-07T18:00:00Z"))
        #expect(
            spans.map { "\($0.lowerBound.rfc3339) \($0.upperBound.rfc3339)" } == [
                "2010-11-07T02:30:00Z 2010-11-07T02:31:00Z", "2010-11-07T03:30:00Z 2010-11-07T15:30:00Z",
            ])
    }

    @Test func `milliseconds are cut before anything is counted`() throws {
        let calendar = try calendar(oddCalendars[0].yaml)
        let late = moment("2026-11-23T15:59:59.999Z")
        #expect(calendar.openTime(from: late, until: moment("2026-11-23T16:30:00Z")) == .seconds(1))
        #expect(calendar.due(from: late, target: .milliseconds(1_900)) == moment("2026-11-23T16:00:00Z"))
    }

    @Test func `what is due at once is due now, and an empty span holds no time`() throws {
        let calendar = try calendar(oddCalendars[0].yaml)
        let night = moment("2026-11-23T23:00:00Z")
        #expect(calendar.due(from: night, target: .zero) == night)
        #expect(calendar.openTime(from: night, until: night) == .zero)
        #expect(calendar.openTime(from: night, until: moment("2026-11-22T23:00:00Z")) == .zero)
    }

    @Test func `a special date far ahead is no due beyond the horizon`() throws {
        let calendar = try calendar(#"{zone: UTC, special: {"2030-01-01": [["09:00","17:00"]]}}"#)
        #expect(calendar.due(from: moment("2026-01-01T00:00:00Z"), target: .seconds(60)) == nil)
        #expect(calendar.due(from: moment("2029-01-01T00:00:00Z"), target: .seconds(60)) == moment("2030-01-01T09:01:00Z"))
    }

    @Test(arguments: [
        (
            "{zone: Europe/Atlantis}",
            "test.yaml:1:8: There is no time zone 'Europe/Atlantis'. Write an IANA name such as Europe/Berlin; the package tzdata must be installed."
        ),
        ("{zone: UTC, wek: {}}", "test.yaml:1:13: unknown key `wek`; did you mean `week`?"),
        ("{zone: UTC, week: {wen: []}}", "test.yaml:1:20: unknown key `wen`; did you mean `wed`?"),
        (
            #"{zone: UTC, week: {mon: [["9:00", "17:00"]]}}"#,
            "test.yaml:1:27: `9:00` is no time of day; write hours and minutes from \"00:00\" to \"24:00\""
        ),
        (
            #"{zone: UTC, week: {mon: ["09:00", "17:00"]}}"#,
            "test.yaml:1:26: expected a list (`- value`), found the text '09:00'"
        ),
        (
            #"{zone: UTC, week: {mon: [["09:00"]]}}"#,
            "test.yaml:1:26: opening hours are two times of day: [\"09:00\", \"17:00\"]"
        ),
        (
            "{zone: UTC, holidays: [25.12.2026]}",
            "test.yaml:1:24: `25.12.2026` is no date; write year, month and day: 2026-12-25"
        ),
        (
            "{zone: UTC, special: {Christmas: []}}",
            "test.yaml:1:34: `Christmas` is no date; write year, month and day: \"2026-12-25\""
        ),
        ("{zone: UTC, holiday_rule: civil_day}", "test.yaml:1:27: unknown word `civil_day`; did you mean `civil-day`?"),
    ]) func `a mistake is named with its place and the nearest word`(yaml: String, message: String) {
        let failure = #expect(throws: YAMLFailure.self) { try calendar(yaml) }
        #expect(failure?.problems.first?.headline == message)
    }

    @Test func `holidays have names or none`() throws {
        let listed = try calendar(#"{zone: UTC, holidays: ["2026-12-25"]}"#)
        let named = try calendar(#"{zone: UTC, holidays: {2026-12-25: Weihnachten}}"#)
        #expect(listed.definition.holidays == [CivilDate("2026-12-25")!: ""])
        #expect(named.definition.holidays == [CivilDate("2026-12-25")!: "Weihnachten"])
    }
}

struct TimeSpanTests {
    @Test(arguments: [("60m", 3_600), ("4h", 14_400), ("1h30m", 5_400), ("90s", 90), ("0s", 0), ("1h1s", 3_601)])
    func `spans read as people write them`(text: String, seconds: Int) {
        #expect(TimeSpan(text)?.duration == .seconds(seconds))
    }

    @Test(arguments: ["", "4", "h", "4 h", "30m1h", "1h1h", "-4h", "1.5h", "2d", "9999999999h", "4H"])
    func `what is no span is refused`(text: String) { #expect(TimeSpan(text) == nil) }

    @Test(arguments: ["1h", "1h30m", "90h", "45s", "0s", "2m1s"]) func `a span writes what it reads`(text: String) {
        #expect(TimeSpan(text)?.description == text)
    }

    @Test func `days are refused with the reason`() {
        let failure = #expect(throws: YAMLFailure.self) { try decode(TimeSpan.self, "2d") }
        #expect(
            failure?.problems.map(\.message) == [
                "`2d`: a day has no length in open hours; write hours, for two days of eight hours 16h"
            ])
    }
}
