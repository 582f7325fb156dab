import Expressions
import Testing

struct BudgetTests {
    @Test(arguments: [
        ("[range(1e12)]", EvaluationFailure.Code.tooMuchMemory), ("last(range(1e12))", .tooManySteps),
        ("\"x\" * 1e9", .tooMuchMemory), ("[range(50000)] | map([range(10)])", .tooMuchMemory),
        ("[range(1000)] | [., .] | [combinations]", .tooMuchMemory), ("any(range(1e12); . < 0)", .tooManySteps),
        ("recurse(.; true)", .tooManySteps), ("[recurse(. + 1; true)]", .tooMuchMemory),
        ("limit(1e9; range(1e12))", .tooManySteps), ("first(range(1e12) | select(. < 0))", .tooManySteps),
        ("\"x\" * 1e6 | [., . + \"a\", . + \"b\", . + \"c\", . + \"d\"]", .tooMuchMemory),
        ("\"x\" * 1e6 | explode", .tooMuchMemory), ("\"ab\" * 1e6 | split(\"\")", .tooMuchMemory),
    ]) func `an evaluation beyond its budget stops at once`(text: String, code: EvaluationFailure.Code) throws {
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try failure(text)?.code == code)
        #expect(clock.now - start < .seconds(5))
    }

    @Test(arguments: [
        (".", EvaluationFailure.Code.tooMuchMemory), ("tojson", .tooMuchMemory), ("\"\\(.)\"", .tooMuchMemory),
        ("[..]", .tooMuchMemory),
        (". as $one | [.[0], .[0]] == $one", .tooManySteps), ("[., [.[0], .[0]]] | sort", .tooManySteps),
        ("@base64", .tooMuchMemory),
        ("[.] - [[.[0], .[0]]]", .tooManySteps), ("index([[.[0][0], .[0][0]]])", .tooManySteps),
        ("{(tojson): 1}", .tooMuchMemory),
        ("walk(.)", .tooMuchMemory), ("flatten", .tooManySteps), ("contains([.[0]])", .tooManySteps), ("error", .error),
    ]) func `a value of few shared parts cannot be blown up`(text: String, code: EvaluationFailure.Code) throws {
        #expect(try failure("last(limit(60; recurse([., .]; true))) | \(text)")?.code == code)
    }

    @Test func `more than a text can hold is an error as in jq`() throws {
        #expect(try failure("\"x\" * 1e12")?.message == "Repeat string result too long")
    }

    @Test func `no error handler catches an exhausted budget`() throws {
        #expect(try failure("try last(range(1e12)) catch 1")?.code == .tooManySteps)
        #expect(try failure("([range(1e12)])? // 1")?.code == .tooMuchMemory)
    }

    @Test func `a large input brings steps of its own`() throws {
        let input = JSON.array((0..<50_000).map { ["id": .integer($0)] })
        let program = try Program.testing("[.[] | select(.id % 2 == 0) | .id] | length")
        #expect(try program.first(input) == 25_000)
        #expect(throws: EvaluationFailure.self) { try program.first(input, budget: Budget(steps: 200_000, stepsPerNode: 0)) }
    }

    @Test func `what an evaluation costs is told`() throws {
        let cheap = try Program.testing(".a").measured(["a": 1])
        #expect(cheap.steps < 5)
        #expect(cheap.bytes == 0)
        let costly = try Program.testing("[range(1000)] | add").measured(nil)
        #expect(costly.outputs == [499_500])
        #expect((1000...6000).contains(costly.steps))
        #expect(costly.bytes == 24_000)
    }

    @Test func `deep values are made and let go without exhausting the stack`() throws {
        #expect(try failure("last(recurse([.]; true))")?.message == "recurse goes deeper than 10000 generations")
        let deep = try Program.testing("last(limit(9000; recurse([.]; true)))").first(
            1, budget: Budget(steps: 10_000_000, bytes: 1 << 30))
        #expect(deep?.elements?.count == 1)
    }
}
