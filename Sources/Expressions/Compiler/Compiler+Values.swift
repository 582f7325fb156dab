extension Compiler {
    /// `[e]`
    mutating func array(_ inner: Syntax?) throws(ExpressionFailure) -> Code {
        guard let inner else { return .constant(.array([])) }
        let code = try compile(inner)
        return .one { (input, machine) throws(Fault) in
            try machine.step()
            return .array(try code.all(input, &machine))
        }
    }

    /// `{k: v}`: one object for every choice of outputs, the first member's outermost.
    mutating func object(_ entries: [Syntax.Entry]) throws(ExpressionFailure) -> Code {
        var members: [(key: Code, value: Code, offset: Int)] = []
        var fixed: [(key: String, value: One)] = []
        for entry in entries {
            let value = try compile(entry.value)
            if case .constant(.string(let key)) = entry.key.kind, case .one(let one) = value { fixed.append((key, one)) }
            members.append((try compile(entry.key), value, entry.key.offset))
        }
        let names = fixed.map(\.key)
        if fixed.count == entries.count, Set(names.map(ExactText.init)).count == names.count { return plainObject(fixed) }
        return .many { [members] (input, machine, emit) throws(Fault) in
            try build(members[...], JSONObject(), input, &machine, emit)
        }
    }

    /// Known keys, one value each: the usual case.
    private func plainObject(_ members: [(key: String, value: One)]) -> Code {
        .one { (input, machine) throws(Fault) in
            try machine.make(members.count * 40)
            var built: [JSONObject.Member] = []
            built.reserveCapacity(members.count)
            for member in members { built.append((member.key, try member.value(input, &machine))) }
            return .object(JSONObject(distinct: built))
        }
    }

    /// `e[k]`: for every key, for every output of `e`.
    mutating func index(_ term: Syntax, _ key: Syntax, _ optional: Bool, at offset: Int) throws(ExpressionFailure) -> Code {
        if case .constant(.string(let name)) = key.kind { return field(name, of: try compile(term), optional, at: offset) }
        let (term, key) = (try compile(term), try compile(key))
        if optional {
            return .many { (input, machine, emit) throws(Fault) in
                try key.run(input, &machine) { (key, machine) throws(Fault) in
                    try term.run(input, &machine) { (value, machine) throws(Fault) in
                        if let found = try suppressed({ () throws(Fault) in try indexed(value, by: key, &machine) }) {
                            try emit(found, &machine)
                        }
                    }
                }
            }
        }
        return combined(term, key) { (value, key, machine) throws(Fault) in
            try placed(offset) { () throws(Fault) in try indexed(value, by: key, &machine) }
        }
    }

    /// `e.name`
    private func field(_ name: String, of term: Code, _ optional: Bool, at offset: Int) -> Code {
        let found: @Sendable (JSON) throws(Fault) -> JSON = { (value) throws(Fault) in
            switch value {
            case .object(let object): return object[name] ?? .null
            case .null: return .null
            default: throw Fault("Cannot index \(value.kind) with \(told(.string(name)))").located(at: offset)
            }
        }
        if optional {
            return piped(
                term,
                .many { (value, machine, emit) throws(Fault) in
                    switch value {
                    case .object, .null: try emit(try found(value), &machine)
                    default: break
                    }
                })
        }
        return piped(term, .one { (value, _) throws(Fault) in try found(value) })
    }

    /// `e[a:b]`: for every start, every end, every output of `e`.
    mutating func slice(
        _ term: Syntax, _ from: Syntax?, _ to: Syntax?, _ optional: Bool, at offset: Int
    ) throws(ExpressionFailure) -> Code {
        let term = try compile(term)
        let from = try compile(from ?? Syntax(kind: .constant(.null), offset: offset))
        let to = try compile(to ?? Syntax(kind: .constant(.null), offset: offset))
        let bounds = applied([from, to], .one { (_, values, _) throws(Fault) in .array(values) })
        let code = combined(term, bounds) { (value, bounds, machine) throws(Fault) in
            try placed(offset) { () throws(Fault) in try sliced(value, from: bounds[0], to: bounds[1], &machine) }
        }
        guard optional else { return code }
        return .many { (input, machine, emit) throws(Fault) in
            try bounds.run(input, &machine) { (bounds, machine) throws(Fault) in
                try term.run(input, &machine) { (value, machine) throws(Fault) in
                    let part = try suppressed { () throws(Fault) in try sliced(value, from: bounds[0], to: bounds[1], &machine)
                    }
                    if let part { try emit(part, &machine) }
                }
            }
        }
    }

    /// `e[]`
    func iteration(_ term: Code, _ optional: Bool, at offset: Int) -> Code {
        piped(
            term,
            .many { (value, machine, emit) throws(Fault) in
                switch value {
                case .array, .object: try iterate(value, &machine, emit)
                default:
                    if !optional { throw Fault("Cannot iterate over \(told(value))").located(at: offset) }
                }
            })
    }

    mutating func binary(_ sign: Syntax.Operator, _ a: Syntax, _ b: Syntax, at offset: Int) throws(ExpressionFailure) -> Code {
        guard let operation = operations[sign] else { preconditionFailure("no operation for \(sign.rawValue)") }
        return combined(try compile(a), try compile(b)) { (a, b, machine) throws(Fault) in
            try placed(offset) { () throws(Fault) in try operation(a, b, &machine) }
        }
    }
}

private func build(
    _ members: ArraySlice<(key: Code, value: Code, offset: Int)>, _ object: JSONObject, _ input: JSON, _ machine: inout Machine,
    _ emit: Emit
) throws(Fault) {
    guard let member = members.first else {
        return try emit(try machine.make(object: object), &machine)
    }
    try member.key.run(input, &machine) { (key, machine) throws(Fault) in
        guard case .string(let name) = key else {
            throw Fault("Cannot use \(told(key)) as object key").located(at: member.offset)
        }
        try member.value.run(input, &machine) { (value, machine) throws(Fault) in
            try machine.step()
            var object = object
            object[name] = value
            try build(members.dropFirst(), object, input, &machine, emit)
        }
    }
}

/// The value, or nil where `body` raises an error.
func suppressed(_ body: () throws(Fault) -> JSON) throws(Fault) -> JSON? {
    do throws(Fault) {
        return try body()
    } catch {
        guard case .error = error.kind else { throw error }
        return nil
    }
}

/// Gives a fault its place where it has none yet.
@inline(__always)
func placed(_ offset: Int, _ body: () throws(Fault) -> JSON) throws(Fault) -> JSON {
    do throws(Fault) { return try body() } catch { throw error.located(at: offset) }
}
