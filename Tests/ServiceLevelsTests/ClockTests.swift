import InboxModel
import ServiceLevels
import Testing

/// What the worked cases do not show: events that meet, policies for peers, merges of what was breached, explanations.
struct ClockTests {
    private func terms(_ targets: [Metric: Int], _ change: (inout ClockTerms) -> Void = { _ in }) throws -> ClockTerms {
        let calendar = try calendar(oddCalendars.first { $0.name == "office" }!.yaml)
        var terms = ClockTerms(policy: "Test", calendar: calendar, targets: targets.mapValues { .seconds($0) })
        change(&terms)
        return terms
    }

    /// Events on Monday 23 November 2026 by their time in UTC; the office is open from 08:00 to 16:00.
    private func clocks(_ terms: ClockTerms, _ events: [(String, ClockEvent.Kind)], now: String) -> [Clock] {
        func at(_ time: String) -> Timestamp { moment("2026-11-23T\(time)Z") }
        return evaluate(events.map { ClockEvent($0.1, at: at($0.0)) }, under: terms, now: at(now))
    }

    private static let asked = ClockEvent.Kind.inbound(needsAnswer: true)
    private static let answered = ClockEvent.Kind.reply(by: .agent, isDelivered: true)

    @Test(
        arguments: [
            (PeerRule.ignore, Promise.State.running, "11:00:00", nil), (.stop, .met, "11:00:00", Clock.Ending.peer),
            (.pause, .paused, nil, nil),
        ] as [(PeerRule, Promise.State, String?, Clock.Ending?)])
    func `another member's answer does what the policy says`(
        rule: PeerRule, state: Promise.State, due: String?, ending: Clock.Ending?
    ) throws {
        let terms = try terms([.firstResponse: 7_200]) { $0.peers = rule }
        let clock = try #require(
            clocks(terms, [("09:00:00", Self.asked), ("09:30:00", .reply(by: .peer, isDelivered: true))], now: "10:00:00").first
        )
        #expect((clock.state, clock.endedBy) == (state, ending))
        #expect(clock.dueAt == due.map { moment("2026-11-23T\($0)Z") })
    }

    @Test func `a clock that a peer holds goes on with the customer's next message`() throws {
        let terms = try terms([.firstResponse: 7_200]) { $0.peers = .pause }
        let events = [("09:00:00", Self.asked), ("09:30:00", .reply(by: .peer, isDelivered: true)), ("10:30:00", Self.asked)]
        let clock = clocks(terms, events, now: "11:00:00")[0]
        #expect(clock.consumed == .seconds(3_600))
        #expect(clock.dueAt == moment("2026-11-23T12:00:00Z"))
        #expect(
            clock.explanation.pauses == [.init(from: moment("2026-11-23T09:30:00Z"), until: moment("2026-11-23T10:30:00Z"))])
    }

    @Test func `nothing is owed on spam, and taking the mark off owes again from the next message`() throws {
        let terms = try terms([.firstResponse: 7_200])
        let events: [(String, ClockEvent.Kind)] = [
            ("09:00:00", Self.asked), ("09:10:00", .statusChanged(.spam)), ("09:20:00", Self.asked),
            ("09:30:00", .statusChanged(.open)),
            ("09:40:00", Self.asked),
        ]
        let told = clocks(terms, events, now: "10:00:00").map { "\($0.n) \($0.startedAt.rfc3339) \($0.state.rawValue)" }
        #expect(told == ["1 2026-11-23T09:00:00Z cancelled", "2 2026-11-23T09:40:00Z running"])
    }

    @Test func `a resolution clock that starts while the conversation is on hold starts paused`() throws {
        let terms = try terms([.resolution: 7_200])
        let events: [(String, ClockEvent.Kind)] = [("08:30:00", .statusChanged(.onHold)), ("09:00:00", Self.asked)]
        let held = clocks(terms, events, now: "10:00:00")[0]
        #expect((held.state, held.dueAt, held.consumed) == (.paused, nil, .zero))
        let resumed = clocks(terms, events + [("11:00:00", .statusChanged(.open))], now: "11:30:00")[0]
        #expect((resumed.startedAt, resumed.dueAt) == (moment("2026-11-23T09:00:00Z"), moment("2026-11-23T13:00:00Z")))
    }

    @Test func `resolved while it was paused: the due is the one it would have gone on with`() throws {
        let terms = try terms([.resolution: 7_200]) { $0.warnings = [.resolution: .seconds(600)] }
        let events: [(String, ClockEvent.Kind)] = [
            ("09:00:00", Self.asked), ("09:30:00", .statusChanged(.waiting)), ("12:00:00", .statusChanged(.resolved)),
        ]
        let clock = clocks(terms, events, now: "13:00:00")[0]
        #expect((clock.state, clock.consumed) == (.met, .seconds(1_800)))
        #expect(clock.dueAt == moment("2026-11-23T13:30:00Z"))
        #expect(clock.warnAt == nil)
    }

    @Test func `a target that comes to hold late leaves out the pauses before it`() throws {
        let without = try terms([:])
        let with = try terms([.resolution: 7_200])
        let events: [(String, ClockEvent.Kind)] = [
            ("09:00:00", Self.asked), ("09:30:00", .statusChanged(.waiting)), ("10:00:00", .statusChanged(.open)),
            ("10:30:00", .termsChanged(with)),
        ]
        let clock = clocks(without, events, now: "11:00:00")[0]
        #expect((clock.startedAt, clock.consumed) == (moment("2026-11-23T09:00:00Z"), .seconds(5_400)))
        #expect(clock.dueAt == moment("2026-11-23T11:30:00Z"))
    }

    @Test func `a target that comes to hold too late is due at that moment, never before`() throws {
        let with = try terms([.firstResponse: 1_800])
        let events: [(String, ClockEvent.Kind)] = [("09:00:00", Self.asked), ("12:00:00", .termsChanged(with))]
        let clock = clocks(try terms([:]), events, now: "12:10:00")[0]
        #expect((clock.state, clock.breachedAt) == (.breached, moment("2026-11-23T12:00:00Z")))
        #expect(clock.remaining == .seconds(1_800 - 11_400))
    }

    @Test func `a breached clock outlives its target, and a target that comes back starts no second one`() throws {
        let with = try terms([.firstResponse: 1_800])
        let events: [(String, ClockEvent.Kind)] = [
            ("09:00:00", Self.asked), ("10:00:00", .termsChanged(try terms([:]))), ("11:00:00", .termsChanged(with)),
            ("12:00:00", Self.answered),
        ]
        let told = clocks(with, events, now: "13:00:00").map { "\($0.n) \($0.state.rawValue) \($0.endedBy?.rawValue ?? "-")" }
        #expect(told == ["1 breached reply"])
    }

    @Test func `terms that change during a pause count from where it resumes`() throws {
        let short = try terms([.resolution: 900])
        let events: [(String, ClockEvent.Kind)] = [
            ("09:00:00", Self.asked), ("09:30:00", .statusChanged(.waiting)), ("10:00:00", .termsChanged(short)),
            ("11:00:00", .statusChanged(.open)),
        ]
        let paused = clocks(try terms([.resolution: 7_200]), events, now: "10:30:00")[0]
        #expect((paused.state, paused.dueAt) == (.paused, nil))
        let resumed = clocks(try terms([.resolution: 7_200]), events, now: "11:30:00")[0]
        #expect((resumed.state, resumed.breachedAt) == (.breached, moment("2026-11-23T11:00:00Z")))
    }

    @Test func `an older message that a merge brings may have been late for long`() throws {
        let merged = ClockEvent.Kind.merged(otherCreatedAt: nil, otherUnansweredSince: moment("2026-11-23T08:00:00Z"))
        let clock = clocks(
            try terms([.firstResponse: 3_600]), [("10:00:00", Self.asked), ("10:30:00", merged)], now: "10:40:00")[0]
        #expect((clock.state, clock.breachedAt) == (.breached, moment("2026-11-23T09:00:00Z")))
        #expect(clock.consumed == .seconds(9_600))
    }

    @Test func `a merge brings all clocks to a conversation that owed nothing`() throws {
        let merged = ClockEvent.Kind.merged(
            otherCreatedAt: moment("2026-11-23T08:30:00Z"), otherUnansweredSince: moment("2026-11-23T09:00:00Z"))
        let terms = try terms([.nextResponse: 7_200, .acknowledgement: 7_200, .resolution: 7_200])
        let told = clocks(terms, [("08:00:00", Self.answered), ("09:30:00", merged)], now: "10:00:00").map {
            "\($0.metric.rawValue) \($0.startedAt.rfc3339) \($0.consumed.components.seconds)"
        }
        #expect(
            told == [
                "next_response 2026-11-23T09:00:00Z 3600", "acknowledgement 2026-11-23T09:00:00Z 3600",
                "resolution 2026-11-23T08:30:00Z 5400",
            ])
    }

    @Test func `take-downs are told apart by name, and each is ended by its own`() throws {
        let terms = try terms([:]) { $0.legal = ["a": .wallClock(.seconds(3_600)), "b": .wallClock(.seconds(7_200))] }
        let events: [(String, ClockEvent.Kind)] = [
            ("20:00:00", .takedownAsked(name: "a")), ("20:10:00", .takedownAsked(name: "b")),
            ("20:20:00", .takedownAsked(name: "c")),
            ("20:30:00", .takedownDone(name: "b")), ("20:40:00", .statusChanged(.spam)),
        ]
        let told = clocks(terms, events, now: "21:30:00").map {
            "\($0.n) \($0.name ?? "") \($0.state.rawValue) \($0.endedBy?.rawValue ?? "-")"
        }
        #expect(told == ["1 a breached -", "2 b met removed"])
    }

    @Test func `milliseconds order events and are cut from what is counted`() throws {
        let terms = try terms([.firstResponse: 3_600])
        let events: [(String, ClockEvent.Kind)] = [("10:00:00.900", Self.answered), ("09:00:00.950", Self.asked)]
        let clock = clocks(terms, events, now: "11:00:00")[0]
        #expect((clock.state, clock.consumed, clock.startedAt) == (.met, .seconds(3_600), moment("2026-11-23T09:00:00Z")))
        // An answer before the question in the same second: the question waits.
        let quick = clocks(terms, [("09:00:00.200", Self.answered), ("09:00:00.800", Self.asked)], now: "09:30:00")
        #expect(quick.isEmpty)
    }

    @Test func `a due explains itself: spans, holidays, pauses`() throws {
        let calendar = try decode(
            BusinessCalendar.self,
            #"""
            {zone: Europe/Berlin, holidays: {2026-12-25: Weihnachten, 2026-12-26: ""}, special: {2026-12-24: [["09:00","12:00"]]},
             week: {wed: [["09:00","17:00"]], thu: [["09:00","17:00"]], fri: [["09:00","17:00"]], mon: [["09:00","12:00"],["12:00","13:00"]]}}
            """#)
        let terms = ClockTerms(policy: "Test", calendar: calendar, targets: [.resolution: .seconds(6 * 3_600)])
        let events = [
            ClockEvent(Self.asked, at: moment("2026-12-23T15:00:00Z")),
            ClockEvent(.statusChanged(.waiting), at: moment("2026-12-24T09:00:00Z")),
            ClockEvent(.statusChanged(.open), at: moment("2026-12-24T10:00:00Z")),
        ]
        let explanation = evaluate(events, under: terms, now: moment("2026-12-24T10:30:00Z"))[0].explanation
        #expect(
            explanation.spans.map { "\($0.lowerBound.rfc3339) \($0.upperBound.rfc3339)" } == [
                "2026-12-23T15:00:00Z 2026-12-23T16:00:00Z", "2026-12-24T08:00:00Z 2026-12-24T09:00:00Z",
                "2026-12-24T10:00:00Z 2026-12-24T11:00:00Z", "2026-12-28T08:00:00Z 2026-12-28T11:00:00Z",
            ])
        // The 26th is a Saturday: nothing was skipped.
        #expect(explanation.holidays.map { "\($0.date) \($0.name)" } == ["2026-12-25 Weihnachten"])
        #expect(explanation.pauses == [.init(from: moment("2026-12-24T09:00:00Z"), until: moment("2026-12-24T10:00:00Z"))])
    }
}
