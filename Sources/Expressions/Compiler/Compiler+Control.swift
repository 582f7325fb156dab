extension Compiler {
    /// `a, b`
    func both(_ a: Code, _ b: Code) -> Code {
        .many { (input, machine, emit) throws(Fault) in
            try machine.step()
            try a.run(input, &machine, emit)
            try b.run(input, &machine, emit)
        }
    }

    /// `and`, `or`: where the left side decides, the right is not asked.
    func junction(_ a: Code, _ b: Code, decides: Bool) -> Code {
        if case .one(let a) = a, case .one(let b) = b {
            return .one { (input, machine) throws(Fault) in
                try machine.step()
                if try a(input, &machine).isTrue == decides { return .bool(decides) }
                return .bool(try b(input, &machine).isTrue)
            }
        }
        return .many { (input, machine, emit) throws(Fault) in
            try a.run(input, &machine) { (left, machine) throws(Fault) in
                try machine.step()
                if left.isTrue == decides { return try emit(.bool(decides), &machine) }
                try b.run(input, &machine) { (right, machine) throws(Fault) in try emit(.bool(right.isTrue), &machine) }
            }
        }
    }

    /// `a // b`: the outputs of `a` that are neither null nor false; where there is none, those of `b`.
    func alternative(_ a: Code, _ b: Code) -> Code {
        if case .one(let a) = a, case .one(let b) = b {
            return .one { (input, machine) throws(Fault) in
                try machine.step()
                let value = try a(input, &machine)
                return value.isTrue ? value : try b(input, &machine)
            }
        }
        return .many { (input, machine, emit) throws(Fault) in
            var found = false
            try a.run(input, &machine) { (value, machine) throws(Fault) in
                try machine.step()
                guard value.isTrue else { return }
                found = true
                try emit(value, &machine)
            }
            if !found { try b.run(input, &machine, emit) }
        }
    }

    func condition(_ test: Code, _ then: Code, _ otherwise: Code) -> Code {
        if case .one(let test) = test, case .one(let then) = then, case .one(let otherwise) = otherwise {
            return .one { (input, machine) throws(Fault) in
                try machine.step()
                return try test(input, &machine).isTrue ? then(input, &machine) : otherwise(input, &machine)
            }
        }
        return .many { (input, machine, emit) throws(Fault) in
            try test.run(input, &machine) { (holds, machine) throws(Fault) in
                try machine.step()
                try (holds.isTrue ? then : otherwise).run(input, &machine, emit)
            }
        }
    }

    /// `try body catch handler`. What is done with an output is not part of the body: errors from there pass.
    func attempt(_ body: Code, _ handler: Code?) -> Code {
        .many { (input, machine, emit) throws(Fault) in
            try machine.step()
            do throws(Fault) {
                try body.run(input, &machine) { (output, machine) throws(Fault) in
                    do throws(Fault) {
                        try emit(output, &machine)
                    } catch {
                        throw error.passed()
                    }
                }
            } catch {
                if error.passing > 0 { throw error.arrived() }
                guard case .error(let value) = error.kind else { throw error }
                try handler?.run(value, &machine, emit)
            }
        }
    }

    /// `e as $x | body`, `e as [$a, {b: $c}] ?// $d | body`.
    mutating func bind(_ term: Syntax, _ patterns: [Syntax.Pattern], _ body: Syntax, at offset: Int) throws(ExpressionFailure)
        -> Code
    {
        let term = try compile(term)
        if case .variable(let name)? = patterns.first, patterns.count == 1 {
            let slot = newSlot()
            return bound(term, slot, try compile(body, with: [(name, slot)]))
        }
        var names: [(name: String, slot: Int)] = []
        for name in patterns.flatMap(\.variables) where !names.contains(where: { $0.name == name }) {
            names.append((name, newSlot()))
        }
        var binders: [Binder] = []
        for pattern in patterns { binders.append(try binder(pattern, names, at: offset)) }
        let code = try compile(body, with: names)
        return destructured(term, binders, names.map(\.slot), code)
    }

    /// The slot is set anew after each output: what is done with one may run through this binding again.
    private func bound(_ term: Code, _ slot: Int, _ body: Code) -> Code {
        if case .one(let term) = term, case .one(let body) = body {
            return .one { (input, machine) throws(Fault) in
                machine.slots[slot] = try term(input, &machine)
                return try body(input, &machine)
            }
        }
        return .many { (input, machine, emit) throws(Fault) in
            try term.run(input, &machine) { (value, machine) throws(Fault) in
                machine.slots[slot] = value
                try body.run(input, &machine) { (output, machine) throws(Fault) in
                    try emit(output, &machine)
                    machine.slots[slot] = value
                }
            }
        }
    }

    private func destructured(_ term: Code, _ binders: [Binder], _ slots: [Int], _ body: Code) -> Code {
        .many { (input, machine, emit) throws(Fault) in
            try term.run(input, &machine) { (value, machine) throws(Fault) in
                for (place, binder) in binders.enumerated() {
                    do throws(Fault) {
                        for slot in slots { machine.slots[slot] = .null }
                        return try binder(value, input, &machine) { (machine) throws(Fault) in
                            let values = slots.map { machine.slots[$0] }
                            try body.run(input, &machine) { (output, machine) throws(Fault) in
                                do throws(Fault) { try emit(output, &machine) } catch { throw error.passed() }
                                for (slot, value) in zip(slots, values) { machine.slots[slot] = value }
                            }
                        }
                    } catch {
                        if error.passing > 0 { throw error.arrived() }
                        guard case .error = error.kind, place + 1 < binders.count else { throw error }
                    }
                }
            }
        }
    }
}

