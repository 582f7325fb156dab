/// What is done with every element.
let collectionFunctions: [String: Function] = [
    "map/1": .taking { arguments in
        let each = arguments[0]
        return .one { (input, machine) throws(Fault) in
            var mapped: [JSON] = []
            try iterate(input, &machine) { (element, machine) throws(Fault) in
                try each.run(element, &machine) { (output, machine) throws(Fault) in
                    try machine.make(24)
                    mapped.append(output)
                }
            }
            return .array(mapped)
        }
    },
    "map_values/1": .taking { arguments in
        .one { (input, machine) throws(Fault) in try mapValues(input, arguments[0], &machine) }
    },
    "add/0": .plain { (input, machine) throws(Fault) in try sum(iteration, input, &machine) },
    "add/1": .taking { arguments in .one { (input, machine) throws(Fault) in try sum(arguments[0], input, &machine) } },
    "any/0": .taking { _ in decided(iteration, .identity, by: true) },
    "any/1": .taking { arguments in decided(iteration, arguments[0], by: true) },
    "any/2": .taking { arguments in decided(arguments[0], arguments[1], by: true) },
    "all/0": .taking { _ in decided(iteration, .identity, by: false) },
    "all/1": .taking { arguments in decided(iteration, arguments[0], by: false) },
    "all/2": .taking { arguments in decided(arguments[0], arguments[1], by: false) },
    "flatten/0": .plain { (input, machine) throws(Fault) in try flattened(input, -1, &machine) },
    "flatten/1": .values(.firstOutermost) { (input, values, machine) throws(Fault) in
        if try machine.order(values[0], 0) == .before { throw Fault("flatten depth must not be negative") }
        return try flattened(input, values[0], &machine)
    },
    "reverse/0": .plain { (input, machine) throws(Fault) in
        if case .array(let elements) = input { return try machine.make(elements: elements.reversed()) }
        // As jq has it: nothing of length 0 is reversed to nothing, all else has no elements to take.
        guard let length = try length(input, &machine).double, length > 0 else { return .array([]) }
        return try indexed(input, by: JSON(result: length - 1), &machine)
    },
    "transpose/0": .plain(transpose),
    "combinations/0": .taking { _ in
        .many { (input, machine, emit) throws(Fault) in
            if case .array(let rows) = input { return try combine(rows[...], [], &machine, emit) }
            if try length(input, &machine) == 0 { return try emit(.array([]), &machine) }
            throw Fault("Cannot index \(input.kind) with number (0)")
        }
    },
    "combinations/1": .taking { arguments in
        .many { (input, machine, emit) throws(Fault) in
            var rows: [JSON] = []
            try arguments[0].run(input, &machine) { (count, machine) throws(Fault) in
                guard let count = count.double else { throw Fault("Range bounds must be numeric") }
                let copies = max(0, count.isNaN ? 0 : Int(min(count, 1000).rounded(.up)))
                guard rows.count + copies <= 100 else { throw Fault("more than 100 combined at once") }
                rows += Array(repeating: input, count: copies)
            }
            try combine(rows[...], [], &machine, emit)
        }
    },
    "has/1": .values(.lastOutermost) { (input, values, _) throws(Fault) in try has(input, values[0]) },
    "in/1": .values(.firstOutermost) { (input, values, _) throws(Fault) in try has(values[0], input) },
    "contains/1": .values(.lastOutermost) { (input, values, machine) throws(Fault) in
        .bool(try isContained(values[0], in: input, &machine))
    },
    "inside/1": .values(.firstOutermost) { (input, values, machine) throws(Fault) in
        .bool(try isContained(input, in: values[0], &machine))
    },
    "IN/1": .taking { arguments in
        let source = arguments[0]
        return .one { (input, machine) throws(Fault) in .bool(try anyEqual(source, to: input, input, &machine)) }
    },
    "IN/2": .taking { arguments in
        // As jq compares: the right side is the outer loop, so without it the left is not asked.
        let pairs = combined(arguments[0], arguments[1]) { (a, b, machine) throws(Fault) in .bool(try machine.isEqual(a, b)) }
        return decided(pairs, .identity, by: true)
    },
]

/// `.[]`
let iteration = Code.many(iterate)

private func sum(_ source: Code, _ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    var sum = JSON.null
    try source.run(input, &machine) { (value, machine) throws(Fault) in
        try machine.step()
        sum = try add(sum, value, &machine)
    }
    return sum
}

/// `any`, `all`: the first test that decides ends the search.
private func decided(_ source: Code, _ test: Code, by decision: Bool) -> Code {
    .one { (input, machine) throws(Fault) in
        var isDecided = false
        try stopping(&machine) { (machine, stop) throws(Fault) in
            try source.run(input, &machine) { (value, machine) throws(Fault) in
                try machine.step()
                try test.run(value, &machine) { (holds, _) throws(Fault) in
                    if holds.isTrue == decision {
                        isDecided = true
                        throw stop
                    }
                }
            }
        }
        return .bool(isDecided == decision)
    }
}

