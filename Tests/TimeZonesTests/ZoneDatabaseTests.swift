import FoundationEssentials
import InboxModel
import TestSupport
import Testing
import TimeZones

struct ZoneDatabaseTests {
    @Test(arguments: [
        "../../etc/passwd", "/etc/localtime", "Europe/../UTC", "", "Europe//Berlin", "a.tab", "Europe/Berlin\0", "Ünited",
    ])
    func `a name that could be a path is refused unread`(name: String) {
        let database = ZoneDatabase { _ in
            Issue.record("asked for a refused name")
            return nil
        }
        let failure = #expect(throws: ZoneFailure.self) { try database.rules(named: name) }
        #expect(failure?.code == .refusedName)
    }

    @Test func `an unknown zone is an error with advice, never GMT`() {
        let failure = #expect(throws: ZoneFailure.self) { try ZoneDatabase.system.rules(named: "Europe/Atlantis") }
        #expect(
            failure?.description == "There is no time zone 'Europe/Atlantis'. "
                + "Write an IANA name such as Europe/Berlin; the package tzdata must be installed.")
    }

    @Test func `a file that cannot be read says why`() {
        struct Denied: Error {}
        let failure = #expect(throws: ZoneFailure.self) { try ZoneDatabase { _ in throw Denied() }.rules(named: "UTC") }
        #expect(failure?.code == .unreadable)
    }

    @Test func `every prefix of a good file is refused, none crashes`() throws {
        let whole = berlin()
        for length in 0..<whole.count - 1 {
            let failure = #expect(throws: ZoneFailure.self) { try ZoneRules(name: "cut", tzif: Array(whole.prefix(length))) }
            #expect(failure?.code == .malformedFile)
        }
    }

    @Test func `any byte may be wrong and none crashes`() throws {
        let whole = berlin()
        for place in whole.indices where place < 300 || place % 13 == 0 {
            for value: UInt8 in [0, 0x7F, 0xFF] {
                var bytes = whole
                bytes[place] = value
                // Reads or refuses: the answer of a damaged file that is still one means nothing.
                _ = (try? ZoneRules(name: "damaged", tzif: bytes))?.offset(at: Timestamp(seconds: 1_800_000_000))
            }
        }
    }

    @Test func `a zone that counts leap seconds is refused`() {
        // Version 1, one leap second, one type, an abbreviation of four letters.
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let bytes = Array("TZif".utf8) + Array(repeating: 0, count: 16) + counts + Array(repeating: 0, count: 18)
        let failure = #expect(throws: ZoneFailure.self) { try ZoneRules(name: "right/UTC", tzif: bytes) }
        #expect(failure?.code == .leapSeconds)
    }

    @Test func `a file of version 1 ends with its last change`() throws {
        // Nothing, then from second 0 on one hour east.
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 8]
        let types: [UInt8] = [0, 0, 0, 0, 0, 0] + [0, 0, 0x0E, 0x10, 0, 4]
        let bytes =
            Array("TZif".utf8) + Array(repeating: 0, count: 16) + counts + [0, 0, 0, 0, 1] + types + Array("LMT\0ONE\0".utf8)
        let rules = try ZoneRules(name: "One", tzif: bytes)
        #expect(rules.abbreviation(at: Timestamp(seconds: -1)) == "LMT")
        #expect(rules.abbreviation(at: Timestamp(seconds: 9_000_000_000)) == "ONE")
        #expect(rules.offset(at: Timestamp(seconds: 0)) == .seconds(3_600))
    }

    @Test(arguments: [
        ("EST5EDT,0/0,J365/25", "2026-07-01T00:00:00Z", -4), ("<+03>-3<+04>,J60,J300/2:30:00", "2028-03-01T12:00:00Z", 4),
        ("<-03>3", "2026-01-01T00:00:00Z", -3), ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", 0),
        ("XXX-2<+01>-1,M3.4.4/50,M10.4.4/50", "2026-03-29T00:00:01Z", 1),
    ]) func `footers of every form are read`(footer: String, at: String, hours: Int) throws {
        let rules = try ZoneRules(name: "Footer", tzif: file(footer: footer))
        #expect(rules.offset(at: moment(at)) == .seconds(hours * 3_600))
    }

    @Test(arguments: [
        "E5", "CET", "CET-1CEST", "CET-25", "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0x",
    ])
    func `a footer that is none is refused`(footer: String) {
        #expect(throws: ZoneFailure.self) { try ZoneRules(name: "Footer", tzif: file(footer: footer)) }
    }

    private func berlin() -> [UInt8] {
        Array(FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Berlin") ?? Data())
    }

    /// A file of version 2 without a change: only its footer speaks.
    private func file(footer: String) -> [UInt8] {
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let block = Array("TZif2".utf8) + Array(repeating: 0, count: 15) + counts + [0, 0, 0, 0, 0, 0] + Array("UTC\0".utf8)
        return block + block + Array("\n\(footer)\n".utf8)
    }
}