extension Fault {
    func passed() -> Fault {
        var fault = self
        fault.passing += 1
        return fault
    }

    func arrived() -> Fault {
        var fault = self
        fault.passing -= 1
        return fault
    }
}

// MARK: Patterns

/// Takes a value apart into slots, then goes on; more than once where a computed key has several outputs.
typealias Binder =
    @Sendable (_ value: JSON, _ input: JSON, inout Machine, _ then: (inout Machine) throws(Fault) -> Void) throws(Fault) -> Void

extension Compiler {
    fileprivate mutating func binder(
        _ pattern: Syntax.Pattern, _ names: [(name: String, slot: Int)], at offset: Int
    ) throws(ExpressionFailure) -> Binder {
        switch pattern {
        case .variable(let name):
            return binder(name, names)
        case .array(let elements):
            var binders: [(key: Code, binder: Binder)] = []
            for (place, element) in elements.enumerated() {
                binders.append((.constant(.integer(Int64(place))), try binder(element, names, at: offset)))
            }
            return inOrder(binders[...], at: offset)
        case .object(let fields):
            var binders: [(key: Code, binder: Binder)] = []
            for field in fields {
                // A key may use the variables bound to its left.
                let key = try compile(field.key, with: names)
                if let variable = field.variable { binders.append((key, binder(variable, names))) }
                if let pattern = field.pattern { binders.append((key, try binder(pattern, names, at: offset))) }
            }
            return inOrder(binders[...], at: offset)
        }
    }

    private func binder(_ name: String, _ names: [(name: String, slot: Int)]) -> Binder {
        let slot = names.first { $0.name == name }?.slot ?? 0
        return { (value, _, machine, then) throws(Fault) in
            machine.slots[slot] = value
            try then(&machine)
        }
    }
}

private func inOrder(_ parts: ArraySlice<(key: Code, binder: Binder)>, at offset: Int) -> Binder {
    guard let part = parts.first else { return { (_, _, machine, then) throws(Fault) in try then(&machine) } }
    let rest = inOrder(parts.dropFirst(), at: offset)
    return { (value, input, machine, then) throws(Fault) in
        try part.key.run(input, &machine) { (key, machine) throws(Fault) in
            try machine.step()
            let element: JSON
            if case .array = value, case .string = key {
                throw Fault("Cannot index array with \(told(key))").located(at: offset)
            }
            element = try placed(offset) { () throws(Fault) in try indexed(value, by: key, &machine) }
            try part.binder(element, input, &machine) { (machine) throws(Fault) in try rest(value, input, &machine, then) }
        }
    }
}
