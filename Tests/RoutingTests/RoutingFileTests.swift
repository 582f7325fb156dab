import InboxModel
import Routing
import ServiceLevels
import Testing
import YAMLCoding

struct RoutingFileTests {
    @Test(arguments: [
        ("{kind: reveiw}", "1:32: unknown word `reveiw`; did you mean `review`?"),
        ("{kind: [mail, coment]}", "1:39: unknown word `coment`; did you mean `comment`?"),
        ("{knd: mail}", "1:26: unknown key `knd`; did you mean `kind`?"),
        ("{not: {lable: x}}", "1:32: unknown key `lable`; did you mean `label`?"),
        ("{any: [{priority: {at_lest: high}}]}", "1:44: unknown key `at_lest`; did you mean `at_least`?"),
        ("{priority: hihg}", "1:36: unknown word `hihg`; did you mean `high`?"),
        ("{rating: 7}", "1:34: ratings go from 1 to 5: write `rating: 1` or `rating: {at_most: 2}`"),
        ("{rating: {at_least: 4, at_most: 2}}", "1:34: ratings go from 1 to 5: write `rating: 1` or `rating: {at_most: 2}`"),
        ("{text: '!!'}", "1:32: `!!` is no word or phrase; `*` may stand at the end of a word only"),
        ("{text: ['a*b']}", "1:33: `a*b` is no word or phrase; `*` may stand at the end of a word only"),
        ("{text: []}", "1:32: `text` names nothing"),
        ("{text: {}}", "1:32: `text` asks for nothing; write words, or any, all or pattern"),
        ("{author: {}}", "1:34: `author` asks for nothing; write name, handle or role"),
        ("{author: {role: custommer}}", "1:41: unknown word `custommer`; did you mean `customer`?"),
        ("{links: yes}", "1:33: expected true or false, found `yes`; did you mean true, without quotes?"),
        ("{team: sails}", "1:19: there is no team `sails`; declare it under `teams:`"),
        ("{}", "1:25: a condition without a question; leave it out where everything is meant"),
    ]) func `a mistake in a condition has its place and the nearest word`(condition: String, message: String) {
        let failure = #expect(throws: YAMLFailure.self) {
            try decode(RoutingFile.self, "rules: [{name: r, when: \(condition), then: {label: x}}]", file: "f")
        }
        #expect(failure?.problems.map { "\($0.line):\($0.column): \($0.message)" } == [message])
    }

    @Test(arguments: [
        ("then: {assign: {team: suport}}", "2:19: there is no team `suport`; declared are support"),
        ("then: {asign: {team: support}}", "2:26: unknown key `asign`; did you mean `assign`?"),
        ("then: {assign: {}}", "2:34: `assign` needs a team, an agent or both"),
        ("then: {goal: suport}", "2:32: unknown word `suport`; did you mean `support`?"),
        ("then: {resolve: false}", "2:26: `resolve: false` does nothing; leave it out"),
        ("then: {spam: junk}", "2:32: unknown word `junk`; possible: spam, irrelevant, abuse"),
        ("when: {kind: mail}", "2:9: rule 'r' does nothing; write `then:` or `stop: true`"),
        ("then: {label: x}}, {name: r, stop: true", "2:39: a rule 'r' stands above already; names tell rules apart"),
    ]) func `a mistake in a rule has its place`(rule: String, message: String) {
        let failure = #expect(throws: YAMLFailure.self) {
            try decode(RoutingFile.self, "teams: {support: {}}\nrules: [{name: r, \(rule)}]", file: "f")
        }
        #expect(failure?.problems.map { "\($0.line):\($0.column): \($0.message)" }.last == message)
    }

    @Test func `all mistakes of a file are told at once`() {
        let yaml = """
            teams: {support: {titel: Support}}
            labels: {a: {hue: 12}}
            rules:
              - name: one
                when: {kind: reviw}
                then: {priority: urgnt}
              - name: two
                then: {assign: {team: sales}}
            """
        let failure = #expect(throws: YAMLFailure.self) { try decode(RoutingFile.self, yaml, file: "routing.yaml") }
        #expect(
            failure?.problems.map(\.headline) == [
                "routing.yaml:1:19: unknown key `titel`; did you mean `title`?",
                "routing.yaml:2:14: `hue` is a number from 1 to 8",
                "routing.yaml:5:18: unknown word `reviw`; did you mean `review`?",
                "routing.yaml:6:22: unknown word `urgnt`; did you mean `urgent`?",
                "routing.yaml:8:5: there is no team `sales`; declared are support",
            ])
    }

    @Test func `a pattern that is none says why`() {
        let failure = #expect(throws: YAMLFailure.self) {
            try decode(RoutingFile.self, "rules: [{name: r, when: {text: {pattern: '(a'}}, then: {label: x}}]", file: "f")
        }
        #expect(
            failure?.problems.map(\.headline) == [
                "f:1:42: pattern cannot be read: missing closing parenthesis. Correct the pattern at character 3."
            ])
    }

    @Test func `policies are chosen by the first condition that is met`() throws {
        let yaml = """
            - {name: Complaints, when: {label: complaint}, calendar: office, first_response: 60m}
            - {name: Loud, when: {text: [wütend]}, calendar: office, first_response: 2h}
            - {name: Rest, calendar: office, first_response: 8h}
            """
        let policies = try decode(Selector<Policy>.self, yaml)
        #expect(policies.values.map(\.name) == ["Complaints", "Loud", "Rest"])
        let prepared = policies.prepare(message("Ich bin wütend"))
        #expect(prepared.choice(for: RoutingSnapshot())?.value.name == "Loud")
        #expect(prepared.choice(for: RoutingSnapshot())?.matched.map(\.description) == ["text: wütend"])
        #expect(prepared.choice(for: RoutingSnapshot(labels: ["complaint"]))?.value.name == "Complaints")
        #expect(policies.prepare(message("Danke")).choice(for: RoutingSnapshot())?.value.name == "Rest")
        #expect(try decode(Selector<Policy>.self, "[]").prepare(message()).choice(for: RoutingSnapshot())?.value == nil)
    }
}
