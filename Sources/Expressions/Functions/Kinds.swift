/// What a value is, errors, and the ways to and from text.
let kindFunctions: [String: Function] = [
    "empty/0": .taking { _ in .many { (_, _, _) throws(Fault) in } },
    "not/0": .plain { (input, _) throws(Fault) in .bool(!input.isTrue) },
    "type/0": .plain { (input, _) throws(Fault) in .string(input.kind) },
    "error/0": .plain { (input, _) throws(Fault) in throw Fault(.error(input)) },
    "error/1": .values(.firstOutermost) { (_, values, _) throws(Fault) in throw Fault(.error(values[0])) },
    "halt/0": .plain { (_, _) throws(Fault) in throw Fault(.halt) },
    "halt_error/0": .plain { (input, _) throws(Fault) in throw Fault(.halted(input)) },
    "halt_error/1": .values(.firstOutermost) { (input, _, _) throws(Fault) in throw Fault(.halted(input)) },
    "debug/0": .plain { (input, _) throws(Fault) in input },
    "debug/1": .taking { _ in .identity },
    "stderr/0": .plain { (input, _) throws(Fault) in input },
    "select/1": .taking(select),
    "values/0": chosen { !$0.isNull },
    "nulls/0": chosen { $0.isNull },
    "booleans/0": chosen { $0.kind == "boolean" },
    "numbers/0": chosen { $0.double != nil },
    "strings/0": chosen { $0.text != nil },
    "arrays/0": chosen { $0.elements != nil },
    "objects/0": chosen { $0.kind == "object" },
    "iterables/0": chosen { $0.isContainer },
    "scalars/0": chosen { !$0.isContainer },
    "tojson/0": .plain { (input, machine) throws(Fault) in .string(try machine.encodedText(of: input)) },
    "fromjson/0": .plain(fromJSON),
    "tostring/0": .plain { (input, machine) throws(Fault) in .string(try machine.text(of: input)) },
    "tonumber/0": .plain(toNumber),
    "toboolean/0": .plain(toBoolean),
    "toarray/0": .plain { (input, _) throws(Fault) in input.elements == nil ? .array([input]) : input },
    "builtins/0": .plain { (_, machine) throws(Fault) in try machine.make(elements: functions.keys.sorted().map(JSON.string)) },
    "have_literal_numbers/0": .plain { (_, _) throws(Fault) in true },
    "have_decnum/0": .plain { (_, _) throws(Fault) in true },
]

extension JSON {
    var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}

private func chosen(_ test: @escaping @Sendable (JSON) -> Bool) -> Function {
    .taking { _ in
        .many { (input, machine, emit) throws(Fault) in
            if test(input) { try emit(input, &machine) }
        }
    }
}

@Sendable private func select(_ arguments: [Code]) -> Code {
    let test = arguments[0]
    return .many { (input, machine, emit) throws(Fault) in
        if case .one(let test) = test {
            if try test(input, &machine).isTrue { try emit(input, &machine) }
        } else {
            try test.run(input, &machine) { (holds, machine) throws(Fault) in
                if holds.isTrue { try emit(input, &machine) }
            }
        }
    }
}

/// Strict JSON, and by itself any number that `tonumber` reads.
@Sendable private func fromJSON(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    guard case .string(let text) = input else { throw Fault("\(told(input)) only strings can be parsed") }
    try machine.make(text.utf8.count * 4)
    do throws(JSONFailure) {
        return try JSON(parsing: text)
    } catch {
        // jq reads some numbers that JSON does not have.
        if let number = number(in: text) { return number }
        throw Fault("\(error.message) at line \(error.line), column \(error.column) (while parsing '\(text)')")
    }
}

@Sendable private func toNumber(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch input {
    case .integer, .number: return input
    case .string(let text):
        if let number = number(in: text) { return number }
        throw Fault("\(told(input)) cannot be parsed as a number")
    default: throw Fault("\(told(input)) cannot be parsed as a number")
    }
}

/// A number as jq reads it from a text: JSON's, and `+1`, `.5`, `5.`, `007`, `nan`, `-Infinity`.
private func number(in text: String) -> JSON? {
    var digits = Substring(text)
    let sign = digits.first == "-" || digits.first == "+" ? String(digits.removeFirst()) : ""
    switch digits.lowercased() {
    case "nan": return .number(.nan)
    case "inf", "infinity": return .number(sign == "-" ? -.infinity : .infinity)
    default: break
    }
    guard digits.utf8.contains(where: isDigit) else { return nil }
    guard digits.utf8.allSatisfy({ isDigit($0) || [".", "e", "E", "+", "-"].contains(Character(Unicode.Scalar($0))) }) else {
        return nil
    }
    if let whole = Int64(sign + digits) { return whole == 0 && sign == "-" ? .number(-0.0) : .integer(whole) }
    guard let value = Double((sign == "-" ? "-" : "") + digits) else { return nil }
    return digits.contains("e") || digits.contains("E") ? JSON(result: value) : .number(value)
}

@Sendable private func toBoolean(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch input {
    case .bool: return input
    case .string("true"): return true
    case .string("false"): return false
    default: throw Fault("\(told(input)) cannot be parsed as a boolean")
    }
}
