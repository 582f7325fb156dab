/// Objects as lists of entries and back, and tables by key.
let entryFunctions: [String: Function] = [
    "to_entries/0": .plain(toEntries),
    "from_entries/0": .plain(fromEntries),
    "with_entries/1": .taking { arguments in
        .one { (input, machine) throws(Fault) in
            let entries = try toEntries(input, &machine)
            var mapped: [JSON] = []
            try iterate(entries, &machine) { (entry, machine) throws(Fault) in mapped += try arguments[0].all(entry, &machine) }
            return try fromEntries(.array(mapped), &machine)
        }
    },
    "INDEX/1": .taking { arguments in
        .one { (input, machine) throws(Fault) in try table(iteration, arguments[0], input, &machine) }
    },
    "INDEX/2": .taking { arguments in
        .one { (input, machine) throws(Fault) in try table(arguments[0], arguments[1], input, &machine) }
    },
    "JOIN/2": .taking { arguments in
        .many { (input, machine, emit) throws(Fault) in
            try arguments[0].run(input, &machine) { (table, machine) throws(Fault) in
                let pairs = joined(table, iteration, arguments[1])
                try emit(try machine.make(elements: try pairs.all(input, &machine)), &machine)
            }
        }
    },
    "JOIN/3": .taking { arguments in
        .many { (input, machine, emit) throws(Fault) in
            try arguments[0].run(input, &machine) { (table, machine) throws(Fault) in
                try joined(table, arguments[1], arguments[2]).run(input, &machine, emit)
            }
        }
    },
    "JOIN/4": .taking { arguments in
        .many { (input, machine, emit) throws(Fault) in
            try arguments[0].run(input, &machine) { (table, machine) throws(Fault) in
                try piped(joined(table, arguments[1], arguments[2]), arguments[3]).run(input, &machine, emit)
            }
        }
    },
]

@Sendable private func toEntries(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    let members: [(JSON, JSON)]
    switch input {
    case .object(let object): members = object.members.map { (.string($0.key), $0.value) }
    case .array(let elements): members = elements.enumerated().map { (.integer(Int64($0)), $1) }
    default: throw Fault("\(told(input)) has no keys")
    }
    try machine.make(members.count * 120)
    try machine.step(members.count)
    return .array(members.map { .object(JSONObject(distinct: [("key", $0.0), ("value", $0.1)])) })
}

/// Reads `key`, `Key`, `name` or `Name`, and `value` or `Value`.
@Sendable private func fromEntries(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    var object = JSONObject()
    try iterate(input, &machine) { (entry, machine) throws(Fault) in
        var key = JSON.null
        for name in ["key", "Key", "name", "Name"] where !key.isTrue { key = try indexed(entry, by: .string(name), &machine) }
        guard case .string(let name) = key else { throw Fault("Cannot use \(told(key)) as object key") }
        guard case .object(let members) = entry else { throw Fault("Cannot check whether \(entry.kind) has a string key") }
        try machine.make(40)
        object[name] = members["value"] ?? (members["Value"] ?? .null)
    }
    return .object(object)
}

private func table(_ rows: Code, _ key: Code, _ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    var object = JSONObject()
    try rows.run(input, &machine) { (row, machine) throws(Fault) in
        try key.run(row, &machine) { (key, machine) throws(Fault) in
            let name = try machine.text(of: key)
            try machine.make(40)
            object[name] = row
        }
    }
    return .object(object)
}

/// Each row with the entry of the table under its key.
private func joined(_ table: JSON, _ rows: Code, _ key: Code) -> Code {
    .many { (input, machine, emit) throws(Fault) in
        try rows.run(input, &machine) { (row, machine) throws(Fault) in
            try key.run(row, &machine) { (key, machine) throws(Fault) in
                try emit(try machine.make(elements: [row, try indexed(table, by: key, &machine)]), &machine)
            }
        }
    }
}
