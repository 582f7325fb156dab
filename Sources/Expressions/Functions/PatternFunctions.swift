/// Regular expressions: literals, compiled with the expression.
let patternFunctions: [String: Function] = [
    "test/1": searching { search in
        .one { (input, machine) throws(Fault) in .bool(try !search.matches(in: input, &machine).isEmpty) }
    },
    "test/2": searching { search in
        .one { (input, machine) throws(Fault) in .bool(try !search.matches(in: input, &machine).isEmpty) }
    },
    "match/1": searching { search in matches(search) },
    "match/2": searching { search in matches(search) },
    "capture/1": searching { search in captures(search) },
    "capture/2": searching { search in captures(search) },
    "scan/1": searching(global: true) { search in scans(search) },
    "scan/2": searching(global: true) { search in scans(search) },
    "split/2": searching(global: true) { search in
        let parts = parts(search)
        return .one { (input, machine) throws(Fault) in try machine.make(elements: try parts.all(input, &machine)) }
    },
    "splits/1": searching(global: true) { search in parts(search) },
    "splits/2": searching(global: true) { search in parts(search) },
    "sub/2": replacing(global: false), "sub/3": replacing(global: false),
    "gsub/2": replacing(global: true), "gsub/3": replacing(global: true),
]

/// A compiled pattern and how it is asked.
struct PatternSearch: Sendable {
    let pattern: CompiledPattern
    let extent: CompiledPattern.Extent

    func matches(in input: JSON, _ machine: inout Machine) throws(Fault) -> [CompiledPattern.Match] {
        guard case .string(let text) = input else { throw Fault("\(told(input)) cannot be matched, as it is not a string") }
        try machine.touch(text.utf8.count * 4)
        do throws(BuiltinFailure) {
            return try pattern.search(text, extent)
        } catch {
            throw Fault(error.message)
        }
    }
}

// MARK: Compiling

private func searching(global: Bool = false, _ body: @escaping @Sendable (PatternSearch) -> Code) -> Function {
    .form { (compiler, arguments, _) throws(ExpressionFailure) in
        body(try compiler.search(arguments[0], flags: arguments.count > 1 ? arguments[1] : nil, global: global))
    }
}

extension Compiler {
    /// A pattern and its flags, each a literal; `["pattern", "flags"]` is one too.
    func search(_ pattern: Syntax, flags: Syntax?, global: Bool) throws(ExpressionFailure) -> PatternSearch {
        if case .array(let inner?) = pattern.kind, flags == nil {
            if case .both(let first, let second) = inner.kind { return try search(first, flags: second, global: global) }
            return try search(inner, flags: nil, global: global)
        }
        let text = try literal(pattern, "a regular expression")
        let letters =
            try flags.map { (flags) throws(ExpressionFailure) in try literal(flags, "the flags of a regular expression") } ?? ""
        do throws(BuiltinFailure) {
            let compiled = try builtins.compilePattern(text, letters.filter { $0 != "g" })
            return PatternSearch(pattern: compiled, extent: global || letters.contains("g") ? .all : .first)
        } catch {
            throw failure(.pattern, error.message, error.advice, at: pattern.offset)
        }
    }

    private func literal(_ syntax: Syntax, _ what: String) throws(ExpressionFailure) -> String {
        switch syntax.kind {
        case .constant(.string(let text)): return text
        case .constant(.null): return ""
        default:
            throw failure(
                .pattern, "\(what) must be a text in quotes",
                "write it out; choose between several with if … then … else … end",
                at: syntax.offset)
        }
    }
}

// MARK: What is made of matches

private func matches(_ search: PatternSearch) -> Code {
    .many { (input, machine, emit) throws(Fault) in
        for match in try search.matches(in: input, &machine) {
            try machine.make(400 + match.groups.count * 200)
            try emit(described(match, in: (input.text ?? "")), &machine)
        }
    }
}

/// jq's match object.
private func described(_ match: CompiledPattern.Match, in text: String) -> JSON {
    func object(_ span: CompiledPattern.Span?) -> JSONObject {
        JSONObject(distinct: [
            ("offset", .integer(Int64(span?.scalars.lowerBound ?? -1))),
            ("length", .integer(Int64(span?.scalars.count ?? 0))),
            ("string", part(span, of: text)),
        ])
    }
    var whole = object(match.whole)
    whole["captures"] = .array(
        match.groups.map { group in
            var capture = object(group.span)
            capture["name"] = group.name.map(JSON.string) ?? .null
            return .object(capture)
        })
    return .object(whole)
}

private func part(_ span: CompiledPattern.Span?, of text: String) -> JSON {
    guard let span else { return .null }
    return .string(cut(text, span.utf8))
}

private func cut(_ text: String, _ range: Range<Int>) -> String {
    String(decoding: text.utf8.dropFirst(range.lowerBound).prefix(range.count), as: UTF8.self)
}

/// The named groups of a match.
private func names(_ match: CompiledPattern.Match, in text: String) -> JSON {
    var object = JSONObject()
    for group in match.groups {
        if let name = group.name { object[name] = part(group.span, of: text) }
    }
    return .object(object)
}

private func captures(_ search: PatternSearch) -> Code {
    .many { (input, machine, emit) throws(Fault) in
        for match in try search.matches(in: input, &machine) {
            try machine.make(match.groups.count * 100)
            try emit(names(match, in: (input.text ?? "")), &machine)
        }
    }
}

private func scans(_ search: PatternSearch) -> Code {
    .many { (input, machine, emit) throws(Fault) in
        let text = (input.text ?? "")
        for match in try search.matches(in: input, &machine) {
            try machine.make(match.whole.utf8.count + match.groups.count * 40)
            let found =
                match.groups.isEmpty ? part(match.whole, of: text) : .array(match.groups.map { part($0.span, of: text) })
            try emit(found, &machine)
        }
    }
}

private func parts(_ search: PatternSearch) -> Code {
    .many { (input, machine, emit) throws(Fault) in
        let text = (input.text ?? "")
        var start = 0
        for match in try search.matches(in: input, &machine) {
            try emit(try machine.make(text: cut(text, start..<match.whole.utf8.lowerBound)), &machine)
            start = match.whole.utf8.upperBound
        }
        try emit(try machine.make(text: cut(text, start..<text.utf8.count)), &machine)
    }
}

/// `sub`, `gsub`: the replacement sees the named groups as `.`. Where it has several outputs, the first of each match make the
/// first result, the second ones the second, and so on.
private func replacing(global: Bool) -> Function {
    .form { (compiler, arguments, _) throws(ExpressionFailure) in
        let search = try compiler.search(arguments[0], flags: arguments.count > 2 ? arguments[2] : nil, global: global)
        let replacement = try compiler.compile(arguments[1])
        return .many { (input, machine, emit) throws(Fault) in
            let text = (input.text ?? "")
            var results: [JSON] = []
            var start = 0
            for match in try search.matches(in: input, &machine) {
                let gap = JSON.string(cut(text, start..<match.whole.utf8.lowerBound))
                for (place, insert) in try replacement.all(names(match, in: text), &machine).enumerated() {
                    let before = try add(place < results.count ? results[place] : .null, gap, &machine)
                    let joined = try add(before, insert, &machine)
                    if place < results.count { results[place] = joined } else { results.append(joined) }
                }
                start = match.whole.utf8.upperBound
            }
            if results.isEmpty { return try emit(input, &machine) }
            let rest = JSON.string(cut(text, start..<text.utf8.count))
            for result in results { try emit(try add(result, rest, &machine), &machine) }
        }
    }
}
