extension Compiler {
    /// `"a\(b)c"`: for every choice of outputs, the last value's outermost.
    mutating func text(_ format: String, _ pieces: [Syntax.Piece], at offset: Int) throws(ExpressionFailure) -> Code {
        guard let formatter = formatters[format] else { preconditionFailure("no format \(format)") }
        var values: [Code] = []
        var literals: [[UInt8]] = [[]]
        for piece in pieces {
            switch piece {
            case .literal(let text):
                literals[literals.count - 1] += Array(text.utf8)
            case .value(let syntax):
                values.append(try compile(syntax))
                literals.append([])
            }
        }
        let texts = literals.map { String(decoding: $0, as: UTF8.self) }
        return counted(
            applied(
                values.reversed(),
                .one { (_, values, machine) throws(Fault) in
                    var joined = texts[0]
                    for (place, value) in values.reversed().enumerated() {
                        joined += try formatter(value, &machine)
                        joined += texts[place + 1]
                    }
                    return try machine.make(text: joined)
                }), at: offset)
    }

    func compile(format name: String) throws(ExpressionFailure) -> Code {
        guard let formatter = formatters[name] else { preconditionFailure("no format \(name)") }
        return .one { (input, machine) throws(Fault) in
            try machine.step()
            return try machine.make(text: try formatter(input, &machine))
        }
    }

    /// One step for each run, and the place of the call for its errors.
    func counted(_ code: Code, at offset: Int) -> Code {
        switch code {
        case .one(let one):
            return .one { (input, machine) throws(Fault) in
                try machine.step()
                do throws(Fault) { return try one(input, &machine) } catch { throw error.located(at: offset) }
            }
        case .many(let many):
            return .many { (input, machine, emit) throws(Fault) in
                try machine.step()
                do throws(Fault) { try many(input, &machine, emit) } catch { throw error.located(at: offset) }
            }
        }
    }

    func located(_ code: Code, at offset: Int) -> Code { counted(code, at: offset) }

    /// A fault inside is told at this place, whatever place it names.
    func relocated(_ code: Code, at offset: Int) -> Code {
        switch code {
        case .one(let one):
            return .one { (input, machine) throws(Fault) in
                do throws(Fault) { return try one(input, &machine) } catch { throw error.moved(to: offset) }
            }
        case .many(let many):
            return .many { (input, machine, emit) throws(Fault) in
                do throws(Fault) {
                    try many(input, &machine) { (output, machine) throws(Fault) in
                        do throws(Fault) { try emit(output, &machine) } catch { throw error.passed() }
                    }
                } catch {
                    throw error.passing > 0 ? error.arrived() : error.moved(to: offset)
                }
            }
        }
    }
}

extension Fault {
    fileprivate func moved(to place: Int) -> Fault {
        var fault = self
        fault.offset = place
        return fault
    }
}
