typealias Operation = @Sendable (JSON, JSON, inout Machine) throws(Fault) -> JSON

let operations: [Syntax.Operator: Operation] = [
    .add: add, .subtract: subtract, .multiply: multiply, .divide: divide, .remainder: remainder,
    .equal: { (a, b, machine) throws(Fault) in .bool(try machine.isEqual(a, b)) },
    .notEqual: { (a, b, machine) throws(Fault) in .bool(try !machine.isEqual(a, b)) },
    .less: { (a, b, machine) throws(Fault) in .bool(try machine.order(a, b) == .before) },
    .lessOrEqual: { (a, b, machine) throws(Fault) in .bool(try machine.order(a, b) != .after) },
    .greater: { (a, b, machine) throws(Fault) in .bool(try machine.order(a, b) == .after) },
    .greaterOrEqual: { (a, b, machine) throws(Fault) in .bool(try machine.order(a, b) != .before) },
]

@Sendable func add(_ a: JSON, _ b: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch (a, b) {
    case (.null, let other), (let other, .null):
        return other
    case (.integer(let a), .integer(let b)):
        let (sum, overflows) = a.addingReportingOverflow(b)
        return overflows ? .number(Double(a) + Double(b)) : .integer(sum)
    case (.string(let a), .string(let b)):
        try machine.make(a.utf8.count + b.utf8.count)
        return .string(a + b)
    case (.array(let a), .array(let b)):
        return try machine.make(elements: a + b)
    case (.object(let a), .object(let b)):
        try machine.make((a.count + b.count) * 40)
        var sum = a
        for (key, value) in b.members { sum[key] = value }
        return .object(sum)
    default:
        guard let a = a.double, let b = b.double else { throw refused(a, b, "added") }
        return JSON(result: a + b)
    }
}

@Sendable func subtract(_ a: JSON, _ b: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch (a, b) {
    case (.integer(let a), .integer(let b)):
        let (difference, overflows) = a.subtractingReportingOverflow(b)
        return overflows ? .number(Double(a) - Double(b)) : .integer(difference)
    case (.array(let a), .array(let b)):
        return try machine.make(elements: try without(b, a, &machine))
    default:
        guard let a = a.double, let b = b.double else { throw refused(a, b, "subtracted") }
        return JSON(result: a - b)
    }
}

/// The elements of `a` that equal none of `b`: by hash where all are simple, else one by one.
private func without(_ b: [JSON], _ a: [JSON], _ machine: inout Machine) throws(Fault) -> [JSON] {
    try machine.step(a.count + b.count)
    if !b.contains(where: \.isContainer) {
        let out = Set(b)
        return a.filter { $0.isContainer || !out.contains($0) }
    }
    var kept: [JSON] = []
    for element in a {
        var isOut = false
        for other in b where !isOut { isOut = try machine.isEqual(element, other) }
        if !isOut { kept.append(element) }
    }
    return kept
}

@Sendable func multiply(_ a: JSON, _ b: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch (a, b) {
    case (.integer(let a), .integer(let b)):
        let (product, overflows) = a.multipliedReportingOverflow(by: b)
        if overflows || (product == 0 && (a < 0 || b < 0)) { return .number(Double(a) * Double(b)) }
        return .integer(product)
    case (.string(let text), .integer), (.string(let text), .number):
        return try repeated(text, b.double ?? 0, &machine)
    case (.integer, .string(let text)), (.number, .string(let text)):
        return try repeated(text, a.double ?? 0, &machine)
    case (.object(let a), .object(let b)):
        return .object(try merged(a, b, &machine))
    default:
        guard let a = a.double, let b = b.double else { throw refused(a, b, "multiplied") }
        return JSON(result: a * b)
    }
}

/// `"ab" * 3`: below zero and for not-a-number null; a fraction counts up to one, then down.
private func repeated(_ text: String, _ count: Double, _ machine: inout Machine) throws(Fault) -> JSON {
    if count < 0 || count.isNaN { return .null }
    let times = count < 1 ? 0 : count
    guard Double(text.utf8.count) * times < 0x7FFF_FFFF else { throw Fault("Repeat string result too long") }
    let copies = text.isEmpty ? 0 : Int(times)
    try machine.make(text.utf8.count * copies)
    return .string(String(repeating: text, count: copies))
}

/// Members of `b` into `a`, objects within objects likewise.
private func merged(_ a: JSONObject, _ b: JSONObject, _ machine: inout Machine) throws(Fault) -> JSONObject {
    try machine.make((a.count + b.count) * 40)
    var sum = a
    for (key, value) in b.members {
        if case .object(let inner) = value, case .object(let outer)? = sum[key] {
            sum[key] = .object(try merged(outer, inner, &machine))
        } else {
            sum[key] = value
        }
    }
    return sum
}

@Sendable func divide(_ a: JSON, _ b: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch (a, b) {
    case (.string(let a), .string(let b)):
        return try split(a, by: b, &machine)
    case (.integer(let dividend), .integer(let divisor)) where divisor != 0 && divisor != -1 && dividend % divisor == 0:
        if dividend == 0, divisor < 0 { return .number(-0.0) }
        return .integer(dividend / divisor)
    default:
        guard let dividend = a.double, let divisor = b.double else { throw refused(a, b, "divided") }
        if divisor == 0 { throw refused(a, b, "divided because the divisor is zero") }
        return JSON(result: dividend / divisor)
    }
}

/// Whole numbers only: both sides are cut to 64 bits, and the sign is that of the left.
@Sendable func remainder(_ a: JSON, _ b: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    guard let dividend = a.double, let divisor = b.double else { throw refused(a, b, "divided") }
    if dividend.isNaN || divisor.isNaN { return .number(.nan) }
    let (left, right) = (whole(a, dividend), whole(b, divisor))
    if right == 0 { throw refused(a, b, "divided (remainder) because the divisor is zero") }
    let rest = left.magnitude % right.magnitude
    return .integer(left < 0 ? Int64(truncatingIfNeeded: 0 &- rest) : Int64(truncatingIfNeeded: rest))
}

private func whole(_ value: JSON, _ double: Double) -> Int64 {
    if case .integer(let value) = value { return value }
    if double >= 0x1p63 { return .max }
    return double < -0x1p63 ? .min : Int64(double)
}

@Sendable func negate(_ value: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch value {
    case .integer(.min): return .number(0x1p63)
    case .integer(0): return .number(-0.0)
    case .integer(let value): return .integer(-value)
    case .number(let value): return .number(-value)
    default: throw Fault("\(told(value)) cannot be negated")
    }
}

private func refused(_ a: JSON, _ b: JSON, _ done: String) -> Fault {
    Fault("\(told(a)) and \(told(b)) cannot be \(done)")
}
