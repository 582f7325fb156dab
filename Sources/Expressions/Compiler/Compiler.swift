import Spelling

/// Turns syntax into code: names become slots and functions, patterns are compiled, and what is unknown is refused with its place.
struct Compiler {
    let source: Source
    let builtins: Builtins
    /// Expressions with a name, in the order they may use each other.
    let definitions: [String: Definition]
    /// The bound names an expression may use.
    let allowed: Set<String>
    /// Bound names used so far, each with its slot.
    private(set) var globals: [String: Int] = [:]
    private(set) var slotCount = 0
    /// How often definitions were put in place: each use is compiled anew, so uses of uses could double without end.
    private var inlined = 0
    /// Slots of the `as` variables in reach, the innermost last.
    private var locals: [(name: String, slot: Int)] = []

    init(source: Source, builtins: Builtins, definitions: [Definition], allowed: Set<String>) {
        self.source = source
        self.builtins = builtins
        self.allowed = allowed
        var table: [String: Definition] = [:]
        for definition in definitions { table[definition.name] = definition }
        self.definitions = table
    }

    func failure(_ code: ExpressionFailure.Code, _ message: String, _ advice: String, at offset: Int) -> ExpressionFailure {
        ExpressionFailure(code, message, advice, at: offset, in: source)
    }

    mutating func compile(_ syntax: Syntax) throws(ExpressionFailure) -> Code {
        let offset = syntax.offset
        switch syntax.kind {
        case .identity: return .identity
        case .everything: return .many(descend)
        case .constant(let value): return .constant(value)
        case .variable(let name): return try variable(name, at: offset)
        case .format(let name): return try compile(format: name)
        case .text(let format, let pieces): return try text(format, pieces, at: offset)
        case .array(let inner): return try array(inner)
        case .object(let entries): return try object(entries)
        case .index(let term, let key, let optional): return try index(term, key, optional, at: offset)
        case .slice(let term, let from, let to, let optional): return try slice(term, from, to, optional, at: offset)
        case .iterate(let term, let optional): return iteration(try compile(term), optional, at: offset)
        case .negate(let inner): return piped(try compile(inner), located(.one(negate), at: offset))
        case .pipe(let a, let b): return piped(try compile(a), try compile(b))
        case .both(let a, let b): return both(try compile(a), try compile(b))
        case .binary(let sign, let a, let b): return try binary(sign, a, b, at: offset)
        case .and(let a, let b): return junction(try compile(a), try compile(b), decides: false)
        case .or(let a, let b): return junction(try compile(a), try compile(b), decides: true)
        case .alternative(let a, let b): return alternative(try compile(a), try compile(b))
        case .condition(let test, let then, let otherwise):
            return condition(
                try compile(test), try compile(then),
                try otherwise.map { (syntax) throws(ExpressionFailure) in try compile(syntax) } ?? .identity)
        case .attempt(let body, let handler):
            return attempt(try compile(body), try handler.map { (syntax) throws(ExpressionFailure) in try compile(syntax) })
        case .bind(let term, let patterns, let body): return try bind(term, patterns, body, at: offset)
        case .call(let name, let arguments): return try call(name, arguments, at: offset)
        }
    }

    // MARK: Names

    private mutating func variable(_ name: String, at offset: Int) throws(ExpressionFailure) -> Code {
        if let local = locals.last(where: { $0.name == name }) { return .slot(local.slot) }
        guard allowed.contains(name) else { throw unknownVariable(name, at: offset) }
        if let slot = globals[name] { return .slot(slot) }
        let slot = newSlot()
        globals[name] = slot
        return .slot(slot)
    }

    private func unknownVariable(_ name: String, at offset: Int) -> ExpressionFailure {
        if name == "ENV" {
            return failure(
                .closed, "`$ENV` is left out of this language", "use $settings for what an operator sets", at: offset)
        }
        let known = Set(locals.map(\.name)).union(allowed)
        let advice =
            Spelling.nearest(to: name, in: known.sorted()).map { "did you mean $\($0)?" }
            ?? (known.isEmpty
                ? "bind it first: e as $\(name) | …"
                : "the names here are " + known.sorted().map { "$" + $0 }.joined(separator: " "))
        return failure(.unknown, "`$\(name)` is not defined", advice, at: offset)
    }

    mutating func newSlot() -> Int {
        slotCount += 1
        return slotCount - 1
    }

    /// Compiles with further variables in reach.
    mutating func compile(_ syntax: Syntax, with names: [(name: String, slot: Int)]) throws(ExpressionFailure) -> Code {
        locals += names
        let code = try compile(syntax)
        locals.removeLast(names.count)
        return code
    }

    // MARK: Calls

