/// Sorting and what rests on it.
let orderFunctions: [String: Function] = [
    "sort/0": .plain { (input, machine) throws(Fault) in try arranged(input, "sorted", nil, &machine) { $0.flatMap { $0 } } },
    "sort_by/1": arranging("sorted") { .array($0.flatMap { $0 }) },
    "group_by/1": arranging("grouped") { .array($0.map(JSON.array)) },
    "unique/0": .plain { (input, machine) throws(Fault) in
        try arranged(input, "sorted", nil, &machine) { $0.compactMap(\.first) }
    },
    "unique_by/1": arranging("grouped") { .array($0.compactMap(\.first)) },
    "min/0": .plain { (input, machine) throws(Fault) in try extreme(input, nil, .before, &machine) },
    "max/0": .plain { (input, machine) throws(Fault) in try extreme(input, nil, .after, &machine) },
    "min_by/1": .taking { arguments in
        .one { (input, machine) throws(Fault) in try extreme(input, arguments[0], .before, &machine) }
    },
    "max_by/1": .taking { arguments in
        .one { (input, machine) throws(Fault) in try extreme(input, arguments[0], .after, &machine) }
    },
    "keys/0": .plain { (input, machine) throws(Fault) in try keys(input, sorted: true, &machine) },
    "keys_unsorted/0": .plain { (input, machine) throws(Fault) in try keys(input, sorted: false, &machine) },
    "bsearch/1": .values(.firstOutermost, search),
]

private func arranging(_ done: String, _ body: @escaping @Sendable ([[JSON]]) -> JSON) -> Function {
    .taking { arguments in
        .one { (input, machine) throws(Fault) in
            body(try groups(input, done, arguments[0], &machine))
        }
    }
}

private func arranged(
    _ input: JSON, _ done: String, _ key: Code?, _ machine: inout Machine, _ body: ([[JSON]]) -> [JSON]
) throws(Fault) -> JSON {
    .array(body(try groups(input, done, key, &machine)))
}

/// The elements in the order of their keys, equal ones together.
private func groups(_ input: JSON, _ done: String, _ key: Code?, _ machine: inout Machine) throws(Fault) -> [[JSON]] {
    let (elements, keys) = try keyed(input, key, &machine) { "\(told(input)) cannot be \(done), as it is not an array" }
    try machine.make(elements.count * 24)
    var groups: [[JSON]] = []
    var last: JSON?
    for place in try machine.arranged(keys) {
        if let last, try machine.order(last, keys[place]) == .same {
            groups[groups.count - 1].append(elements[place])
        } else {
            groups.append([elements[place]])
        }
        last = keys[place]
    }
    return groups
}

/// Each element's outputs of `key`, as jq compares them: together.
private func keyed(
    _ input: JSON, _ key: Code?, _ machine: inout Machine, _ message: () -> String
) throws(Fault) -> (elements: [JSON], keys: [JSON]) {
    guard case .array(let elements) = input else {
        if key != nil, !input.isContainer { throw Fault("Cannot iterate over \(told(input))") }
        throw Fault(message())
    }
    guard let key else { return (elements, elements) }
    var keys: [JSON] = []
    for element in elements { keys.append(.array(try key.all(element, &machine))) }
    return (elements, keys)
}

/// The least element (the first of equal ones) or the greatest (the last of them); null where there is none.
private func extreme(_ input: JSON, _ key: Code?, _ wanted: Order, _ machine: inout Machine) throws(Fault) -> JSON {
    let (elements, keys) = try keyed(input, key, &machine) { "\(told(input)) cannot be iterated over" }
    var best: Int?
    for place in elements.indices {
        try machine.step()
        guard let current = best else {
            best = place
            continue
        }
        let found = try machine.order(keys[place], keys[current])
        if found == wanted || (found == .same && wanted == .after) { best = place }
    }
    return best.map { elements[$0] } ?? .null
}

private func keys(_ input: JSON, sorted: Bool, _ machine: inout Machine) throws(Fault) -> JSON {
    switch input {
    case .object(let object):
        try machine.step(object.count)
        return try machine.make(elements: (sorted ? object.sortedKeys : object.keys).map(JSON.string))
    case .array(let elements):
        return try machine.make(elements: elements.indices.map { .integer(Int64($0)) })
    default:
        throw Fault("\(told(input)) has no keys")
    }
}

/// Where the value stands in a sorted array, or minus one minus where it would.
@Sendable private func search(_ input: JSON, _ values: [JSON], _ machine: inout Machine) throws(Fault) -> JSON {
    guard case .array(let elements) = input else { throw Fault("\(told(input)) cannot be searched from") }
    var (low, high) = (0, elements.count)
    while low < high {
        try machine.step()
        let middle = (low + high) / 2
        switch try machine.order(elements[middle], values[0]) {
        case .same: return .integer(Int64(middle))
        case .before: low = middle + 1
        case .after: high = middle
        }
    }
    return .integer(Int64(-1 - low))
}
