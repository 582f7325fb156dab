/// Reads an expression as jq's grammar has it, where jq 1.7 and later agree; what they read differently is refused.
struct Parser {
    var lexer: Lexer
    /// The token at hand and where it begins.
    private(set) var token: Token = .end
    private(set) var offset = 0
    /// Where the token before ended.
    private var behind = 0
    /// The last whole term: begin and end. `as` takes nothing else for its source.
    private var term = (start: -1, end: -1)
    private var depth = 0

    /// An expression that is the whole text.
    static func expression(_ source: Source) throws(ExpressionFailure) -> Syntax {
        var parser = Parser(lexer: Lexer(source))
        try parser.advance()
        if parser.token == .end {
            throw parser.failure(.syntax, "the expression is empty", "write . for the whole value")
        }
        let syntax = try parser.pipe()
        guard parser.token == .end else { throw parser.unexpected() }
        return syntax
    }

    /// The expression that begins behind `\(`, and where its closing bracket ends.
    static func interpolation(_ source: Source, at start: Int) throws(ExpressionFailure) -> (syntax: Syntax, end: Int) {
        var parser = Parser(lexer: Lexer(source, at: start))
        try parser.advance()
        let syntax = try parser.pipe()
        guard parser.token == .symbol(")") else { throw parser.unclosed("(", from: start - 1) }
        return (syntax, parser.lexer.at)
    }

    private init(lexer: Lexer) { self.lexer = lexer }

    // MARK: Tokens

    mutating func advance() throws(ExpressionFailure) {
        behind = lexer.at
        (token, offset) = try lexer.next()
    }

    mutating func skip(_ symbol: String) throws(ExpressionFailure) -> Bool {
        guard token == .symbol(symbol) else { return false }
        try advance()
        return true
    }

    mutating func skip(word: String) throws(ExpressionFailure) -> Bool {
        guard token == .name(word) else { return false }
        try advance()
        return true
    }

    func failure(_ code: ExpressionFailure.Code, _ message: String, _ advice: String, at place: Int? = nil) -> ExpressionFailure
    {
        lexer.failure(code, message, advice, at: place ?? offset)
    }

    /// Runs `body` one level deeper; an expression nests at most 120 deep.
    private mutating func nested<Result>(
        _ body: (inout Parser) throws(ExpressionFailure) -> Result
    ) throws(ExpressionFailure) -> Result {
        depth += 1
        if depth > 120 {
            throw failure(.limit, "the expression nests deeper than 120", "give parts of it a name under `define`")
        }
        let result = try body(&self)
        depth -= 1
        return result
    }

    // MARK: From loose to tight

    /// `a | b`, and `e as $x | body`, which reaches to the end.
    mutating func pipe() throws(ExpressionFailure) -> Syntax {
        try nested { (parser) throws(ExpressionFailure) in try parser.pipeline() }
    }

    private mutating func pipeline() throws(ExpressionFailure) -> Syntax {
        var left = try binding()
        while token == .symbol(",") {
            let place = offset
            try advance()
            left = Syntax(kind: .both(left, try binding()), offset: place)
        }
        let place = offset
        guard try skip("|") else { return left }
        return Syntax(kind: .pipe(left, try pipe()), offset: place)
    }

    private mutating func binding() throws(ExpressionFailure) -> Syntax {
        let start = offset
        let source = try alternative()
        guard token == .name("as") else { return source }
        guard term.start == start, term.end == behind else {
            throw failure(
                .ambiguous, "jq 1.7 and 1.8 take different sources for this `as`",
                "put the source in parentheses: (\(lexer.source.text(start..<behind))) as …", at: start)
        }
        try advance()
        let patterns = try patterns()
        guard try skip("|") else {
            throw failure(.syntax, "\(token.told) where `|` should stand", "write `e as $name | …`: a variable needs a use")
        }
        return Syntax(kind: .bind(source, patterns, try pipe()), offset: start)
    }

    /// `a // b`, to the right. Also what `{key: …}` takes before a `|`.
    mutating func alternative() throws(ExpressionFailure) -> Syntax {
        try nested { (parser) throws(ExpressionFailure) in
            let left = try parser.disjunction()
            try parser.refuseAssignment()
            let place = parser.offset
            guard try parser.skip("//") else { return left }
            return Syntax(kind: .alternative(left, try parser.alternative()), offset: place)
        }
    }

    private mutating func disjunction() throws(ExpressionFailure) -> Syntax {
        var left = try conjunction()
        while token == .name("or") {
            let place = offset
            try advance()
            left = Syntax(kind: .or(left, try conjunction()), offset: place)
        }
        return left
    }

    private mutating func conjunction() throws(ExpressionFailure) -> Syntax {
        var left = try comparison()
        while token == .name("and") {
            let place = offset
            try advance()
            left = Syntax(kind: .and(left, try comparison()), offset: place)
        }
        return left
    }

    private mutating func comparison() throws(ExpressionFailure) -> Syntax {
        let left = try sum()
        guard let sign = sign(among: ["==", "!=", "<", "<=", ">", ">="]) else { return left }
        let place = offset
        try advance()
        let right = try sum()
        if self.sign(among: ["==", "!=", "<", "<=", ">", ">="]) != nil {
            throw failure(.syntax, "comparisons cannot be chained", "join two comparisons with `and`")
        }
        return Syntax(kind: .binary(sign, left, right), offset: place)
    }

    private mutating func sum() throws(ExpressionFailure) -> Syntax {
        var left = try product()
        while let sign = sign(among: ["+", "-"]) {
            let place = offset
            try advance()
            left = Syntax(kind: .binary(sign, left, try product()), offset: place)
        }
        return left
    }

    private mutating func product() throws(ExpressionFailure) -> Syntax {
        var left = try operand()
        while let sign = sign(among: ["*", "/", "%"]) {
            let place = offset
            try advance()
            left = Syntax(kind: .binary(sign, left, try operand()), offset: place)
        }
        return left
    }

    /// jq's minus binds as loosely as the one between two values: `-a * b` is `-(a * b)`.
    private mutating func operand() throws(ExpressionFailure) -> Syntax {
        let place = offset
        guard try skip("-") else { return try postfix() }
        return try nested { (parser) throws(ExpressionFailure) in Syntax(kind: .negate(try parser.product()), offset: place) }
    }

    private func sign(among signs: Set<String>) -> Syntax.Operator? {
        guard case .symbol(let text) = token, signs.contains(text) else { return nil }
        return Syntax.Operator(rawValue: text)
    }

    /// A term with all that is hung behind it.
    mutating func postfix() throws(ExpressionFailure) -> Syntax {
        let start = offset
        var syntax = try nested { (parser) throws(ExpressionFailure) in try parser.primary() }
        while let next = try suffix(of: syntax) { syntax = next }
        if token == .symbol("?//") {
            throw failure(.syntax, "`?//` joins patterns of `as`", "write `? //` with a blank for a default value")
        }
        if !isAttempt(syntax, from: start) { term = (start, behind) }
        return syntax
    }

    /// `try …` is no term to `as`: jq 1.7 lets the `as` into it, 1.8 does not.
    private func isAttempt(_ syntax: Syntax, from start: Int) -> Bool {
        if case .attempt = syntax.kind { return lexer.source.bytes[start...].starts(with: Array("try".utf8)) }
        return false
    }
}
