extension Parser {
    /// `{a, b: e, "c": e, (k): e, $x, @base64 "d": e}`; as in jq a comma may stand before the closing bracket.
    mutating func object() throws(ExpressionFailure) -> Syntax {
        let start = offset
        try advance()
        var entries: [Syntax.Entry] = []
        while token != .symbol("}") {
            entries.append(try entry())
            if try skip(",") { continue }
            guard token == .symbol("}") else { throw badEntry(start) }
        }
        try advance()
        return Syntax(kind: .object(entries), offset: start)
    }

    private func badEntry(_ start: Int) -> ExpressionFailure {
        if token == .end { return unclosed("{", from: start) }
        if token == .name("as") {
            return failure(.syntax, "`as` inside an object's value", "put the value in parentheses: {key: (e as $x | …)}")
        }
        return failure(
            .syntax, "\(token.told) where `,` or `}` should stand", "write a comma between members, `key: value` for each")
    }

    private mutating func entry() throws(ExpressionFailure) -> Syntax.Entry {
        let start = offset
        switch token {
        case .variable(let name):
            try advance()
            let variable = variable(name, start)
            if token == .symbol(":") { return Syntax.Entry(key: variable, value: try value()) }
            return Syntax.Entry(key: Syntax(kind: .constant(.string(name)), offset: start), value: variable)
        case .name(let name):
            try advance()
            return try shorthand(Syntax(kind: .constant(.string(name)), offset: start))
        case .quote, .format:
            return try shorthand(try key())
        case .symbol("("):
            let key = try parenthesised()
            guard token == .symbol(":") else {
                throw failure(.syntax, "\(token.told) behind a computed key", "write (key): value")
            }
            return Syntax.Entry(key: key, value: try value())
        default:
            throw badKey()
        }
    }

    mutating func parenthesised() throws(ExpressionFailure) -> Syntax {
        let start = offset
        try advance()
        let inner = try pipe()
        guard try skip(")") else { throw unclosed("(", from: start) }
        if case .constant(let value) = inner.kind, value.text == nil {
            throw failure(
                .syntax, "Cannot use \(told(value)) as object key", "keys are texts: write it in double quotes",
                at: inner.offset)
        }
        return inner
    }

    private func badKey() -> ExpressionFailure {
        switch token {
        case .number(let value):
            failure(.syntax, "a number as key", "keys are texts: write \"\(value.encodedText())\": …")
        case .field(let name):
            failure(.syntax, "`.\(name)` where a key should stand", "write `\(name)` for the member itself, or key: .\(name)")
        case .end:
            failure(.syntax, "the object is not closed", "write the closing }")
        default:
            failure(
                .syntax, "\(token.told) where a key should stand",
                "write a name, a text in double quotes, or (expression): value")
        }
    }

    /// `key: value`, or the key alone for the member of that name.
    private mutating func shorthand(_ key: Syntax) throws(ExpressionFailure) -> Syntax.Entry {
        if token == .symbol(":") { return Syntax.Entry(key: key, value: try value()) }
        let whole = Syntax(kind: .identity, offset: key.offset)
        return Syntax.Entry(key: key, value: Syntax(kind: .index(whole, key, optional: false), offset: key.offset))
    }

    /// Behind the colon: everything but a comma.
    private mutating func value() throws(ExpressionFailure) -> Syntax {
        try advance()
        if token == .symbol("}") || token == .symbol(",") {
            throw failure(.syntax, "a key without a value", "write key: value, or the key alone for the member of that name")
        }
        return try valuePipe()
    }

    private mutating func valuePipe() throws(ExpressionFailure) -> Syntax {
        let left = try alternative()
        let place = offset
        guard try skip("|") else { return left }
        return Syntax(kind: .pipe(left, try valuePipe()), offset: place)
    }
}

// MARK: Patterns of `as`

extension Parser {
    /// `$x`, `[$a, $b]`, `{a: $x, $b}`, several with `?//` between them.
    mutating func patterns() throws(ExpressionFailure) -> [Syntax.Pattern] {
        var patterns = [try pattern()]
        while try skip("?//") { patterns.append(try pattern()) }
        return patterns
    }

    private mutating func pattern() throws(ExpressionFailure) -> Syntax.Pattern {
        switch token {
        case .variable(let name):
            try advance()
            return .variable(name)
        case .symbol("["):
            try advance()
            var elements = [try pattern()]
            while try skip(",") { elements.append(try pattern()) }
            guard try skip("]") else { throw badPattern() }
            return .array(elements)
        case .symbol("{"):
            try advance()
            var fields = [try field()]
            while try skip(",") { fields.append(try field()) }
            guard try skip("}") else { throw badPattern() }
            return .object(fields)
        default:
            throw badPattern()
        }
    }

    private mutating func field() throws(ExpressionFailure) -> Syntax.Pattern.Field {
        let start = offset
        var variable: String?
        let key: Syntax
        switch token {
        case .variable(let name):
            variable = name
            fallthrough
        case .name(let name):
            try advance()
            key = Syntax(kind: .constant(.string(variable ?? name)), offset: start)
        case .quote, .format:
            key = try self.key()
        case .symbol("("):
            key = try parenthesised()
        default:
            throw badPattern()
        }
        let hasPattern = try skip(":")
        if !hasPattern, variable == nil { throw badPattern() }
        return Syntax.Pattern.Field(variable: variable, key: key, pattern: hasPattern ? try pattern() : nil)
    }

    private func badPattern() -> ExpressionFailure {
        failure(.syntax, "\(token.told) inside a pattern of `as`", "write $name, [$a, $b] or {key: $name}")
    }
}
