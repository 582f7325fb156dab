/// A named expression that others may use like a function without arguments: `define: {person: '{id, name: .display_name}'}`.
/// It may use earlier ones, never itself, so that nothing recurs.
public struct Definition: Sendable {
    public let name: String
    /// The expression as written.
    public let text: String

    let syntax: Syntax
    let source: Source
    let earlier: [Definition]

    /// Reads and checks a named expression; `earlier` are those before it.
    public init(
        _ name: String, _ text: String, earlier: [Definition] = [], variables: Set<String> = [], builtins: Builtins
    ) throws(ExpressionFailure) {
        self.name = name
        self.text = text
        self.earlier = earlier
        source = Source(text)
        if let fault = Self.fault(inName: name) {
            throw ExpressionFailure(.syntax, fault, "take another name of letters, digits and _", at: 0, in: source)
        }
        syntax = try Parser.expression(source)
        _ = try Program(syntax, source, text, earlier, variables, builtins)
    }

    private static func fault(inName name: String) -> String? {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, isLetter(first), bytes.allSatisfy({ isLetter($0) || isDigit($0) }) else {
            return "`\(name)` cannot be a name"
        }
        if keywords.contains(name) || outside(name) != nil || ["true", "false", "null"].contains(name) {
            return "`\(name)` is a word of jq"
        }
        return functions["\(name)/0"] == nil ? nil : "`\(name)` is a function already"
    }
}