private func anyEqual(_ source: Code, to value: JSON, _ input: JSON, _ machine: inout Machine) throws(Fault) -> Bool {
    var found = false
    try stopping(&machine) { (machine, stop) throws(Fault) in
        try source.run(input, &machine) { (other, machine) throws(Fault) in
            try machine.step()
            if try machine.isEqual(other, value) {
                found = true
                throw stop
            }
        }
    }
    return found
}

/// Each value becomes the first output of `each`; where there is none it goes.
func mapValues(_ input: JSON, _ each: Code, _ machine: inout Machine) throws(Fault) -> JSON {
    switch input {
    case .array(let elements):
        var mapped: [JSON] = []
        for element in elements {
            if let output = try each.first(element, &machine) { mapped.append(output) }
            try machine.step()
        }
        return try machine.make(elements: mapped)
    case .object(let object):
        var mapped: [JSONObject.Member] = []
        for member in object.members {
            if let output = try each.first(member.value, &machine) { mapped.append((member.key, output)) }
            try machine.step()
        }
        return try machine.make(object: JSONObject(distinct: mapped))
    default:
        throw Fault("Cannot iterate over \(told(input))")
    }
}

private func flattened(_ input: JSON, _ depth: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    var flat: [JSON] = []
    func flatten(_ value: JSON, _ depth: JSON, _ machine: inout Machine) throws(Fault) {
        try iterate(value, &machine) { (element, machine) throws(Fault) in
            if case .array = element, depth != 0 {
                try flatten(element, try subtract(depth, 1, &machine), &machine)
            } else {
                flat.append(element)
            }
        }
    }
    try flatten(input, depth, &machine)
    return try machine.make(elements: flat)
}

/// Rows as columns, short ones filled with null.
@Sendable private func transpose(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    let rows = try rows(input)
    var width = JSON.integer(0)
    for row in rows {
        let length = try length(row, &machine)
        if try machine.order(width, length) == .before { width = length }
    }
    var columns: [JSON] = []
    var place = JSON.integer(0)
    while try machine.order(place, width) == .before {
        var column: [JSON] = []
        for row in rows { column.append(try indexed(row, by: place, &machine)) }
        columns.append(try machine.make(elements: column))
        place = try add(place, 1, &machine)
    }
    return .array(columns)
}

private func rows(_ input: JSON) throws(Fault) -> [JSON] {
    switch input {
    case .array(let rows): return rows
    case .object(let object): return object.members.map(\.value)
    default: throw Fault("Cannot iterate over \(told(input))")
    }
}

private func combine(_ rows: ArraySlice<JSON>, _ chosen: [JSON], _ machine: inout Machine, _ emit: Emit) throws(Fault) {
    guard let row = rows.first else { return try emit(try machine.make(elements: chosen), &machine) }
    try iterate(row, &machine) { (element, machine) throws(Fault) in
        try combine(rows.dropFirst(), chosen + [element], &machine, emit)
    }
}

private func has(_ value: JSON, _ key: JSON) throws(Fault) -> JSON {
    switch (value, key) {
    case (.null, _): return false
    case (.object(let object), .string(let name)): return .bool(object[name] != nil)
    case (.array(let elements), .integer), (.array(let elements), .number):
        let place = key.double ?? .nan
        return .bool(place > -1 && place < Double(elements.count))
    default: throw Fault("Cannot check whether \(value.kind) has a \(key.kind) key")
    }
}

private func isContained(_ part: JSON, in whole: JSON, _ machine: inout Machine) throws(Fault) -> Bool {
    guard whole.kind == part.kind else {
        throw Fault("\(told(whole)) and \(told(part)) cannot have their containment checked")
    }
    return try contains(whole, part, &machine)
}

/// Texts by part, arrays if each element of `part` is contained in one, objects by member, all else by equality.
private func contains(_ whole: JSON, _ part: JSON, _ machine: inout Machine) throws(Fault) -> Bool {
    try machine.step()
    switch (whole, part) {
    case (.object(let whole), .object(let part)):
        for member in part.members {
            guard let value = whole[member.key], try contains(value, member.value, &machine) else { return false }
        }
        return true
    case (.array(let whole), .array(let part)):
        for wanted in part {
            var found = false
            for element in whole where !found && element.kind == wanted.kind { found = try contains(element, wanted, &machine) }
            if !found { return false }
        }
        return true
    case (.string(let whole), .string(let part)):
        try machine.touch(whole.utf8.count)
        return part.isEmpty || !places(of: Array(part.utf8), in: Array(whole.utf8), overlapping: false).isEmpty
    default:
        return try machine.isEqual(whole, part)
    }
}
