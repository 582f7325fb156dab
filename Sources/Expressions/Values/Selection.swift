/// `value[key]`
func indexed(_ value: JSON, by key: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch (value, key) {
    case (.object(let object), .string(let name)): return object[name] ?? .null
    case (.array(let elements), .integer(let place)): return element(elements, Double(place))
    case (.array(let elements), .number(let place)): return element(elements, place)
    case (.null, .string), (.null, .integer), (.null, .number), (.null, .object): return .null
    case (.array(let elements), .array(let part)): return try places(of: part, in: elements, &machine)
    case (.array, .object(let bounds)), (.string, .object(let bounds)):
        guard bounds["start"] != nil, bounds["end"] != nil else { throw Fault("Array/string slice indices must be integers") }
        return try sliced(value, from: bounds["start"] ?? .null, to: bounds["end"] ?? .null, &machine)
    default: throw Fault("Cannot index \(value.kind) with \(told(key))")
    }
}

private func element(_ elements: [JSON], _ place: Double) -> JSON {
    guard !place.isNaN, place.magnitude < 1e15 else { return .null }
    var place = Int(place < 0 && place != Double(Int(place)) ? Double(Int(place)) : place)
    if place < 0 { place += elements.count }
    return elements.indices.contains(place) ? elements[place] : .null
}

/// Where a run of elements begins in an array.
func places(of part: [JSON], in elements: [JSON], _ machine: inout Machine) throws(Fault) -> JSON {
    guard !part.isEmpty, part.count <= elements.count else { return .array([]) }
    var found: [JSON] = []
    for start in 0...elements.count - part.count {
        var length = 0
        while length < part.count, try machine.isEqual(elements[start + length], part[length]) { length += 1 }
        try machine.step(length + 1)
        if length == part.count { found.append(.integer(Int64(start))) }
    }
    return try machine.make(elements: found)
}

/// `value[from:to]`, of an array by elements, of a text by code points.
func sliced(_ value: JSON, from: JSON, to: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch value {
    case .null: return .null
    case .array(let elements):
        let range = try bounds(from, to, count: elements.count)
        return try machine.make(elements: Array(elements[range]))
    case .string(let text):
        try machine.touch(text.utf8.count)
        let scalars = text.unicodeScalars
        let range = try bounds(from, to, count: scalars.count)
        let start = scalars.index(scalars.startIndex, offsetBy: range.lowerBound)
        return try machine.make(text: String(scalars[start..<scalars.index(start, offsetBy: range.count)]))
    default:
        throw Fault("Cannot index \(value.kind) with \(told(["start": from, "end": to]))")
    }
}

/// Below zero counts from the end; a fraction widens the range.
private func bounds(_ from: JSON, _ to: JSON, count: Int) throws(Fault) -> Range<Int> {
    func isBound(_ value: JSON) -> Bool { value.isNull || value.double != nil }
    guard isBound(from), isBound(to) else { throw Fault("Array/string slice indices must be integers") }
    var start = from.double ?? 0
    var end = to.double ?? Double(count)
    if start.isNaN { start = 0 }
    if end.isNaN { end = Double(count) }
    if start < 0 { start += Double(count) }
    if end < 0 { end += Double(count) }
    let first = Int(min(max(start, 0), Double(count)))
    end = min(max(end, Double(first)), Double(count))
    var last = Int(end)
    if Double(last) < end { last += 1 }
    return first..<max(first, last)
}

/// `value[]`
func iterate(_ value: JSON, _ machine: inout Machine, _ emit: Emit) throws(Fault) {
    switch value {
    case .array(let elements):
        for element in elements {
            try machine.step()
            try emit(element, &machine)
        }
    case .object(let object):
        for member in object.members {
            try machine.step()
            try emit(member.value, &machine)
        }
    default:
        throw Fault("Cannot iterate over \(told(value))")
    }
}

/// `value | ..`: itself and all it holds, in the order they are written.
func descend(_ value: JSON, _ machine: inout Machine, _ emit: Emit) throws(Fault) {
    var waiting = [value]
    while let next = waiting.popLast() {
        try machine.step()
        try emit(next, &machine)
        switch next {
        case .array(let elements): waiting.append(contentsOf: elements.reversed())
        case .object(let object): waiting.append(contentsOf: object.members.reversed().map(\.value))
        default: break
        }
    }
}
