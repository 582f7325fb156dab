import Expressions
import Testing

struct TemplateTests {
    private func render(_ text: String, _ input: JSON = nil) throws -> JSON {
        try Template.compile(text, variables: ["item"], builtins: .testing).render(
            input, variables: ["item": ["id": 7, "none": nil]])
    }

    @Test func `a single interpolation keeps its type`() throws {
        #expect(try render(#"\($item.id)"#) == 7)
        #expect(try render(#"\([.a[].id])"#, ["a": [["id": 1], ["id": 2]]]) == [1, 2])
        #expect(try render(#"\($item.none)"#) == nil)
        #expect(try render(#"\(empty)"#) == nil)
    }

    @Test func `among text values stand as jq tells them`() throws {
        #expect(
            try render(#"/comments/\($item.id)/replies?x=\(.a)"#, ["a": ["b", 1.5]]) == #"/comments/7/replies?x=["b",1.5]"#)
        #expect(try render("plain") == "plain")
        #expect(try render("") == "")
        #expect(try render(#"a \\(not) \n"#) == #"a \(not) \n"#)
        #expect(try render(#"\("b)\("c")")\(1)"#) == "b)c1")
    }

    @Test func `pieces come in order so that a path can encode each`() throws {
        let template = try Template.compile(#"/files/\(.id)/\(.name | ascii_downcase | path)"#, builtins: .testing)
        let told = template.pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .value(let program, let slashes): "\(program.text) \(slashes)"
            }
        }
        #expect(told == ["/files/", ".id encoded", "/", ".name | ascii_downcase | path kept"])
        #expect(try template.render(["id": 1, "name": "A/B"]) == "/files/1/a/b")
        #expect(percentEncoded("a/b é") == "a%2Fb%20%C3%A9")
    }

    @Test func `what a template is can be asked`() throws {
        #expect(try Template.compile("text", builtins: .testing).isLiteral)
        let template = try Template.compile(#"\($item.id) of \($item.thread)"#, variables: ["item"], builtins: .testing)
        #expect(template.variables == ["item"])
        #expect(template.expression == nil)
        #expect(try Template.compile(#"\(.a)"#, builtins: .testing).expression?.text == ".a")
    }

    @Test(arguments: [
        (#"a \(.b"#, "1:4: the `(` that opens here is not closed — write the closing )"),
        (#"a \(.b x) c"#, "1:8: `x` where `)` should stand — join values with | or , or an operator"),
        (
            "one\n\\(.a) \\(lenght)",
            #"2:9: `lenght/0` is not defined — did you mean `length`? Else write .lenght for the field or "lenght" for the text"#
        ),
        (
            #"\(.a | path | .b)"#,
            "1:8: `path` is left out of this language — build the value anew: {name: .name}, map(…), map_values(…), with_entries(…)"
        ),
        (#"\()"#, "1:3: `)` where a value should stand — look for a bracket too many or a comma without a value"),
    ]) func `a fault is told by its place in the whole text`(text: String, told: String) {
        let failure = #expect(throws: ExpressionFailure.self) { try Template.compile(text, builtins: .testing) }
        #expect(failure?.description == told)
    }
}
