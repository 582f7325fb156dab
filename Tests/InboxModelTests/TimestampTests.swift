import InboxModel
import Testing

struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("2026-11-24T09:00:00Z", 1_795_510_800_000),
        ("2026-11-24T10:00:00+01:00", 1_795_510_800_000), ("2026-08-01T13:51:39.138Z", 1_785_592_299_138),
        ("2026-08-01T13:55:00.248623Z", 1_785_592_500_248), ("1969-12-31T23:59:59Z", -1_000),
        ("2024-02-29 12:00:00Z", 1_709_208_000_000),
    ])
    func `a stamp with a zone is read to the millisecond`(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "2026-11-24T09:00:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "", "yesterday", "2026-11-24T24:00:00Z",
    ])
    func `a stamp that names no moment is refused`(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: stride(from: Int64(-3_000_000_000_000), to: 5_000_000_000_000, by: 86_399_999_977).map { $0 })
    func `what is written reads back`(_ milliseconds: Int64) {
        let moment = Timestamp(milliseconds: milliseconds)
        #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
    }
}
