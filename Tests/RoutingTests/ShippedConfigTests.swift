import Foundation
import InboxModel
import Routing
import ServiceLevels
import Testing
import TimeZones
import YAMLCoding

/// The files in `Config/` as they are shipped.
struct ShippedConfigTests {
    private func file<T: Decodable>(_ type: T.Type, _ name: String) throws -> T {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Config/\(name)"), encoding: .utf8)
        return try decode(type, text, file: name)
    }

    @Test(arguments: [
        ("Ich möchte meinen Vertrag kündigen", "Cancellations", "support", Priority.high),
        ("Seit heute Morgen kein Internet mehr!", "Outages", "support", .high),
        ("Das ist eine Frechheit", "Complaints", "support", .high),
        ("Never again with this company", "Complaints", "support", .high),
        ("Wann kommt meine Rechnung?", "Bills and payments", "support", .normal),
        ("How much is the small plan?", "Interest in an offer", "sales", .normal),
        ("Schöne Bilder", "Public conversations", "social", .normal),
    ]) func `a comment goes where it belongs`(text: String, rule: String, team: String, priority: Priority) throws {
        let routing = try file(RoutingFile.self, "routing.yaml")
        let plan = routing.rules.prepare(message(text)).plan(for: RoutingSnapshot())
        let after = RoutingSnapshot().applying(plan)
        #expect(plan.applied.first?.name == rule)
        #expect(after.team == team)
        #expect(after.priority == priority)
    }

    @Test func `a bad review is urgent, and its promise is half an hour`() throws {
        let routing = try file(RoutingFile.self, "routing.yaml")
        let levels = try file(ServiceLevelFile<Selector<Policy>>.self, "service-levels.yaml")
        let review = message("Nichts geht") { ($0.kind, $0.rating) = (.review, 1) }
        let state = RoutingSnapshot().applying(routing.rules.prepare(review).plan(for: RoutingSnapshot()))
        let policy = try #require(levels.policies?.prepare(review).choice(for: state)?.value)
        let terms = try #require(policy.terms(for: state.priority, calendars: levels.calendars))
        #expect(terms.policy == "Complaints")
        #expect(terms.targets[.firstResponse] == .seconds(1_800))
        // Friday 16:45 in Berlin and half an hour of open time: Monday 9:15.
        let due = terms.calendar.due(from: Timestamp(rfc3339: "2026-11-27T15:45:00Z")!, target: terms.targets[.firstResponse]!)
        #expect(due?.rfc3339 == "2026-11-30T08:15:00Z")
    }

    @Test func `teams and labels of rules are declared, every policy finds its calendars`() throws {
        let routing = try file(RoutingFile.self, "routing.yaml")
        #expect(routing.teams.keys.sorted() == ["sales", "social", "support"])
        let given = routing.rules.rules.flatMap(\.effects).compactMap {
            if case .addLabel(let label) = $0 { label } else { nil }
        }
        #expect(Set(given) == Set(routing.labels.keys))
        #expect(routing.labels.values.allSatisfy { $0.title != nil && $0.hue != nil })
        let levels = try file(ServiceLevelFile<Selector<Policy>>.self, "service-levels.yaml")
        let policies = try #require(levels.policies).values
        #expect(policies.count == 4)
        for policy in policies {
            for priority in Priority.allCases {
                let terms = policy.terms(for: priority, calendars: levels.calendars)
                #expect(terms?.targets[.firstResponse] != nil, "\(policy.name) \(priority)")
            }
        }
        #expect(policies.last?.name == "Everything else")
    }
}
