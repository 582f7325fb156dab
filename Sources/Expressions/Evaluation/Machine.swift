/// What one evaluation carries along: its variables and what is left of its budget.
struct Machine {
    var slots: [JSON]
    private var steps: Int
    private var bytes: Int
    private let budget: Budget
    private let input: JSON
    private var isExtended = false
    private var stops = 0

    init(slots: [JSON], input: JSON, budget: Budget) {
        self.slots = slots
        self.input = input
        self.budget = budget
        steps = budget.steps
        bytes = budget.bytes
    }

    @inline(__always)
    mutating func step(_ count: Int = 1) throws(Fault) {
        steps -= count
        if steps < 0 { try extend() }
    }

    /// The input is counted only once the plain budget is used up: most evaluations never get there.
    @inline(never)
    private mutating func extend() throws(Fault) {
        if !isExtended {
            isExtended = true
            steps += budget.stepsPerNode * nodes(input)
        }
        if steps < 0 { throw Fault(.tooManySteps) }
    }

    /// A function looks at this many bytes.
    @inline(__always)
    mutating func touch(_ count: Int) throws(Fault) { try step(count >> 5) }

    /// A new text, array or object of this many bytes.
    @inline(__always)
    mutating func make(_ count: Int) throws(Fault) {
        bytes -= count
        if bytes < 0 { throw Fault(.tooMuchMemory) }
        try step(count >> 5)
    }

    mutating func make(text: String) throws(Fault) -> JSON {
        try make(text.utf8.count)
        return .string(text)
    }

    mutating func make(elements: [JSON]) throws(Fault) -> JSON {
        try make(elements.count * 24)
        return .array(elements)
    }

    mutating func make(object: JSONObject) throws(Fault) -> JSON {
        try make(object.count * 40)
        return .object(object)
    }

    /// A number for the next `first` or `limit`.
    mutating func newStop() -> Int {
        stops += 1
        return stops
    }

    var stepsLeft: Int { max(0, steps) }

    /// A value as text: what does not fit the budget is not written to its end.
    mutating func text(of value: JSON) throws(Fault) -> String {
        if case .string(let text) = value { return text }
        return try encodedText(of: value)
    }

    mutating func encodedText(of value: JSON) throws(Fault) -> String {
        var writer = JSONWriter(indents: false, room: max(0, bytes))
        writer.write(value, depth: 0)
        try make(writer.bytes.count)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// An output leaves the evaluation: built from shared parts, it may be far larger than what it cost to make.
    mutating func settle(_ output: JSON) throws(Fault) {
        try step()
        guard budget.bytes - bytes > 1024, output.isContainer else { return }
        var left = stepsLeft
        if !count(output, within: &left) { throw Fault(.tooMuchMemory) }
    }

    var used: (steps: Int, bytes: Int) {
        (budget.steps + (isExtended ? budget.stepsPerNode * nodes(input) : 0) - steps, budget.bytes - bytes)
    }
}

/// Whether a value has no more than so many nodes.
private func count(_ value: JSON, within left: inout Int) -> Bool {
    left -= 1
    if left < 0 { return false }
    switch value {
    case .array(let elements):
        for element in elements where !count(element, within: &left) { return false }
    case .object(let object):
        for member in object.members where !count(member.value, within: &left) { return false }
    default: break
    }
    return true
}

private func nodes(_ value: JSON) -> Int {
    switch value {
    case .array(let elements): elements.reduce(1) { $0 + nodes($1) }
    case .object(let object): object.members.reduce(1) { $0 + nodes($1.value) }
    default: 1
    }
}