    private mutating func call(_ name: String, _ arguments: [Syntax], at offset: Int) throws(ExpressionFailure) -> Code {
        if arguments.isEmpty, let definition = definitions[name] { return try inline(definition, at: offset) }
        guard let function = functions["\(name)/\(arguments.count)"] else {
            if let more = builtins.more["\(name)/\(arguments.count)"] { return try outer(more, arguments, at: offset) }
            throw unknownFunction(name, arguments.count, at: offset)
        }
        switch function {
        case .plain(let one):
            return counted(.one(one), at: offset)
        case .values(let order, let body):
            let codes = try compile(arguments)
            return counted(evaluated(codes, order, .one(body)), at: offset)
        case .generator(let order, let body):
            let codes = try compile(arguments)
            return counted(evaluated(codes, order, .many(body)), at: offset)
        case .form(let form):
            return counted(try form(&self, arguments, offset), at: offset)
        }
    }

    /// A function that whoever compiles brings along.
    private mutating func outer(
        _ function: @escaping @Sendable ([JSON]) -> Result<JSON, BuiltinFailure>, _ arguments: [Syntax], at offset: Int
    ) throws(ExpressionFailure) -> Code {
        let body: Code.Body = .one { (_, values, machine) throws(Fault) in
            switch function(values) {
            case .failure(let failure): throw Fault(failure.message)
            case .success(let value):
                try machine.touch(value.text?.utf8.count ?? 1)
                return value
            }
        }
        return counted(applied(try compile(arguments), body), at: offset)
    }

    mutating func compile(_ arguments: [Syntax]) throws(ExpressionFailure) -> [Code] {
        var codes: [Code] = []
        for argument in arguments { codes.append(try compile(argument)) }
        return codes
    }

    /// A definition sees the bound names and its own `as` variables, none of the place that uses it.
    private mutating func inline(_ definition: Definition, at offset: Int) throws(ExpressionFailure) -> Code {
        inlined += 1
        guard inlined <= 1000 else {
            throw failure(
                .limit, "more than 1000 uses of definitions within one expression", "use each definition less often", at: offset
            )
        }
        var inner = Compiler(source: definition.source, builtins: builtins, definitions: definition.earlier, allowed: allowed)
        (inner.globals, inner.slotCount, inner.inlined) = (globals, slotCount, inlined)
        let code = try inner.compile(definition.syntax)
        (globals, slotCount, inlined) = (inner.globals, inner.slotCount, inner.inlined)
        // Places inside a definition belong to its own text: a fault is told at the call.
        return relocated(code, at: offset)
    }

    private func unknownFunction(_ name: String, _ count: Int, at offset: Int) -> ExpressionFailure {
        if definitions[name] != nil {
            return failure(.unknown, "`\(name)` under `define` takes no arguments", "write e | \(name)", at: offset)
        }
        if let way = outside(name) { return failure(.closed, "`\(name)` is left out of this language", way, at: offset) }
        let counts = functions.keys.compactMap { key in
            key.hasPrefix(name + "/") ? Int(key.dropFirst(name.utf8.count + 1)) : nil
        }
        if let nearest = counts.min(by: { abs($0 - count) < abs($1 - count) }) {
            let example = nearest == 0 ? name : "\(name)(" + Array(repeating: "…", count: nearest).joined(separator: "; ") + ")"
            let hint = count > 0 && nearest > 0 ? "; arguments are parted by `;`" : ""
            return failure(.unknown, "`\(name)/\(count)` is not defined", "write \(example)\(hint)", at: offset)
        }
        return failure(.unknown, "`\(name)/\(count)` is not defined", wayOut(name, count), at: offset)
    }

    private func wayOut(_ name: String, _ count: Int) -> String {
        let words = Set(functions.keys.map { String($0.prefix { $0 != "/" }) }).union(definitions.keys)
        let nearest = Spelling.nearest(to: name, in: words.sorted())
        if count > 0 { return nearest.map { "did you mean `\($0)`?" } ?? "give the expression a name under `define`" }
        let field = "write .\(name) for the field or \"\(name)\" for the text"
        return nearest.map { "did you mean `\($0)`? Else \(field)" } ?? field
    }
}

extension Code {
    static func slot(_ slot: Int) -> Code { .one { (_, machine) throws(Fault) in machine.slots[slot] } }
}

/// Evaluates arguments in the order the function has them: jq's own functions loop over the first outermost, C functions over the last.
private func evaluated(_ codes: [Code], _ order: Function.Order, _ body: Code.Body) -> Code {
    switch order {
    case .firstOutermost: return applied(codes, body)
    case .lastOutermost: return applied(codes.reversed(), reversing(body))
    }
}

private func reversing(_ body: Code.Body) -> Code.Body {
    switch body {
    case .one(let one): .one { (input, values, machine) throws(Fault) in try one(input, values.reversed(), &machine) }
    case .many(let many):
        .many { (input, values, machine, emit) throws(Fault) in try many(input, values.reversed(), &machine, emit) }
    }
}
