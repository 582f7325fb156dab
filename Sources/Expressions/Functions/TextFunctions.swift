/// Cutting, joining and changing texts.
let textFunctions: [String: Function] = [
    "ascii_downcase/0": .plain { (input, machine) throws(Fault) in
        guard case .string(let text) = input else { throw Fault("explode input must be a string") }
        return try machine.make(text: text.asciiLowercased)
    },
    "ascii_upcase/0": .plain { (input, machine) throws(Fault) in
        guard case .string(let text) = input else { throw Fault("explode input must be a string") }
        return try machine.make(text: text.asciiUppercased)
    },
    "explode/0": .plain { (input, machine) throws(Fault) in
        guard case .string(let text) = input else { throw Fault("explode input must be a string") }
        return try machine.make(elements: text.unicodeScalars.map { .integer(Int64($0.value)) })
    },
    "implode/0": .plain(implode),
    "startswith/1": .values(.lastOutermost) { (input, values, machine) throws(Fault) in
        .bool(try pair(input, values[0], "startswith() requires string inputs").starts())
    },
    "endswith/1": .values(.lastOutermost) { (input, values, machine) throws(Fault) in
        .bool(try pair(input, values[0], "endswith() requires string inputs").ends())
    },
    "ltrimstr/1": .values(.firstOutermost, trimStart),
    "rtrimstr/1": .values(.firstOutermost, trimEnd),
    "trimstr/1": .values(.firstOutermost) { (input, values, machine) throws(Fault) in
        try trimEnd(try trimStart(input, values, &machine), values, &machine)
    },
    "trim/0": .plain { (input, machine) throws(Fault) in try trimmed(input, atStart: true, atEnd: true, &machine) },
    "ltrim/0": .plain { (input, machine) throws(Fault) in try trimmed(input, atStart: true, atEnd: false, &machine) },
    "rtrim/0": .plain { (input, machine) throws(Fault) in try trimmed(input, atStart: false, atEnd: true, &machine) },
    "split/1": .values(.lastOutermost) { (input, values, machine) throws(Fault) in
        let (text, separator) = try pair(input, values[0], "split input and separator must be strings").both
        return try split(text, by: separator, &machine)
    },
    "join/1": .values(.firstOutermost, join),
    "indices/1": .values(.firstOutermost) { (input, values, machine) throws(Fault) in try indices(input, values[0], &machine) },
    "index/1": .values(.firstOutermost) { (input, values, machine) throws(Fault) in
        try indexed(try indices(input, values[0], &machine), by: 0, &machine)
    },
    "rindex/1": .values(.firstOutermost) { (input, values, machine) throws(Fault) in
        try indexed(try indices(input, values[0], &machine), by: -1, &machine)
    },
]

private struct TextPair {
    let both: (String, String)

    func starts() -> Bool { both.0.starts(exactlyWith: both.1) }
    func ends() -> Bool { both.0.ends(exactlyWith: both.1) }
}

private func pair(_ a: JSON, _ b: JSON, _ message: String) throws(Fault) -> TextPair {
    guard case .string(let a) = a, case .string(let b) = b else { throw Fault(message) }
    return TextPair(both: (a, b))
}

@Sendable private func trimStart(_ input: JSON, _ values: [JSON], _ machine: inout Machine) throws(Fault) -> JSON {
    let pair = try pair(input, values[0], "startswith() requires string inputs")
    guard pair.starts() else { return input }
    return try machine.make(text: String(decoding: pair.both.0.utf8.dropFirst(pair.both.1.utf8.count), as: UTF8.self))
}

@Sendable private func trimEnd(_ input: JSON, _ values: [JSON], _ machine: inout Machine) throws(Fault) -> JSON {
    let pair = try pair(input, values[0], "endswith() requires string inputs")
    guard pair.ends() else { return input }
    return try machine.make(text: String(decoding: pair.both.0.utf8.dropLast(pair.both.1.utf8.count), as: UTF8.self))
}

private func trimmed(_ input: JSON, atStart: Bool, atEnd: Bool, _ machine: inout Machine) throws(Fault) -> JSON {
    guard case .string(let text) = input else { throw Fault("trim input must be a string") }
    var rest = text.unicodeScalars[...]
    if atStart { rest = rest.drop { $0.properties.isWhitespace } }
    while atEnd, let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
    return try machine.make(text: String(rest))
}

@Sendable private func implode(_ input: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    guard case .array(let elements) = input else { throw Fault("implode input must be an array") }
    var text = ""
    for element in elements {
        guard let value = element.double, !value.isNaN else {
            throw Fault("\(told(element)) can't be imploded, unicode codepoint needs to be numeric")
        }
        let scalar = value >= 0 && value < 0x110000 ? Unicode.Scalar(UInt32(value)) : nil
        text.unicodeScalars.append(scalar ?? "\u{FFFD}")
    }
    return try machine.make(text: text)
}

/// As jq builds it with `+`: null is the empty text, numbers and booleans are told, the rest cannot be added.
@Sendable private func join(_ input: JSON, _ values: [JSON], _ machine: inout Machine) throws(Fault) -> JSON {
    var joined: JSON?
    try iterate(input, &machine) { (element, machine) throws(Fault) in
        let start = try joined.map { (text) throws(Fault) in try add(text, values[0], &machine) } ?? ""
        let part: JSON =
            switch element {
            case .bool, .integer, .number: .string(element.encodedText())
            case .null: ""
            default: element
            }
        joined = try add(start, part, &machine)
    }
    return joined ?? ""
}

/// Where a text, an element or a run of elements stands; of texts in code points.
private func indices(_ input: JSON, _ part: JSON, _ machine: inout Machine) throws(Fault) -> JSON {
    switch (input, part) {
    case (.array, .array): return try indexed(input, by: part, &machine)
    case (.array, _): return try indexed(input, by: .array([part]), &machine)
    case (.string(let text), .string(let part)): return try places(of: part, in: text, &machine)
    default: return try indexed(input, by: part, &machine)
    }
}

private func places(of part: String, in text: String, _ machine: inout Machine) throws(Fault) -> JSON {
    try machine.touch(text.utf8.count)
    guard !part.isEmpty else { return text.isEmpty ? .null : .array([]) }
    let bytes = Array(text.utf8)
    var found: [JSON] = []
    var counted = (bytes: 0, scalars: 0)
    for place in places(of: Array(part.utf8), in: bytes, overlapping: true) {
        for byte in bytes[counted.bytes..<place] where byte & 0xC0 != 0x80 { counted.scalars += 1 }
        counted.bytes = place
        found.append(.integer(Int64(counted.scalars)))
    }
    return try machine.make(elements: found)
}
