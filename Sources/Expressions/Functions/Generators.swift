/// Taking some outputs of a generator.
let generatorFunctions: [String: Function] = [
    "first/0": .plain { (input, machine) throws(Fault) in try indexed(input, by: 0, &machine) },
    "last/0": .plain { (input, machine) throws(Fault) in try indexed(input, by: -1, &machine) },
    "nth/1": .values(.firstOutermost) { (input, values, machine) throws(Fault) in try indexed(input, by: values[0], &machine) },
    "first/1": .taking { arguments in
        .many { (input, machine, emit) throws(Fault) in
            if let output = try arguments[0].first(input, &machine) { try emit(output, &machine) }
        }
    },
    "last/1": .taking { arguments in
        .many { (input, machine, emit) throws(Fault) in
            var last: JSON?
            try arguments[0].run(input, &machine) { (output, machine) throws(Fault) in
                try machine.step()
                last = output
            }
            if let last { try emit(last, &machine) }
        }
    },
    "isempty/1": .taking { arguments in
        .one { (input, machine) throws(Fault) in .bool(try arguments[0].first(input, &machine) == nil) }
    },
    "limit/2": counting("limit doesn't support negative count") { (count, source, input, machine, emit) throws(Fault) in
        guard count > 0 else { return }
        var left = count
        try stopping(&machine) { (machine, stop) throws(Fault) in
            try source.run(input, &machine) { (output, machine) throws(Fault) in
                left -= 1
                try machine.step()
                try emit(output, &machine)
                if left <= 0 { throw stop }
            }
        }
    },
    "skip/2": counting("skip doesn't support negative count") { (count, source, input, machine, emit) throws(Fault) in
        try skip(count, source, input, &machine, emit)
    },
    "nth/2": counting("nth doesn't support negative indices") { (count, source, input, machine, emit) throws(Fault) in
        let rest = Code.many { (input, machine, emit) throws(Fault) in try skip(count, source, input, &machine, emit) }
        if let output = try rest.first(input, &machine) { try emit(output, &machine) }
    },
]

private func skip(_ count: Double, _ source: Code, _ input: JSON, _ machine: inout Machine, _ emit: Emit) throws(Fault) {
    var left = count
    try source.run(input, &machine) { (output, machine) throws(Fault) in
        try machine.step()
        left -= 1
        if left < 0 { try emit(output, &machine) }
    }
}

/// A function of a count, for each of its outputs, and a generator.
private func counting(
    _ refusal: String,
    _ body: @escaping @Sendable (Double, Code, JSON, inout Machine, Emit) throws(Fault) -> Void
) -> Function {
    .taking { arguments in
        .many { (input, machine, emit) throws(Fault) in
            try arguments[0].run(input, &machine) { (count, machine) throws(Fault) in
                if try machine.order(count, 0) == .before { throw Fault(refusal) }
                if let number = count.double { return try body(number, arguments[1], input, &machine, emit) }
                // jq counts down only once there is something to count.
                if try arguments[1].first(input, &machine) != nil { _ = try subtract(count, 1, &machine) }
            }
        }
    }
}
