import Spelling

extension Parser {
    /// A value by itself: before anything is hung behind it.
    mutating func primary() throws(ExpressionFailure) -> Syntax {
        let start = offset
        switch token {
        case .number(let value):
            try advance()
            return Syntax(kind: .constant(value), offset: start)
        case .field(let name):
            try advance()
            return try optionally(Syntax(kind: .identity, offset: start), key: name, start)
        case .variable(let name):
            try advance()
            return variable(name, start)
        case .format(let name):
            return try formatted(name)
        case .quote:
            return try text(format: "text")
        case .name(let name):
            return try word(name)
        case .symbol(let symbol):
            return try bracketed(symbol)
        case .end:
            throw failure(
                .syntax, "the expression ends where a value should stand", "write . for the whole value, or finish it")
        }
    }

    func variable(_ name: String, _ start: Int) -> Syntax {
        guard name == "__loc__" else { return Syntax(kind: .variable(name), offset: start) }
        let line = lexer.source.place(of: start).line
        return Syntax(kind: .constant(["file": "<top-level>", "line": .integer(Int64(line))]), offset: start)
    }

    private mutating func formatted(_ name: String) throws(ExpressionFailure) -> Syntax {
        let start = offset
        guard formats.contains(name) else {
            let nearest =
                Spelling.nearest(to: name, in: formats.sorted()).map { "did you mean @\($0)?" }
                ?? "the formats are \(formatList)"
            throw failure(.unknown, "there is no format `@\(name)`", nearest)
        }
        try advance()
        guard token == .quote else { return Syntax(kind: .format(name), offset: start) }
        return try text(format: name)
    }

    private mutating func bracketed(_ symbol: String) throws(ExpressionFailure) -> Syntax {
        let start = offset
        switch symbol {
        case ".":
            try advance()
            let whole = Syntax(kind: .identity, offset: start)
            guard token == .quote || isFormat else { return whole }
            return try optionally(whole, key: try key(), start)
        case "..":
            try advance()
            return Syntax(kind: .everything, offset: start)
        case "(":
            try advance()
            let inner = try pipe()
            guard try skip(")") else { throw unclosed("(", from: start) }
            return inner
        case "[":
            try advance()
            if try skip("]") { return Syntax(kind: .array(nil), offset: start) }
            let inner = try pipe()
            guard try skip("]") else { throw unclosed("[", from: start) }
            return Syntax(kind: .array(inner), offset: start)
        case "{":
            return try object()
        default:
            throw unexpected()
        }
    }

    private var isFormat: Bool {
        if case .format = token { return true }
        return false
    }

    /// A text, or a formatted text, as a key.
    mutating func key() throws(ExpressionFailure) -> Syntax {
        guard case .format(let name) = token else { return try text(format: "text") }
        let syntax = try formatted(name)
        if case .format = syntax.kind { throw failure(.syntax, "`@\(name)` without its text", "write @\(name) \"…\"") }
        return syntax
    }

    // MARK: Behind a term

    /// The term with what stands right behind it, or nil where nothing belongs to it.
    mutating func suffix(of term: Syntax) throws(ExpressionFailure) -> Syntax? {
        let start = offset
        switch token {
        case .field(let name):
            try advance()
            return try optionally(term, key: name, start)
        case .symbol("."):
            try advance()
            if token == .symbol("[") { return try bracket(behind: term) }
            guard token == .quote || isFormat else {
                throw failure(.syntax, "a `.` with no name behind it", "write a field's name, a text or [ ] there", at: start)
            }
            return try optionally(term, key: try key(), start)
        case .symbol("["):
            return try bracket(behind: term)
        case .symbol("?"):
            try advance()
            return Syntax(kind: .attempt(term, catch: nil), offset: start)
        default:
            return nil
        }
    }

    private mutating func optionally(_ term: Syntax, key: String, _ start: Int) throws(ExpressionFailure) -> Syntax {
        try optionally(term, key: Syntax(kind: .constant(.string(key)), offset: start), start)
    }

    private mutating func optionally(_ term: Syntax, key: Syntax, _ start: Int) throws(ExpressionFailure) -> Syntax {
        Syntax(kind: .index(term, key, optional: try skip("?")), offset: start)
    }

    /// `[]`, `[k]`, `[a:b]`.
    private mutating func bracket(behind term: Syntax) throws(ExpressionFailure) -> Syntax {
        let start = offset
        try advance()
        if try skip("]") { return Syntax(kind: .iterate(term, optional: try skip("?")), offset: start) }
        if try skip(":") { return try slice(term, from: nil, start) }
        let key = try pipe()
        if try skip(":") { return try slice(term, from: key, start) }
        guard try skip("]") else { throw unclosed("[", from: start) }
        return Syntax(kind: .index(term, key, optional: try skip("?")), offset: start)
    }

    private mutating func slice(_ term: Syntax, from: Syntax?, _ start: Int) throws(ExpressionFailure) -> Syntax {
        var to: Syntax?
        if token != .symbol("]") { to = try pipe() }
        if from == nil, to == nil { throw failure(.syntax, "a slice without bounds", "write [2:], [:2] or [1:2]", at: start) }
        guard try skip("]") else { throw unclosed("[", from: start) }
        return Syntax(kind: .slice(term, from: from, to: to, optional: try skip("?")), offset: start)
    }
}
