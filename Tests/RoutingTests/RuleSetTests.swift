import InboxModel
import Routing
import Testing

struct RuleSetTests {
    private static let file = """
        teams: {support: {}, social: {}}
        rules:
          - name: Bad reviews
            when: {all: [{kind: review}, {rating: {at_most: 2}}]}
            then: [{priority: urgent}, {label: complaint}, {assign: {team: support}}]
          - name: Complaints
            when: {label: complaint}
            then: {priority: high, label: [watch, complaint], goal: support}
          - name: Reviews
            when: {kind: review}
            then: {assign: {team: social, agent: anna}, unlabel: watch}
          - name: Off
            enabled: false
            then: {spam: abuse}
          - name: Stop at reviews
            when: {kind: review}
            stop: true
          - name: Everything
            then: {resolve: true}
        """

    @Test func `rules apply in order, see what those above changed, and leave what they decided`() throws {
        let plan = try plan(Self.file, message { ($0.kind, $0.rating) = (.review, 1) })
        #expect(
            plan.effects == [
                .setPriority(.urgent), .addLabel("complaint"), .assignTeam("support"), .addLabel("watch"), .setGoal(.support),
            ])
        let told = plan.applied.map { rule in
            "\(rule.name) [\(rule.matched.map(\.description).joined(separator: ", "))]"
                + rule.skipped.map { " without \($0.effect): \($0.reason.rawValue)" }.joined()
        }
        #expect(
            told == [
                "Bad reviews [kind: review, rating: 1]",
                "Complaints [label: complaint] without priority high: decidedAbove without label complaint: decidedAbove",
                "Reviews [kind: review] without assign to team social: decidedAbove without assign to anna: decidedAbove"
                    + " without remove label watch: decidedAbove",
                "Stop at reviews [kind: review]",
            ])
        #expect(plan.applied.map(\.stopped) == [false, false, false, true])
    }

    @Test func `a conversation that is assigned stays where it is`() throws {
        let state = RoutingSnapshot(priority: .urgent, team: "social", isNew: false)
        let plan = try plan(Self.file, message { ($0.kind, $0.rating) = (.review, 1) }, state)
        #expect(plan.effects == [.addLabel("complaint"), .addLabel("watch"), .setGoal(.support)])
        #expect(
            plan.applied[0].skipped == [
                SkippedEffect(effect: .setPriority(.urgent), reason: .alreadySo),
                SkippedEffect(effect: .assignTeam("support"), reason: .alreadyAssigned),
            ])
    }

    @Test func `what a person has set by hand is left`() throws {
        let state = RoutingSnapshot(priority: .low, isNew: false, decidedByPeople: [.priority, .assignment, .status])
        let plan = try plan(Self.file, message { $0.kind = .comment }, state)
        #expect(plan.effects == [])
        #expect(plan.applied.flatMap(\.skipped).map(\.reason) == [.decidedByPerson])
    }

    @Test func `asking for what is so already decides it too`() throws {
        let rules = "rules: [{name: a, then: {priority: normal, unlabel: x}}, {name: b, then: {priority: high, label: x}}]"
        #expect(try plan(rules, message()).effects == [])
    }

    @Test func `one rule may assign a team and an agent`() throws {
        let file = "teams: {a: {}}\nrules: [{name: r, then: {assign: {agent: anna, team: a}}}]"
        #expect(Set(try plan(file, message()).effects) == [.assignTeam("a"), .assignAgent("anna")])
    }

    @Test func `a plan is a function of its inputs, and applying it leaves nothing to do`() throws {
        let rules = try decode(RoutingFile.self, Self.file).rules
        for (kind, rating) in [(MessageKind.review, 1), (.review, 5), (.comment, nil), (.mail, nil)] as [(MessageKind, Int?)] {
            let prepared = rules.prepare(message { ($0.kind, $0.rating) = (kind, rating) })
            let before = RoutingSnapshot()
            let first = prepared.plan(for: before)
            #expect(prepared.plan(for: before) == first)
            #expect(prepared.plan(for: before.applying(first)).effects == [], "\(kind) \(String(describing: rating))")
        }
    }

    @Test func `a prepared message keeps the rules it was prepared with`() throws {
        let old = try decode(RoutingFile.self, "rules: [{name: a, then: {label: old}}]").rules
        let prepared = old.prepare(message())
        let new = try decode(RoutingFile.self, "rules: [{name: a, then: {label: new}}]").rules
        #expect(prepared.plan(for: RoutingSnapshot()).effects == [.addLabel("old")])
        #expect(new.prepare(prepared.message).plan(for: RoutingSnapshot()).effects == [.addLabel("new")])
    }

    @Test func `the trace tells of every rule why it did or did not apply`() throws {
        let prepared = try decode(RoutingFile.self, Self.file).rules.prepare(message { ($0.kind, $0.rating) = (.review, 4) })
        let told = prepared.trace(for: RoutingSnapshot()).map(\.description).joined(separator: "\n")
        #expect(
            told == """
                Bad reviews: notMet
                  - all
                    + kind is review (review)
                    - rating is 1 to 2
                Complaints: notMet
                  - label is complaint
                Reviews: applied
                  + kind is review (review)
                Off: switchedOff
                  + all
                Stop at reviews: applied
                  + kind is review (review)
                Everything: notReached
                  + all
                """)
    }

    @Test func `plan and trace agree on which rules applied`() throws {
        let rules = try decode(RoutingFile.self, Self.file).rules
        for kind in MessageKind.allCases {
            for rating in 1...5 {
                let prepared = rules.prepare(message { ($0.kind, $0.rating) = (kind, rating) })
                let applied = prepared.trace(for: RoutingSnapshot()).filter { $0.outcome == .applied }.map(\.name)
                #expect(applied == prepared.plan(for: RoutingSnapshot()).applied.map(\.name))
            }
        }
    }

    @Test func `a revision changes with the wording and with nothing else`() throws {
        func revision(_ rule: String) throws -> String { try decode(Rule.self, rule).revision }
        let first = try revision("{name: a, when: {kind: mail}, then: {label: x}}")
        #expect(first.count == 12)
        #expect(try revision("{when: {kind: [mail]}, then: [{label: [x]}], name: other, enabled: false}") == first)
        #expect(try revision("{name: a, when: {kind: post}, then: {label: x}}") != first)
        #expect(try revision("{name: a, when: {kind: mail}, then: {label: x}, stop: true}") != first)
    }

    @Test func `spam and resolving decide the status once`() throws {
        let rules = "rules: [{name: a, then: {spam: irrelevant}}, {name: b, then: {resolve: true}}]"
        let plan = try plan(rules, message())
        #expect(plan.effects == [.markSpam(.irrelevant)])
        #expect(RoutingSnapshot().applying(plan).status == .spam)
    }
}
