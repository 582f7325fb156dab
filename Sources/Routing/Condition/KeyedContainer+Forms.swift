extension KeyedDecodingContainer {
    /// A list of values, or a single one without the brackets; never empty.
    func oneOrMore<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> [T] {
        guard var list = try? nestedUnkeyedContainer(forKey: key) else { return [try decode(type, forKey: key)] }
        var values: [T] = []
        while !list.isAtEnd { values.append(try list.decode(type)) }
        guard !values.isEmpty else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "`\(key.stringValue)` names nothing")
        }
        return values
    }

    /// The value where a map stands at the key; nil where something else does.
    func ifMap<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard (try? nestedContainer(keyedBy: AnyKey.self, forKey: key)) != nil else { return nil }
        return try decode(type, forKey: key)
    }
}

/// Every key passes.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
