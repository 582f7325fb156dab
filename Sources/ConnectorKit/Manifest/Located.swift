/// A place in a file; both count from 1.
public struct SourcePlace: Sendable, Hashable, Comparable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) { (self.line, self.column) = (line, column) }

    public static func < (a: SourcePlace, b: SourcePlace) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// A decoded value with the place where it stands.
public struct Located<Value: Decodable & Sendable>: Decodable, Sendable {
    public var value: Value
    public var place: SourcePlace

    public init(_ value: Value, at place: SourcePlace) { (self.value, self.place) = (value, place) }

    public init(from decoder: any Decoder) throws {
        place = decoder.place
        value = try decoder.singleValueContainer().decode(Value.self)
    }
}

/// A map whose order counts.
public struct Ordered<Value: Decodable & Sendable>: Decodable, Sendable {
    public struct Entry: Sendable {
        public var key: String
        public var value: Value
        /// Where the value stands.
        public var place: SourcePlace
    }

    public var entries: [Entry]

    public init(_ entries: [Entry] = []) { self.entries = entries }

    public init(from decoder: any Decoder) throws {
        let map = try decoder.container(keyedBy: AnyName.self)
        entries = []
        for key in map.allKeys {
            let place = try map.superDecoder(forKey: key).place
            entries.append(Entry(key: key.stringValue, value: try map.decode(Value.self, forKey: key), place: place))
        }
    }

    public subscript(key: String) -> Value? { entries.first { $0.key == key }?.value }
    public var keys: [String] { entries.map(\.key) }
    public var isEmpty: Bool { entries.isEmpty }
}

/// Any key.
struct AnyName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

/// What a value of the file looks like.
enum SourceShape: String { case empty, scalar, list, map }

// MARK: What the decoder tells about the file (`YAMLDecoder.Note`), by name, so that this target needs no YAML

extension Decoder {
    private func note<T>(_ name: String) -> T? { userInfo[CodingUserInfoKey(rawValue: name)!] as? T }

    /// Where the value stands; 1:1 where the decoder does not say.
    var place: SourcePlace { SourcePlace(line: note("source.line") ?? 1, column: note("source.column") ?? 1) }

    /// Where a scalar's text begins.
    var textPlace: SourcePlace {
        let place = place
        return SourcePlace(line: note("source.text.line") ?? place.line, column: note("source.text.column") ?? place.column)
    }

    var isQuoted: Bool { note("source.quoted") ?? false }

    var shape: SourceShape { (note("source.shape") as String?).flatMap(SourceShape.init) ?? .scalar }

    /// Reports a mistake at this value, or at one of its keys, and lets decoding go on.
    func report(_ message: String, atKey key: String? = nil) {
        let report: (@Sendable (String?, String) -> Void)? = note("source.report")
        report?(key, message)
    }

    /// A mistake that leaves no value.
    func fault(_ message: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: message))
    }
}
