/// Makes a value of a type out of nothing, so that decoding can go on past a faulty part and find the next mistake.
/// What is built from a placeholder is never handed to the caller: the file has failed already.
enum Placeholder {
    /// - Parameter notes: what the type sees as `userInfo`: the place of what failed.
    static func value<T: Decodable>(_ type: T.Type, notes: [CodingUserInfoKey: Any]) -> T? {
        if let type = type as? any CaseIterable.Type, let first = type.first as? T { return first }
        var notes = notes
        notes[YAMLDecoder.Note.shape] = "empty"
        notes[YAMLDecoder.Note.report] = nil
        return try? T(from: BlankDecoder(depth: 0, userInfo: notes))
    }
}

extension CaseIterable {
    fileprivate static var first: Any? { allCases.first }
}

/// Decodes nothing: texts are empty, numbers 0, lists empty, optionals nil.
private struct BlankDecoder: Decoder {
    struct TooDeep: Error {}

    let depth: Int
    let userInfo: [CodingUserInfoKey: Any]
    var codingPath: [any CodingKey] { [] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(BlankMap<Key>(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { BlankList() }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { BlankScalar(decoder: self) }

    func value<T: Decodable>(_ type: T.Type) throws -> T {
        if let number = (type as? any Numeric.Type)?.zero as? T { return number }
        if let text = "" as? T { return text }
        if let flag = false as? T { return flag }
        if let type = type as? any CaseIterable.Type, let first = type.first as? T { return first }
        guard depth < 16 else { throw TooDeep() }
        return try T(from: BlankDecoder(depth: depth + 1, userInfo: userInfo))
    }
}

extension Numeric {
    fileprivate static var zero: Any { Self(exactly: 0) as Any }
}

private struct BlankMap<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: BlankDecoder
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { false }
    func decodeNil(forKey key: Key) -> Bool { true }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try decoder.value(type) }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try decoder.container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer { BlankList() }
    func superDecoder() -> any Decoder { decoder }
    func superDecoder(forKey key: Key) -> any Decoder { decoder }
}

private struct BlankList: UnkeyedDecodingContainer {
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 0 }
    var isAtEnd: Bool { true }
    var currentIndex: Int { 0 }

    func decodeNil() -> Bool { false }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { throw BlankDecoder.TooDeep() }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        throw BlankDecoder.TooDeep()
    }
    func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw BlankDecoder.TooDeep() }
    func superDecoder() throws -> any Decoder { throw BlankDecoder.TooDeep() }
}

private struct BlankScalar: SingleValueDecodingContainer {
    let decoder: BlankDecoder
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.value(type) }
}
