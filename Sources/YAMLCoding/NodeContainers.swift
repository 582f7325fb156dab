import Spelling

/// Reads a map.
struct KeyedNodeContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let map: YAMLMap
    let decoder: NodeDecoder

    init(map: YAMLMap, decoder: NodeDecoder) {
        (self.map, self.decoder) = (map, decoder)
        reportUnknownKeys()
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { map.entries.compactMap { Key(stringValue: $0.key) } }

    func contains(_ key: Key) -> Bool { map[key.stringValue] != nil }

    func decodeNil(forKey key: Key) throws -> Bool { map[key.stringValue]?.value.isEmpty ?? true }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        guard let entry = map[key.stringValue] else { return try missing(type, key) }
        return try decoder.part(type, of: entry.value, key: key)
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let entry = map[key.stringValue], !entry.value.isEmpty else { return nil }
        return decoder.run.value(type, of: entry.value, path: codingPath + [key])
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try below(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try below(key).unkeyedContainer() }

    func superDecoder() throws -> any Decoder { decoder }

    func superDecoder(forKey key: Key) throws -> any Decoder { try below(key) }

    private func below(_ key: Key) throws -> NodeDecoder {
        guard let entry = map[key.stringValue] else {
            throw DecodingError.keyNotFound(key, DecodingError.Context(codingPath: codingPath, debugDescription: ""))
        }
        return NodeDecoder(entry.value, run: decoder.run, path: codingPath + [key])
    }

    private func missing<T: Decodable>(_ type: T.Type, _ key: Key) throws -> T {
        decoder.run.log.record("`\(key.stringValue)` is missing", at: decoder.node.place)
        return try decoder.placeholder(type)
    }

    private func reportUnknownKeys() {
        guard let known = (Key.self as? any CaseIterable.Type)?.keyNames else { return }
        for entry in map.entries where !known.contains(entry.key) {
            let word = Spelling.nearest(to: entry.key, in: known)
            let hint = word.map { "did you mean `\($0)`?" } ?? "known here: \(known.joined(separator: ", "))"
            decoder.run.log.record(
                "unknown key `\(entry.key)`; \(hint)", at: entry.keyPlace, isWarning: decoder.run.toleratesUnknownKeys)
        }
    }
}

extension CaseIterable {
    /// The names of all keys, where the cases are keys.
    fileprivate static var keyNames: [String] { allCases.compactMap { ($0 as? any CodingKey)?.stringValue } }
}

/// Reads a list.
struct ListNodeContainer: UnkeyedDecodingContainer {
    let elements: [YAMLNode]
    let decoder: NodeDecoder
    private(set) var currentIndex = 0

    init(elements: [YAMLNode], decoder: NodeDecoder) { (self.elements, self.decoder) = (elements, decoder) }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, elements[currentIndex].isEmpty else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (node, key) = try next()
        return try decoder.part(type, of: node, key: key)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try superDecoder().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder {
        let (node, key) = try next()
        return NodeDecoder(node, run: decoder.run, path: codingPath + [key])
    }

    private mutating func next() throws -> (YAMLNode, ListIndex) {
        guard !isAtEnd else {
            let text = "expected more than \(elements.count) elements"
            throw DecodingError.valueNotFound(
                Any.self, DecodingError.Context(codingPath: codingPath, debugDescription: text))
        }
        defer { currentIndex += 1 }
        return (elements[currentIndex], ListIndex(currentIndex))
    }
}

/// An element's place as a coding key.
struct ListIndex: CodingKey {
    let intValue: Int?
    var stringValue: String { String(intValue ?? 0) }

    init(_ index: Int) { intValue = index }
    init?(intValue: Int) { self.init(intValue) }
    init?(stringValue: String) { nil }
}

/// Reads a scalar; and, for types that are one of several things, hands the whole node on.
struct ScalarNodeContainer: SingleValueDecodingContainer {
    let decoder: NodeDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.node.isEmpty }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if let type = type as? any ElementwiseDecodable.Type { return try type.elementwise(from: decoder) as! T }
        guard let type = type as? any ScalarReadable.Type else {
            try ClosedWords.check(type, decoder)
            return try T(from: decoder)
        }
        return try type.read(decoder) as! T
    }
}
