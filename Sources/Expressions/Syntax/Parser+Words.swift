extension Parser {
    /// What begins with a word: `if`, `try`, a call, or something jq has and this language leaves out.
    mutating func word(_ name: String) throws(ExpressionFailure) -> Syntax {
        let start = offset
        switch name {
        case "if":
            try advance()
            return try condition(from: start)
        case "try":
            try advance()
            return try attempt(from: start)
        case "true", "false", "null":
            try advance()
            return Syntax(kind: .constant(name == "null" ? .null : .bool(name == "true")), offset: start)
        default:
            // `x | path` in a template says how to encode; the compiler refuses the word everywhere else.
            if name != "path", let way = outside(name) { throw closed(name, way) }
            if keywords.contains(name) { throw unexpected() }
            try advance()
            return try call(name, from: start)
        }
    }

    private mutating func condition(from start: Int) throws(ExpressionFailure) -> Syntax {
        let test = try pipe()
        guard try skip(word: "then") else { throw unfinishedCondition("then", start) }
        let then = try pipe()
        if token == .name("elif") {
            let place = offset
            try advance()
            return Syntax(kind: .condition(test, then: then, else: try condition(from: place)), offset: start)
        }
        var otherwise: Syntax?
        if try skip(word: "else") { otherwise = try pipe() }
        guard try skip(word: "end") else { throw unfinishedCondition("end", start) }
        return Syntax(kind: .condition(test, then: then, else: otherwise), offset: start)
    }

    private func unfinishedCondition(_ word: String, _ start: Int) -> ExpressionFailure {
        failure(
            .syntax, "\(token.told) where `\(word)` should stand", "write if TEST then A else B end",
            at: token == .end ? start : nil)
    }

    private mutating func attempt(from start: Int) throws(ExpressionFailure) -> Syntax {
        let body = try attempted()
        var handler: Syntax?
        if try skip(word: "catch") { handler = try attempted() }
        return Syntax(kind: .attempt(body, catch: handler), offset: start)
    }

    /// What `try` and `catch` take: one term, perhaps with a minus.
    private mutating func attempted() throws(ExpressionFailure) -> Syntax {
        let place = offset
        guard try skip("-") else { return try postfix() }
        return Syntax(kind: .negate(try attempted()), offset: place)
    }

    private mutating func call(_ name: String, from start: Int) throws(ExpressionFailure) -> Syntax {
        guard try skip("(") else { return Syntax(kind: .call(name, []), offset: start) }
        var arguments = [try pipe()]
        while try skip(";") { arguments.append(try pipe()) }
        if token == .symbol(",") { throw unexpected() }
        guard try skip(")") else { throw unclosed("(", from: start) }
        return Syntax(kind: .call(name, arguments), offset: start)
    }

    // MARK: What is left out

    /// `=`, `|=`, `+=` and their kin.
    func refuseAssignment() throws(ExpressionFailure) {
        guard case .symbol(let sign) = token, sign.hasSuffix("="), !["==", "!=", "<=", ">="].contains(sign) else { return }
        let advice =
            sign == "="
            ? "write == to compare, or . + {name: value} for the object with a member changed"
            : "write . + {name: value} for the object with a member changed, or map(…) for every element"
        throw failure(.closed, "`\(sign)` changes a value in place, which this language leaves out", advice)
    }

    func closed(_ name: String, _ way: String) -> ExpressionFailure {
        failure(.closed, "`\(name)` is left out of this language", way)
    }

    // MARK: Misplaced tokens

    func unclosed(_ bracket: String, from start: Int) -> ExpressionFailure {
        let closing = ["(": ")", "[": "]", "{": "}"][bracket] ?? bracket
        if token == .end {
            return failure(.syntax, "the `\(bracket)` that opens here is not closed", "write the closing \(closing)", at: start)
        }
        return failure(.syntax, "\(token.told) where `\(closing)` should stand", "join values with | or , or an operator")
    }

    func unexpected() -> ExpressionFailure {
        switch token {
        case .end: failure(.syntax, "the expression ends too soon", "finish it")
        case .symbol("]"), .symbol(")"), .symbol("}"):
            failure(
                .syntax, "\(token.told) where a value should stand", "look for a bracket too many or a comma without a value")
        case .symbol(";"):
            failure(.syntax, "`;` outside a call", "it parts the arguments of a function: f(a; b)")
        case .name(let name) where !keywords.contains(name):
            failure(
                .syntax, "`\(name)` where the expression should end",
                "join values with | or an operator; write .\(name) for the field")
        case .symbol(let symbol):
            failure(.syntax, "`\(symbol)` where a value should stand", "write a value before and behind it")
        default:
            failure(.syntax, "\(token.told) in the wrong place", "join values with | or , or an operator")
        }
    }
}
