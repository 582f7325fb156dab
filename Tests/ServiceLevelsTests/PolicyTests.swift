import InboxModel
import ServiceLevels
import Testing
import YAMLCoding

struct PolicyTests {
    private static let calendars = #"""
        calendars:
          office: {zone: Europe/Berlin, week: {mon: [["09:00","17:00"]]}, holidays: ["2026-12-25"]}
          always: {zone: UTC, always: true}
        """#

    @Test func `a policy is read as it is written`() throws {
        let yaml = """
            name: Complaints
            calendar: office
            first_response: {urgent: 15m, high: 30m, else: 60m}
            next_response: 2h
            resolution: {urgent: 8h}
            warn: {first_response: 15m}
            pause_on: [on_hold]
            reopen: restart
            peers: stop
            legal: {order: 1h, notice: {days: 7, roll: true}, week: {days: 7, calendar: always}}
            """
        let policy = try decode(Policy.self, yaml)
        let calendars = try decode(ServiceLevelFile<[Policy]>.self, Self.calendars).calendars
        let urgent = try #require(policy.terms(for: .urgent, calendars: calendars))
        #expect(
            urgent.targets == [.firstResponse: .seconds(900), .nextResponse: .seconds(7_200), .resolution: .seconds(28_800)])
        #expect(urgent.warnings == [.firstResponse: .seconds(900)])
        #expect((urgent.pauseOn, urgent.reopen, urgent.peers) == ([.onHold], .restart, .stop))
        #expect(
            urgent.legal == [
                "order": .wallClock(.seconds(3_600)), "notice": .days(7, calendar: calendars["office"]!, rolls: true),
                "week": .days(7, calendar: calendars["always"]!, rolls: false),
            ])
        #expect(
            policy.terms(for: .low, calendars: calendars)?.targets == [
                .firstResponse: .seconds(3_600), .nextResponse: .seconds(7_200),
            ])
        #expect(policy.terms(for: .low, calendars: [:]) == nil)
    }

    @Test func `one warning holds for every promise, and what is left out has its default`() throws {
        let policy = try decode(Policy.self, "{name: a, calendar: office, warn: 5m}")
        #expect(policy.warnings == Dictionary(uniqueKeysWithValues: Metric.allCases.map { ($0, .seconds(300)) }))
        #expect(
            (policy.targets, policy.pauseOn, policy.reopen, policy.peers) == (
                [:], [.waiting, .onHold], .continueBudget, .ignore
            ))
    }

    @Test(arguments: [
        ("name: a, calendar: ofice", "4:24: there is no calendar `ofice`; declared are always, office"),
        ("name: a, calendar: office, first_respons: 1h", "4:42: unknown key `first_respons`; did you mean `first_response`?"),
        (
            "name: a, calendar: office, first_response: 1d",
            "4:58: `1d`: a day has no length in open hours; write hours, for two days of eight hours 16h"
        ),
        ("name: a, calendar: office, first_response: {urgnt: 1h}", "4:59: unknown key `urgnt`; did you mean `urgent`?"),
        ("name: a, calendar: office, pause_on: [wating]", "4:53: unknown word `wating`; did you mean `waiting`?"),
        ("name: a, calendar: office, reopen: never", "4:50: unknown word `never`; possible: continue, restart, off"),
        ("name: a, calendar: office, legal: {x: {days: 9999}}", "4:60: `days` is a number from 0 to 3660"),
        (
            "name: a, calendar: office, legal: {x: {days: 7, calendar: y}}",
            "4:42: there is no calendar `y`; declared are always, office"
        ),
        ("calendar: office", "4:14: `name` is missing"),
        ("name: a, calendar: office}, {name: a, calendar: office", "4:44: a policy 'a' stands above already"),
    ]) func `a mistake in a policy has its place`(policy: String, message: String) {
        let failure = #expect(throws: YAMLFailure.self) {
            try decode(ServiceLevelFile<[Policy]>.self, Self.calendars + "\npolicies: [  {\(policy)}]")
        }
        #expect(failure?.problems.map { "\($0.line):\($0.column): \($0.message)" } == [message])
    }

    @Test func `a calendar that never opens is a mistake, wherever its hours are missing`() {
        let yaml = #"""
            calendars:
              none: {zone: UTC}
              zero: {zone: UTC, week: {mon: [["09:00","09:00"]]}}
              once: {zone: UTC, special: {"2026-12-24": [["09:00","12:00"]]}}
            """#
        let failure = #expect(throws: YAMLFailure.self) { try decode(ServiceLevelFile<[Policy]>.self, yaml) }
        #expect(
            failure?.problems.map(\.headline) == [
                "test.yaml:2:3: calendar 'none' never opens; give it hours, or `always: true`",
                "test.yaml:3:3: calendar 'zero' never opens; give it hours, or `always: true`",
            ])
    }
}
