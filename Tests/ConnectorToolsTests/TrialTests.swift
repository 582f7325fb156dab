import ConnectorKit
import ConnectorTools
import Expressions
import Foundation
import TestSupport
import Testing

struct TrialTests {
    private let input: JSON = ["account": ["id": 7, "display_name": "Ana"], "list": [["a": 1]], "text": "x"]

    @Test func `outputs come with what they cost`() throws {
        let trial = try Trial(".list[].a, .text", on: input, builtins: .testing)
        #expect(trial.outputs == [1, "x"])
        #expect(trial.steps > 0)
        #expect(trial.lost == nil)
    }

    @Test(
        arguments: [
            (".account.display_nam", 9, ".display_nam", "display_name"), (".acount.id", 1, ".acount", "account"),
            (".account | .idd", 12, ".idd", "id"), (".list[0].b", 9, ".b", "a"),
            (".list[3].a", 6, "[3]", nil as String?),
        ]) func `where a value became null is told`(text: String, column: Int, part: String, nearest: String?) throws
    {
        let lost = try #require(try Trial(text, on: input, builtins: .testing).lost)
        #expect((lost.column, lost.part, lost.nearest) == (column, part, nearest))
    }

    @Test func `an expression that fails says why`() throws {
        let trial = try Trial(".text + 1", on: input, builtins: .testing)
        #expect(trial.failure?.contains("cannot be added") == true)
    }
}

struct NewConnectorTests {
    @Test func `a new connector passes its own tapes and covers all it names`() async throws {
        let folder = try TemporaryFolder()
        try NewConnector(name: "acme", title: "Acme", base: "https://acme.example/api").write(to: folder.path("acme"))
        let rehearsal = await ConnectorRehearsal.of(.read(folder.path("acme"), builtins: .testing))
        #expect(rehearsal.folder.notes == [])
        #expect((rehearsal.passed, rehearsal.failed) == (3, 0))
        #expect(rehearsal.coverage?.missing == [])
    }

    @Test func `a copy has the other's tapes and a title of its own`() async throws {
        let bench = try Bench(tapes: [
            "account": "do: account\ntape: [{ask: 'GET https://x.test/api/me', answer: {body: {id: 1}}}]"
        ])
        try NewConnector(name: "other", title: "Other", base: "").copy(of: bench.read(), to: bench.folder.path("other"))
        let rehearsal = await ConnectorRehearsal.of(.read(bench.folder.path("other"), builtins: .testing))
        #expect(rehearsal.folder.manifest?.title == "Other")
        #expect((rehearsal.passed, rehearsal.failed) == (1, 0))
    }

    @Test(arguments: [("acme-2", true), ("Acme", false), ("2acme", false), ("a/b", false), ("", false), ("ä", false)])
    func `a name is one word of small letters`(name: String, isName: Bool) {
        #expect(NewConnector.isName(name) == isName)
    }
}
