/// Lengths, ranges, special numbers.
let numberFunctions: [String: Function] = [
    "length/0": .plain(length),
    "utf8bytelength/0": .plain { (input, _) throws(Fault) in
        guard case .string(let text) = input else { throw Fault("\(told(input)) only strings have UTF-8 byte length") }
        return .integer(Int64(text.utf8.count))
    },
    "abs/0": .plain { (input, machine) throws(Fault) in
        if input.double != nil { return try absolute(input, &machine) }
        return try machine.order(input, 0) == .before ? negate(input, &machine) : input
    },
    "infinite/0": .plain { (_, _) throws(Fault) in .number(.infinity) },
    "nan/0": .plain { (_, _) throws(Fault) in .number(.nan) },
    "isinfinite/0": tested { $0.isInfinite },
    "isnan/0": tested { $0.isNaN },
    "isnormal/0": tested { $0.isNormal },
    "isfinite/0": .plain { (input, _) throws(Fault) in .bool(input.double.map { !$0.isInfinite } ?? false) },
    "finites/0": kept { !$0.isInfinite },
    "normals/0": kept { $0.isNormal },
    "range/1": .generator(.firstOutermost) { (_, values, machine, emit) throws(Fault) in try count(0, values[0], &machine, emit)
    },
    "range/2": .generator(.firstOutermost) { (_, values, machine, emit) throws(Fault) in
        try count(values[0], values[1], &machine, emit)
    },
    "range/3": .generator(.firstOutermost) { (_, values, machine, emit) throws(Fault) in
        try count(values[0], values[1], by: values[2], &machine, emit)
    },
]

@Sendable func length(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch input {
    case .null: return 0
    case .bool: throw Fault("\(told(input)) has no length")
    case .integer, .number: return try absolute(input, &machine)
    case .string(let text):
        try machine.touch(text.utf8.count)
        return .integer(Int64(text.unicodeScalars.count))
    case .array(let elements): return .integer(Int64(elements.count))
    case .object(let object): return .integer(Int64(object.count))
    }
}

private func absolute(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    if case .number(let value) = input { return .number(value.magnitude) }
    return input.double ?? 0 < 0 ? try negate(input, &machine) : input
}

private func tested(_ test: @escaping @Sendable (Double) -> Bool) -> Function {
    .plain { (input, _) throws(Fault) in .bool(input.double.map(test) ?? false) }
}

private func kept(_ test: @escaping @Sendable (Double) -> Bool) -> Function {
    .taking { _ in
        .many { (input, machine, emit) throws(Fault) in
            if let value = input.double, test(value) { try emit(input, &machine) }
        }
    }
}

func number(_ value: JSON) throws(Fault) -> Double {
    guard let double = value.double else { throw Fault("\(told(value)) number required") }
    return double
}

private func count(_ from: JSON, _ to: JSON, _ machine: inout Machine, _ emit: Emit) throws(Fault) {
    guard from.double != nil, to.double != nil else { throw Fault("Range bounds must be numeric") }
    try count(from, to, by: 1, &machine, emit)
}

/// As jq: counts on while what it reached stands before the bound, whatever the bound is.
private func count(_ from: JSON, _ to: JSON, by step: JSON, _ machine: inout Machine, _ emit: Emit) throws(Fault) {
    let direction = try machine.order(step, 0)
    guard direction != .same else { return }
    let ahead: Order = direction == .after ? .before : .after
    var value = from
    while try machine.order(value, to) == ahead {
        try machine.step()
        try emit(value, &machine)
        value = try add(value, step, &machine)
    }
}
