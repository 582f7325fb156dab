typealias One = @Sendable (JSON, inout Machine) throws(Fault) -> JSON
typealias Emit = (JSON, inout Machine) throws(Fault) -> Void
typealias Many = @Sendable (JSON, inout Machine, Emit) throws(Fault) -> Void

/// A compiled piece of an expression: a function from an input to exactly one output, or to any number of them.
/// Generators hand each output on before they make the next, so `first` and `limit` stop them in time.
enum Code: Sendable {
    case one(One)
    case many(Many)

    @inline(__always)
    func run(_ input: JSON, _ machine: inout Machine, _ emit: Emit) throws(Fault) {
        switch self {
        case .one(let one): try emit(try one(input, &machine), &machine)
        case .many(let many): try many(input, &machine, emit)
        }
    }

    /// The first output, or nil where there is none; nothing behind it is evaluated.
    func first(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON? {
        switch self {
        case .one(let one): return try one(input, &machine)
        case .many(let many):
            var found: JSON?
            try stopping(&machine) { (machine, stop) throws(Fault) in
                try many(input, &machine) { (output, _) throws(Fault) in
                    found = output
                    throw stop
                }
            }
            return found
        }
    }

    /// All outputs.
    func all(_ input: JSON, _ machine: inout Machine) throws(Fault) -> [JSON] {
        switch self {
        case .one(let one): return [try one(input, &machine)]
        case .many(let many):
            var outputs: [JSON] = []
            try many(input, &machine) { (output, machine) throws(Fault) in
                try machine.make(24)
                outputs.append(output)
            }
            return outputs
        }
    }

    static let identity = Code.one { (input, _) throws(Fault) in input }

    static func constant(_ value: JSON) -> Code { .one { (_, _) throws(Fault) in value } }
}

/// Runs `body`, which may throw the stop it is given to end early.
func stopping(_ machine: inout Machine, _ body: (inout Machine, Fault) throws(Fault) -> Void) throws(Fault) {
    let number = machine.newStop()
    do throws(Fault) {
        try body(&machine, Fault(.stop(number)))
    } catch {
        guard case .stop(number) = error.kind else { throw error }
    }
}

// MARK: Putting code together

/// `a | b`
func piped(_ a: Code, _ b: Code) -> Code {
    switch (a, b) {
    case (.one(let a), .one(let b)):
        return .one { (input, machine) throws(Fault) in try b(try a(input, &machine), &machine) }
    case (.one(let a), .many(let b)):
        return .many { (input, machine, emit) throws(Fault) in try b(try a(input, &machine), &machine, emit) }
    case (.many(let a), .one(let b)):
        return .many { (input, machine, emit) throws(Fault) in
            try a(input, &machine) { (output, machine) throws(Fault) in try emit(try b(output, &machine), &machine) }
        }
    case (.many(let a), .many(let b)):
        return .many { (input, machine, emit) throws(Fault) in
            try a(input, &machine) { (output, machine) throws(Fault) in try b(output, &machine, emit) }
        }
    }
}

/// `f(a, b)` for every pair of outputs, `b`'s outermost, as jq has it for its operators.
func combined(
    _ a: Code, _ b: Code, _ join: @escaping @Sendable (JSON, JSON, inout Machine) throws(Fault) -> JSON
) -> Code {
    if case .one(let a) = a, case .one(let b) = b {
        return .one { (input, machine) throws(Fault) in
            let right = try b(input, &machine)
            try machine.step()
            return try join(try a(input, &machine), right, &machine)
        }
    }
    return .many { (input, machine, emit) throws(Fault) in
        try b.run(input, &machine) { (right, machine) throws(Fault) in
            try a.run(input, &machine) { (left, machine) throws(Fault) in
                try machine.step()
                try emit(try join(left, right, &machine), &machine)
            }
        }
    }
}

/// `f(input, values)` for every choice of outputs of the arguments, the outermost loop first in `arguments`.
func applied(_ arguments: [Code], _ body: Code.Body) -> Code {
    let singles = arguments.compactMap { (code) -> One? in if case .one(let one) = code { one } else { nil } }
    if case .one(let one) = body, singles.count == arguments.count {
        return .one { (input, machine) throws(Fault) in
            var values: [JSON] = []
            values.reserveCapacity(singles.count)
            for single in singles { values.append(try single(input, &machine)) }
            return try one(input, values, &machine)
        }
    }
    return .many { (input, machine, emit) throws(Fault) in
        try choose(arguments[...], [], input, &machine) { (values, machine) throws(Fault) in
            switch body {
            case .one(let one): try emit(try one(input, values, &machine), &machine)
            case .many(let many): try many(input, values, &machine, emit)
            }
        }
    }
}

private func choose(
    _ arguments: ArraySlice<Code>, _ chosen: [JSON], _ input: JSON, _ machine: inout Machine,
    _ emit: ([JSON], inout Machine) throws(Fault) -> Void
) throws(Fault) {
    guard let next = arguments.first else { return try emit(chosen, &machine) }
    try next.run(input, &machine) { (value, machine) throws(Fault) in
        try choose(arguments.dropFirst(), chosen + [value], input, &machine, emit)
    }
}

extension Code {
    /// A function of an input and of values already at hand.
    enum Body: Sendable {
        case one(@Sendable (JSON, [JSON], inout Machine) throws(Fault) -> JSON)
        case many(@Sendable (JSON, [JSON], inout Machine, Emit) throws(Fault) -> Void)
    }
}
