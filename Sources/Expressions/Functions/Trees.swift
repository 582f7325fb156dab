/// Walking through all a value holds.
let treeFunctions: [String: Function] = [
    "recurse/0": .taking { _ in .many(descend) },
    "recurse/1": .refused("`recurse(f)` has no bound", "write recurse(f; condition), or .. for all that a value holds"),
    "recurse/2": .taking { arguments in
        .many { (input, machine, emit) throws(Fault) in try recurse(arguments[0], while: arguments[1], input, &machine, emit) }
    },
    "walk/1": .taking { arguments in
        .many { (input, machine, emit) throws(Fault) in try walk(input, arguments[0], &machine, emit) }
    },
    "tostream/0": .taking { _ in
        .many { (input, machine, emit) throws(Fault) in try stream(input, [], isTop: true, &machine, emit) }
    },
    "fromstream/1": .taking(fromStream),
    "truncate_stream/1": .taking { arguments in
        .many { (input, machine, emit) throws(Fault) in
            try truncated(arguments[0], by: input, &machine, emit)
        }
    },
]

/// How many generations of arrays and objects `recurse(f; condition)` follows: each may hold the one before it, and a value that
/// nests deeper would overrun the stack when it is let go.
private let generations = 10_000

/// The input, then for each output of `next` that holds the condition the same again. With a list of its own instead of calls
/// within calls, so that no input can exhaust the stack.
private func recurse(_ next: Code, while condition: Code, _ input: JSON, _ machine: inout Machine, _ emit: Emit) throws(Fault) {
    var waiting = [(value: input, generation: 0, fault: Fault?.none)]
    while let (value, generation, fault) = waiting.popLast() {
        if let fault { throw fault }
        if generation > generations { throw Fault("recurse goes deeper than \(generations) generations") }
        try machine.step()
        try emit(value, &machine)
        var found: [(JSON, Int, Fault?)] = []
        do throws(Fault) {
            try next.run(value, &machine) { (child, machine) throws(Fault) in
                try condition.run(child, &machine) { (holds, machine) throws(Fault) in
                    try machine.make(24)
                    if holds.isTrue { found.append((child, child.isContainer ? generation + 1 : 0, nil)) }
                }
            }
        } catch {
            guard case .error = error.kind else { throw error }
            // What came before the error is still to be followed.
            found.append((.null, generation, error))
        }
        waiting.append(contentsOf: found.reversed())
    }
}

/// From the leaves up: every value is replaced by the outputs of `each`.
private func walk(_ value: JSON, _ each: Code, _ machine: inout Machine, _ emit: Emit) throws(Fault) {
    try machine.step()
    let inner = Code.many { (value, machine, emit) throws(Fault) in try walk(value, each, &machine, emit) }
    switch value {
    case .array(let elements):
        var walked: [JSON] = []
        for element in elements { walked += try inner.all(element, &machine) }
        try each.run(try machine.make(elements: walked), &machine, emit)
    case .object:
        try each.run(try mapValues(value, inner, &machine), &machine, emit)
    default:
        try each.run(value, &machine, emit)
    }
}

/// `[path, leaf]` for each leaf, `[path]` behind the last one of each array and object.
private func stream(_ value: JSON, _ path: [JSON], isTop: Bool, _ machine: inout Machine, _ emit: Emit) throws(Fault) {
    let members: [(JSON, JSON)] =
        switch value {
        case .array(let elements): elements.enumerated().map { (.integer(Int64($0)), $1) }
        case .object(let object): object.members.map { (.string($0.key), $0.value) }
        default: []
        }
    try machine.make(path.count * 24 + 24)
    guard let last = members.last else { return try emit([.array(path), value], &machine) }
    for (key, member) in members { try stream(member, path + [key], isTop: false, &machine, emit) }
    try emit([.array(path + [last.0])], &machine)
}

private func truncated(_ source: Code, by depth: JSON, _ machine: inout Machine, _ emit: Emit) throws(Fault) {
    try source.run(.null, &machine) { (event, machine) throws(Fault) in
        let path = try indexed(event, by: 0, &machine)
        guard try machine.order(try length(path, &machine), depth) == .after, case .array(var parts) = event else { return }
        parts[0] = try sliced(path, from: depth, to: .null, &machine)
        try emit(try machine.make(elements: parts), &machine)
    }
}

@Sendable private func fromStream(_ arguments: [Code]) -> Code {
    .many { (input, machine, emit) throws(Fault) in
        var built = JSON.null
        var isWhole = false
        try arguments[0].run(input, &machine) { (event, machine) throws(Fault) in
            if isWhole { (built, isWhole) = (.null, false) }
            guard case .array(let parts) = event, case .array(let path)? = parts.first else {
                throw Fault("Invalid streaming format: \(told(event))")
            }
            if parts.count == 2 {
                built = try replacing(path[...], in: built, with: parts[1], &machine)
                isWhole = path.isEmpty
            } else {
                isWhole = path.count == 1
            }
            if isWhole { try emit(built, &machine) }
        }
    }
}

private func replacing(_ path: ArraySlice<JSON>, in value: JSON, with leaf: JSON, _ machine: inout Machine) throws(Fault)
    -> JSON
{
    guard let key = path.first else { return leaf }
    let inner = try replacing(path.dropFirst(), in: try indexed(value, by: key, &machine), with: leaf, &machine)
    try machine.make(40)
    switch (value, key) {
    case (.null, .string(let name)): return .object(JSONObject(distinct: [(name, inner)]))
    case (.object(var object), .string(let name)):
        object[name] = inner
        return .object(object)
    case (.null, .integer(0)): return .array([inner])
    case (.array(var elements), .integer(let place)) where place >= 0 && place <= elements.count:
        if place == elements.count { elements.append(inner) } else { elements[Int(place)] = inner }
        return .array(elements)
    default: throw Fault("Cannot index \(value.kind) with \(told(key))")
    }
}
