/// One piece of an expression and where it stands in its text.
struct Syntax: Sendable {
    let kind: Kind
    /// Bytes before it.
    let offset: Int

    indirect enum Kind: Sendable {
        /// `.`
        case identity
        /// `..`
        case everything
        case constant(JSON)
        /// `$name`
        case variable(String)
        /// `"a\(b)"`, each value formatted as `format` says.
        case text(format: String, [Piece])
        /// `@base64` alone.
        case format(String)
        case array(Syntax?)
        case object([Entry])
        /// `e[k]`, `e.k`; `e[k]?` is optional.
        case index(Syntax, Syntax, optional: Bool)
        case slice(Syntax, from: Syntax?, to: Syntax?, optional: Bool)
        /// `e[]`
        case iterate(Syntax, optional: Bool)
        case negate(Syntax)
        case pipe(Syntax, Syntax)
        /// `a, b`
        case both(Syntax, Syntax)
        case binary(Operator, Syntax, Syntax)
        case and(Syntax, Syntax)
        case or(Syntax, Syntax)
        /// `a // b`
        case alternative(Syntax, Syntax)
        case condition(Syntax, then: Syntax, else: Syntax?)
        /// `try a catch b`, `a?`
        case attempt(Syntax, catch: Syntax?)
        /// `e as p1 ?// p2 | body`
        case bind(Syntax, [Pattern], Syntax)
        case call(String, [Syntax])
    }

    enum Piece: Sendable {
        case literal(String)
        case value(Syntax)
    }

    /// `key: value` in an object.
    struct Entry: Sendable {
        let key: Syntax
        let value: Syntax
    }

    /// What `as` takes apart.
    indirect enum Pattern: Sendable {
        case variable(String)
        case array([Pattern])
        case object([Field])

        struct Field: Sendable {
            /// `$name` before or instead of a pattern.
            let variable: String?
            let key: Syntax
            let pattern: Pattern?
        }
    }

    enum Operator: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }
}

extension Syntax.Pattern {
    /// Its variables in the order they stand.
    var variables: [String] {
        switch self {
        case .variable(let name): [name]
        case .array(let patterns): patterns.flatMap(\.variables)
        case .object(let fields): fields.flatMap { ($0.variable.map { [$0] } ?? []) + ($0.pattern?.variables ?? []) }
        }
    }
}
