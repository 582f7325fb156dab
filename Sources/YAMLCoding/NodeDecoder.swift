/// What the decoders of one file share.
struct DecodingRun: Sendable {
    let file: String
    let log: ProblemLog
    let root: YAMLNode
    let userInfo: [CodingUserInfoKey: any Sendable]
    /// Whether keys that a type does not know are warnings.
    let toleratesUnknownKeys: Bool

    /// Decodes a node. A mistake is recorded, and nil returned.
    func value<T: Decodable>(_ type: T.Type, of node: YAMLNode, path: [any CodingKey]) -> T? {
        let decoder = NodeDecoder(node, run: self, path: path)
        do {
            if let type = type as? any ElementwiseDecodable.Type { return try type.elementwise(from: decoder) as? T }
            try ClosedWords.check(type, decoder)
            return try T(from: decoder)
        } catch is Recorded {
            return nil
        } catch {
            if !decoder.gavePlaceholder { record(error, at: node, path: path) }
            return nil
        }
    }

    /// Records what a type's own `init(from:)` threw.
    private func record(_ error: any Error, at node: YAMLNode, path: [any CodingKey]) {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): log.record("`\(key.stringValue)` is missing", at: node.place)
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let below = context.codingPath.dropFirst(path.count)
            let place = context.codingPath.count >= path.count ? Self.place(below[...], in: node) : node.place
            log.record(context.debugDescription, at: place)
        default: log.record(String(describing: error), at: node.place)
        }
    }

    /// The place of what lies `path` below a node, as far as the path leads.
    static func place(_ path: ArraySlice<any CodingKey>, in node: YAMLNode) -> Place {
        guard let key = path.first else { return node.place }
        switch node.content {
        case .map(let map): return map[key.stringValue].map { place(path.dropFirst(), in: $0.value) } ?? node.place
        case .list(let elements):
            guard let index = key.intValue, elements.indices.contains(index) else { return node.place }
            return place(path.dropFirst(), in: elements[index])
        default: return node.place
        }
    }
}

/// Thrown where a mistake is in the log already.
struct Recorded: Error {}

/// The `Decoder` of one node.
final class NodeDecoder: Decoder {
    let node: YAMLNode
    let run: DecodingRun
    let codingPath: [any CodingKey]
    /// Whether a placeholder was handed out for a part that failed: what the type then says about the whole is no mistake of the file.
    var gavePlaceholder = false

    init(_ node: YAMLNode, run: DecodingRun, path: [any CodingKey]) {
        (self.node, self.run, codingPath) = (node, run, path)
    }

    var userInfo: [CodingUserInfoKey: Any] {
        var notes: [CodingUserInfoKey: Any] = run.userInfo
        notes[YAMLDecoder.Note.file] = run.file
        notes[YAMLDecoder.Note.line] = node.place.line
        notes[YAMLDecoder.Note.column] = node.place.column
        notes[YAMLDecoder.Note.textLine] = node.textPlace.line
        notes[YAMLDecoder.Note.textColumn] = node.textPlace.column
        notes[YAMLDecoder.Note.shape] = node.shape
        if case .scalar(_, let isQuoted) = node.content { notes[YAMLDecoder.Note.quoted] = isQuoted }
        let report: @Sendable (String?, String) -> Void = { [node, log = run.log] key, message in
            log.record(message, at: key.flatMap { node.entry($0)?.keyPlace } ?? node.place)
        }
        notes[YAMLDecoder.Note.report] = report
        return notes
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(KeyedNodeContainer<Key>(map: try map(), decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        ListNodeContainer(elements: try list(), decoder: self)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { ScalarNodeContainer(decoder: self) }

    /// The node's entries; an empty value is an empty map.
    private func map() throws -> YAMLMap {
        switch node.content {
        case .map(let map): return map
        case .empty: return YAMLMap()
        default: throw mismatch("a map (`name: value`)")
        }
    }

    /// The node's elements; an empty value is an empty list.
    private func list() throws -> [YAMLNode] {
        switch node.content {
        case .list(let elements): return elements
        case .empty: return []
        default: throw mismatch("a list (`- value`)")
        }
    }

    func mismatch(_ wanted: String, hint: String = "") -> DecodingError {
        let text = "expected \(wanted), found \(node.noun)\(hint)"
        return .typeMismatch(Any.self, DecodingError.Context(codingPath: codingPath, debugDescription: text))
    }

    /// A part's value, or a placeholder where it is faulty, so that the rest of the type is looked at too.
    func part<T: Decodable>(_ type: T.Type, of node: YAMLNode, key: any CodingKey) throws -> T {
        if let value = run.value(type, of: node, path: codingPath + [key]) { return value }
        return try placeholder(type)
    }

    /// Stands in for a faulty or missing part; whatever is built from it is thrown away.
    func placeholder<T: Decodable>(_ type: T.Type) throws -> T {
        guard let value = Placeholder.value(type, notes: userInfo) else { throw Recorded() }
        gavePlaceholder = true
        return value
    }
}

extension YAMLNode {
    func entry(_ key: String) -> YAMLMap.Entry? {
        if case .map(let map) = content { map[key] } else { nil }
    }
}
