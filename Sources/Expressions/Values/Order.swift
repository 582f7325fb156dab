/// jq's order of all values: null, false, true, numbers, texts by code point, arrays, objects.
/// Not-a-number stands below every number, itself included.
enum Order {
    case before, same, after
}

func order(_ a: JSON, _ b: JSON) -> Order {
    switch (a, b) {
    case (.integer(let a), .integer(let b)): return a < b ? .before : a == b ? .same : .after
    case (.integer, .number), (.number, .integer), (.number, .number): return orderOfNumbers(a, b)
    case (.string(let a), .string(let b)): return a.isExactly(b) ? .same : a.isBefore(b) ? .before : .after
    case (.array(let a), .array(let b)): return order(a, b)
    case (.object(let a), .object(let b)): return order(a, b)
    default:
        let (first, second) = (rank(a), rank(b))
        return first < second ? .before : first == second ? .same : .after
    }
}

private func rank(_ value: JSON) -> Int {
    switch value {
    case .null: 0
    case .bool(false): 1
    case .bool(true): 2
    case .integer, .number: 3
    case .string: 4
    case .array: 5
    case .object: 6
    }
}

private func orderOfNumbers(_ a: JSON, _ b: JSON) -> Order {
    let (first, second) = (a.double ?? 0, b.double ?? 0)
    if first.isNaN { return .before }
    if second.isNaN { return .after }
    if first != second { return first < second ? .before : .after }
    // Equal as doubles; two whole numbers may still differ where doubles are coarse.
    if let first = a.int64, let second = b.int64 { return first < second ? .before : first == second ? .same : .after }
    return .same
}

private func order(_ a: [JSON], _ b: [JSON]) -> Order {
    for (first, second) in zip(a, b) {
        let found = order(first, second)
        if found != .same { return found }
    }
    return a.count < b.count ? .before : a.count == b.count ? .same : .after
}

/// First by the sorted keys, then by the values in their order.
private func order(_ a: JSONObject, _ b: JSONObject) -> Order {
    let (keys, others) = (a.sortedKeys, b.sortedKeys)
    let byKeys = order(keys.map(JSON.string), others.map(JSON.string))
    if byKeys != .same { return byKeys }
    for key in keys {
        let found = order(a[key] ?? .null, b[key] ?? .null)
        if found != .same { return found }
    }
    return .same
}

extension JSONObject {
    var sortedKeys: [String] { keys.sorted { $0.isBefore($1) } }
}

/// Elements in jq's order; equal ones keep theirs.
func sorted(_ elements: [JSON], by keys: [JSON], _ machine: inout Machine) throws(Fault) -> [Int] {
    try machine.step(elements.count * max(1, elements.count.bitWidth - elements.count.leadingZeroBitCount))
    return elements.indices.sorted { (a, b) in
        switch order(keys[a], keys[b]) {
        case .before: true
        case .same: a < b
        case .after: false
        }
    }
}
