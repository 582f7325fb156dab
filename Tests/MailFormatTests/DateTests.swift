import Foundation
import MailFormat
import Testing

struct DateTests {
    @Test(arguments: [
        ("Thu, 2 Jul 2026 10:14:58 +0200", "2026-07-02T08:14:58Z"),
        ("2 Jul 2026 10:14 +0200", "2026-07-02T08:14:00Z"),
        ("Thu, 2 Jul 26 09:33 EST (nonsense (nested) comment)", "2026-07-02T14:33:00Z"),
        ("Thu, 02 Jul 2026 08:20:00 GMT", "2026-07-02T08:20:00Z"),
        ("Thu, 02 Jul 2026 08:20:00 -0000", "2026-07-02T08:20:00Z"),
        ("Thu, 02 Jul 2026 08:20:00 PDT", "2026-07-02T15:20:00Z"),
        ("Thu, 02 Jul 2026 08:20:00 MESZ", "2026-07-02T06:20:00Z"),
        ("Thu, 02 Jul 2026 08:20:00 GMT+0200", "2026-07-02T06:20:00Z"),
        ("Thu, 02 Jul 2026 08:20:00 +02:00", "2026-07-02T06:20:00Z"),
        ("Thu Jul  2 10:14:58 2026", "2026-07-02T10:14:58Z"),
        ("Jul 2, 2026 10:14:58 +0000", "2026-07-02T10:14:58Z"),
        ("02-Jul-2026 08:15:02 +0000", "2026-07-02T08:15:02Z"),
        ("2026-07-02 10:14:58 +0200", "2026-07-02T08:14:58Z"),
        ("2026-07-02T10:14:58.250+02:00", "2026-07-02T08:14:58Z"),
        ("2026-07-02T10:14:58Z", "2026-07-02T10:14:58Z"),
        ("Thursday, 2 July 2026 10:14:58 +0200", "2026-07-02T08:14:58Z"),
        ("1 Jan 99 00:00:00 +0000", "1999-01-01T00:00:00Z"),
        ("1 Jan 103 00:00:00 +0000", "2003-01-01T00:00:00Z"),
        ("29 Feb 2024 23:59:60 +0000", "2024-03-01T00:00:00Z"),
        ("2 Jul 2026 08:20:00 XYZ", "2026-07-02T08:20:00Z"),
    ])
    func `a date reads as the moment it means`(_ field: String, _ expected: String) {
        #expect(MailDate(fieldValue: field)?.iso == expected)
    }

    @Test(arguments: [
        "", "yesterday", "2 Jul", "32 Jul 2026 10:00:00 +0000", "2 Jul 2026 25:00:00 +0000", "2 Jul 2026 10:61:00 +0000",
        "2 Jul 1 10:00:00 +0000 99999999999999999999", "2 Foo 2026 10:00:00 +0000", ":::", "-", "+", "1-2-3", "T:T:T",
    ])
    func `what is no date is none`(_ field: String) {
        #expect(MailDate(fieldValue: field) == nil)
    }

    @Test(
        arguments: [
            (0, 0, "Thu, 01 Jan 1970 00:00:00 +0000"), (1_782_979_198, 120, "Thu, 02 Jul 2026 09:59:58 +0200"),
            (1_709_164_799, 0, "Wed, 28 Feb 2024 23:59:59 +0000"), (951_782_400, -570, "Mon, 28 Feb 2000 14:30:00 -0930"),
            (-1, 0, "Wed, 31 Dec 1969 23:59:59 +0000"),
        ] as [(Int64, Int, String)])
    func `a date is written as RFC 5322 wants it, and reads back`(_ seconds: Int64, _ offset: Int, _ expected: String) {
        let date = MailDate(secondsSinceEpoch: seconds, offsetMinutes: offset)
        #expect(date.fieldValue == expected)
        #expect(MailDate(fieldValue: expected) == date)
    }

    @Test func `writing agrees with Foundation through two centuries`() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        for seconds in stride(from: Int64(-2_000_000_000), to: 4_200_000_000, by: 12_345_678) {
            let expected = formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
            #expect(MailDate(secondsSinceEpoch: seconds).fieldValue == expected)
        }
    }

    @Test func `without a Date the topmost Received tells`() throws {
        let mail = try #require(Fixture.all.first { $0.name == "no_date" }).mail()
        #expect(mail.date == nil)
        #expect(mail.receivedDate?.iso == "2026-07-02T07:32:10Z")
    }
}
