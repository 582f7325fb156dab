/// `"a,b" / ","`
func split(_ text: String, by separator: String, _ machine: inout Machine) throws(Fault) -> JSON {
    try machine.touch(text.utf8.count)
    guard !text.isEmpty else { return .array([]) }
    if separator.isEmpty {
        try machine.make(text.utf8.count * 24)
        return .array(text.unicodeScalars.map { .string(String($0)) })
    }
    let bytes = Array(text.utf8)
    var parts: [JSON] = []
    var start = 0
    for place in places(of: Array(separator.utf8), in: bytes, overlapping: false) {
        parts.append(.string(String(decoding: bytes[start..<place], as: UTF8.self)))
        start = place + separator.utf8.count
    }
    parts.append(.string(String(decoding: bytes[start...], as: UTF8.self)))
    try machine.make(bytes.count + parts.count * 24)
    return .array(parts)
}

/// Where `part` begins, in time that grows with the sum of both lengths (Knuth, Morris, Pratt).
func places(of part: [UInt8], in bytes: [UInt8], overlapping: Bool) -> [Int] {
    guard !part.isEmpty, part.count <= bytes.count else { return [] }
    let fallback = borders(of: part)
    var found: [Int] = []
    var matched = 0
    for (place, byte) in bytes.enumerated() {
        while matched > 0, part[matched] != byte { matched = fallback[matched - 1] }
        if part[matched] == byte { matched += 1 }
        if matched == part.count {
            found.append(place + 1 - part.count)
            matched = overlapping ? fallback[matched - 1] : 0
        }
    }
    return found
}

/// For each prefix, how long its longest border is: a beginning that is also its end.
private func borders(of part: [UInt8]) -> [Int] {
    var borders = [Int](repeating: 0, count: part.count)
    var length = 0
    for place in part.indices.dropFirst() {
        while length > 0, part[length] != part[place] { length = borders[length - 1] }
        if part[length] == part[place] { length += 1 }
        borders[place] = length
    }
    return borders
}

extension String {
    func starts(exactlyWith other: String) -> Bool { utf8.starts(with: other.utf8) }

    func ends(exactlyWith other: String) -> Bool {
        utf8.count >= other.utf8.count && utf8.suffix(other.utf8.count).elementsEqual(other.utf8)
    }

    /// Only A to Z, as jq does.
    var asciiLowercased: String {
        String(decoding: utf8.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }, as: UTF8.self)
    }

    var asciiUppercased: String {
        String(decoding: utf8.map { $0 >= 97 && $0 <= 122 ? $0 - 32 : $0 }, as: UTF8.self)
    }
}
