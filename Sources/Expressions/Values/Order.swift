/// jq's order of all values: null, false, true, numbers, texts by code point, arrays, objects.
/// Not-a-number stands below every number, itself included.
enum Order {
    case before, same, after

    fileprivate init(_ a: Int, _ b: Int) { self = a < b ? .before : a == b ? .same : .after }
}

extension Machine {
    /// Compares, and charges what it took: values built from shared parts can be far larger than what they cost to make.
    mutating func order(_ a: JSON, _ b: JSON) throws(Fault) -> Order {
        if !a.isContainer || !b.isContainer {
            var comparison = Comparison(left: .max)
            return comparison.order(a, b)
        }
        return try counted { $0.order(a, b) }
    }

    mutating func isEqual(_ a: JSON, _ b: JSON) throws(Fault) -> Bool {
        if !a.isContainer || !b.isContainer { return a == b }
        return try counted { $0.isEqual(a, b) }
    }

    /// Places of the elements in jq's order of their keys; equal ones keep theirs.
    mutating func arranged(_ keys: [JSON]) throws(Fault) -> [Int] {
        try counted { comparison in
            keys.indices.sorted { (a, b) in
                switch comparison.order(keys[a], keys[b]) {
                case .before: true
                case .same: a < b
                case .after: false
                }
            }
        }
    }

    private mutating func counted<Result>(_ compare: (inout Comparison) -> Result) throws(Fault) -> Result {
        while true {
            let allowed = stepsLeft
            var comparison = Comparison(left: allowed)
            let result = compare(&comparison)
            try step(allowed - comparison.left)
            if comparison.left >= 0 { return result }
        }
    }
}

/// Compares as long as steps are left; then every answer is void.
struct Comparison {
    var left: Int

    mutating func order(_ a: JSON, _ b: JSON) -> Order {
        left -= 1
        if left < 0 { return .same }
        switch (a, b) {
        case (.integer(let a), .integer(let b)): return a < b ? .before : a == b ? .same : .after
        case (.integer, .number), (.number, .integer), (.number, .number): return orderOfNumbers(a, b)
        case (.string(let a), .string(let b)):
            left -= min(a.utf8.count, b.utf8.count) >> 5
            return a.isExactly(b) ? .same : a.isBefore(b) ? .before : .after
        case (.array(let a), .array(let b)): return order(a, b)
        case (.object(let a), .object(let b)): return order(a, b)
        default: return Order(rank(a), rank(b))
        }
    }

    private mutating func order(_ a: [JSON], _ b: [JSON]) -> Order {
        for (first, second) in zip(a, b) {
            let found = order(first, second)
            if found != .same || left < 0 { return found }
        }
        return Order(a.count, b.count)
    }

    /// First by the sorted keys, then by the values in their order.
    private mutating func order(_ a: JSONObject, _ b: JSONObject) -> Order {
        let (keys, others) = (a.sortedKeys, b.sortedKeys)
        left -= keys.count + others.count
        let byKeys = order(keys.map(JSON.string), others.map(JSON.string))
        if byKeys != .same { return byKeys }
        for key in keys {
            let found = order(a[key] ?? .null, b[key] ?? .null)
            if found != .same || left < 0 { return found }
        }
        return .same
    }

    mutating func isEqual(_ a: JSON, _ b: JSON) -> Bool {
        left -= 1
        switch (a, b) {
        case (.array(let a), .array(let b)):
            guard a.count == b.count else { return false }
            for (first, second) in zip(a, b) where left < 0 || !isEqual(first, second) { return false }
            return true
        case (.object(let a), .object(let b)):
            guard a.count == b.count else { return false }
            for member in a.members {
                guard left >= 0, let other = b[member.key], isEqual(member.value, other) else { return false }
            }
            return true
        default:
            return a == b
        }
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

extension JSONObject {
    var sortedKeys: [String] { keys.sorted { $0.isBefore($1) } }
}
