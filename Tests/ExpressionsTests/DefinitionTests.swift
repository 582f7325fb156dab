import Expressions
import Testing

struct DefinitionTests {
    @Test func `a definition is used like a function and may use earlier ones`() throws {
        let handle = try Definition("handle", #""@" + .acct"#, builtins: .testing)
        let person = try Definition(
            "person", "{id, name: handle, of: $account}", earlier: [handle], variables: ["account"], builtins: .testing)
        let program = try Program.compile(
            ".author | person", define: [handle, person], variables: ["account"], builtins: .testing)
        #expect(program.variables == ["account"])
        #expect(
            try program.first(["author": ["id": "1", "acct": "ole"]], variables: ["account": "we"])
                == ["id": "1", "name": "@ole", "of": "we"])
    }

    @Test func `uses of one definition do not share their variables`() throws {
        let twice = try Definition("twice", ". as $x | ($x, $x + 1)", builtins: .testing)
        let program = try Program.compile("[twice | twice]", define: [twice], builtins: .testing)
        #expect(try program.first(1) == [1, 2, 2, 3])
    }

    @Test(arguments: [
        ("length", ".", "1:1: `length` is a function already — take another name of letters, digits and _"),
        ("reduce", ".", "1:1: `reduce` is a word of jq — take another name of letters, digits and _"),
        ("null", ".", "1:1: `null` is a word of jq — take another name of letters, digits and _"),
        ("a-b", ".", "1:1: `a-b` cannot be a name — take another name of letters, digits and _"),
        ("self", ".a | self", #"1:6: `self/0` is not defined — write .self for the field or "self" for the text"#),
    ]) func `a definition that cannot stand is refused`(name: String, text: String, told: String) {
        let failure = #expect(throws: ExpressionFailure.self) { try Definition(name, text, builtins: .testing) }
        #expect(failure?.description == told)
    }

    @Test func `a fault inside a definition is told where it is used`() throws {
        let broken = try Definition("broken", "\n\n   .a | keys", builtins: .testing)
        let failure = try Program.compile(". | broken", define: [broken], builtins: .testing).measured(["a": 1]).failure
        #expect(failure?.description == "1:5: number (1) has no keys")
    }

    @Test func `definitions that double each other are stopped`() throws {
        var definitions = [try Definition("d0", "., .", builtins: .testing)]
        let failure = #expect(throws: ExpressionFailure.self) {
            for level in 1...40 {
                definitions.append(
                    try Definition("d\(level)", "d\(level - 1), d\(level - 1)", earlier: definitions, builtins: .testing))
            }
        }
        #expect(failure?.code == .limit)
    }
}
