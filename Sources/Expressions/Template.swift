/// A text with `\( expression )` in it: paths, queries, headers, bodies. `\\(` stands for a plain `\(`.
public struct Template: Sendable {
    /// A piece in the order it stands.
    public enum Piece: Sendable {
        case literal(String)
        case value(Program, Slashes)
    }

    /// How a value stands in a path. `\(x | path)` keeps its slashes, `\(x)` is one segment.
    public enum Slashes: Sendable, Hashable {
        case encoded, kept
    }

    /// The template as written.
    public let text: String
    /// The pieces, so that a path or query can encode each by its position. Neighbouring literals are one.
    public let pieces: [Piece]

    /// The one expression this is, where nothing stands around it.
    public var expression: Program? {
        guard pieces.count == 1, case .value(let program, _) = pieces[0] else { return nil }
        return program
    }

    /// Whether nothing in it is computed.
    public var isLiteral: Bool {
        pieces.allSatisfy { piece in if case .literal = piece { true } else { false } }
    }

    /// The bound names its expressions use, without `$`.
    public var variables: Set<String> {
        pieces.reduce(into: []) { names, piece in
            if case .value(let program, _) = piece { names.formUnion(program.variables) }
        }
    }

    /// Reads and checks a template. Failures name line and column within the whole text.
    public static func compile(
        _ text: String, define: [Definition] = [], variables: Set<String> = [], builtins: Builtins
    ) throws(ExpressionFailure) -> Template {
        let source = Source(text)
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        var place = 0
        while place < source.bytes.count {
            let rest = source.bytes[place...]
            if rest.starts(with: escapedOpening) {
                literal += opening
                place += escapedOpening.count
            } else if rest.starts(with: opening) {
                if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
                literal = []
                let (syntax, end) = try Parser.interpolation(source, at: place + opening.count)
                let inner = source.text(place + opening.count..<end - 1)
                let (whole, slashes) = withoutPath(syntax)
                pieces.append(.value(try Program(whole, source, inner, define, variables, builtins), slashes))
                place = end
            } else {
                literal.append(source.bytes[place])
                place += 1
            }
        }
        if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
        return Template(text: text, pieces: pieces)
    }

    /// The value for an input. A single `\( )` keeps its JSON type, and where it has no output gives null, which drops the key it
    /// stands under; among other text each value stands as jq's `tostring` has it. Of several outputs the first counts.
    public func render(
        _ input: JSON, variables: [String: JSON] = [:], budget: Budget = .standard
    ) throws(EvaluationFailure) -> JSON {
        if let expression { return try expression.first(input, variables: variables, budget: budget) ?? .null }
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .value(let program, _):

                let value = try program.first(input, variables: variables, budget: budget) ?? .null
                text += value.text ?? value.encodedText()
            }
        }
        return .string(text)
    }

    /// `x | path` is `x` with its slashes kept; the word means nothing elsewhere.
    private static func withoutPath(_ syntax: Syntax) -> (Syntax, Slashes) {
        guard case .pipe(let value, let rest) = syntax.kind else { return (syntax, .encoded) }
        if case .call("path", let arguments) = rest.kind, arguments.isEmpty { return (value, .kept) }
        let (inner, slashes) = withoutPath(rest)
        return (Syntax(kind: .pipe(value, inner), offset: syntax.offset), slashes)
    }
}

private let opening = Array(#"\("#.utf8)
private let escapedOpening = Array(#"\\("#.utf8)
