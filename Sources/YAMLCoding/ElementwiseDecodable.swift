/// Lists and dictionaries, decoded element by element: a faulty one is recorded and left out, and the next is looked at.
protocol ElementwiseDecodable {
    static func elementwise(from decoder: NodeDecoder) throws -> Self
}

extension Array: ElementwiseDecodable where Element: Decodable {
    static func elementwise(from decoder: NodeDecoder) throws -> [Element] {
        let elements: [YAMLNode]
        switch decoder.node.content {
        case .list(let nodes): elements = nodes
        case .empty: elements = []
        default: throw decoder.mismatch("a list (`- value`)")
        }
        return elements.indices.compactMap { index in
            decoder.run.value(Element.self, of: elements[index], path: decoder.codingPath + [ListIndex(index)])
        }
    }
}

extension Dictionary: ElementwiseDecodable where Key == String, Value: Decodable {
    static func elementwise(from decoder: NodeDecoder) throws -> [String: Value] {
        let entries: [YAMLMap.Entry]
        switch decoder.node.content {
        case .map(let map): entries = map.entries
        case .empty: entries = []
        default: throw decoder.mismatch("a map (`name: value`)")
        }
        var result: [String: Value] = [:]
        for entry in entries {
            let path = decoder.codingPath + [NameKey(entry.key)]
            result[entry.key] = decoder.run.value(Value.self, of: entry.value, path: path)
        }
        return result
    }
}

/// Any name as a coding key.
struct NameKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}
