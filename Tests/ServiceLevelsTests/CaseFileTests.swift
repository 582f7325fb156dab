import Foundation
import ServiceLevels
import TestSupport
import Testing
import TimeZones

struct CaseFileTests {
    @Test func `every worked case comes out field by field`() throws {
        let outcomes = try load().run()
        #expect(outcomes.count == 100)
        for outcome in outcomes {
            #expect(outcome.differences == [], "\(outcome.id) \(outcome.title)")
        }
    }

    @Test func `a case that is not as expected says which field and how`() throws {
        let text = """
            {"calendars": {"always": {"zone": "UTC", "always": true}}, "cases": [
             {"id": "x", "title": "wrong", "kind": "add", "calendar": "always", "start": "2026-11-23T08:00:00Z", "target_s": 60,
              "expect": {"due_at": "2026-11-23T08:02:00Z"}},
             {"id": "y", "title": "lost", "kind": "between", "calendar": "never", "from": "2026-11-23T08:00:00Z",
              "to": "2026-11-23T08:00:00Z", "expect": {"open_s": 0}},
             {"id": "z", "title": "clock", "kind": "clock", "policy": {"calendar": "always", "targets": {"resolution": 60}},
              "events": [{"at": "2026-11-23T08:00:00Z", "type": "inbound"}], "now": "2026-11-23T08:00:01Z",
              "expect": {"clocks": [{"metric": "first_response", "n": 1}, {"metric": "resolution", "n": 1}]}}]}
            """
        let outcomes = try decoder().decode(CaseFile.self, from: Data(text.utf8)).run()
        #expect(outcomes.map(\.isPassed) == [false, false, false])
        #expect(outcomes[0].differences == ["due_at is 2026-11-23T08:01:00Z, expected 2026-11-23T08:02:00Z"])
        #expect(outcomes[1].differences == ["there is no calendar 'never'"])
        #expect(outcomes[2].differences.contains("first_response 1: metric is resolution, expected first_response"))
        #expect(outcomes[2].differences.last == "resolution 1: expected, not found")
    }

    private func load() throws -> CaseFile {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/sla-cases.json")
        return try decoder().decode(CaseFile.self, from: Data(contentsOf: url))
    }

    private func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.userInfo[.zones] = ZoneDatabase.system
        return decoder
    }
}
