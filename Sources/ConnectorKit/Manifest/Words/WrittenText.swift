/// A text as it stands in the file, able to say where a place inside it is.
public struct WrittenText: Sendable, Hashable {
    public var text: String
    /// Where its first character stands.
    public var place: SourcePlace

    init(_ text: String, at place: SourcePlace) { (self.text, self.place) = (text, place) }

    init(_ decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
        place = decoder.textPlace
    }

    /// The place in the file of a place inside the text; both count from 1.
    public func place(line: Int, column: Int) -> SourcePlace {
        SourcePlace(line: place.line + line - 1, column: place.column + column - 1)
    }
}

/// What stands where an expression is wanted: jq, or a map that builds an object, or a list that builds a composite key.
indirect enum WrittenExpression: Decodable, Sendable {
    case text(WrittenText)
    case object(Ordered<FieldOr<WrittenExpression>>)
    case list([WrittenExpression])

    init(from decoder: any Decoder) throws {
        switch decoder.shape {
        case .map: self = .object(try Ordered(from: decoder))
        case .list: self = .list(try decoder.singleValueContainer().decode([WrittenExpression].self))
        case .scalar: self = .text(try WrittenText(decoder))
        case .empty: throw decoder.fault("an expression is missing here")
        }
    }

    var place: SourcePlace {
        switch self {
        case .text(let text): text.place
        case .object(let map): map.entries.first?.place ?? SourcePlace(line: 1, column: 1)
        case .list(let elements): elements.first?.place ?? SourcePlace(line: 1, column: 1)
        }
    }
}

/// A value, or nothing: which in an expression position means the field of that name.
struct FieldOr<Value: Decodable & Sendable>: Decodable, Sendable {
    var value: Value?

    init(from decoder: any Decoder) throws {
        value = decoder.shape == .empty ? nil : try Value(from: decoder)
    }
}

/// What stands where a template is wanted: text with `\( )`, or a map or list of such.
indirect enum WrittenTemplate: Decodable, Sendable {
    case text(WrittenText, isQuoted: Bool)
    case object(Ordered<WrittenTemplate>)
    case list([WrittenTemplate])

    init(from decoder: any Decoder) throws {
        switch decoder.shape {
        case .map: self = .object(try Ordered(from: decoder))
        case .list: self = .list(try decoder.singleValueContainer().decode([WrittenTemplate].self))
        case .scalar: self = .text(try WrittenText(decoder), isQuoted: decoder.isQuoted)
        case .empty: throw decoder.fault(#"a value is missing here; write '' for an empty text or \(null) for none"#)
        }
    }
}

extension KeyedDecodingContainer {
    /// The expression under a key; nil where the key is missing; the field of that name where nothing stands behind it.
    func expression(_ key: Key) throws -> WrittenExpression? {
        guard contains(key) else { return nil }
        guard try decodeNil(forKey: key) else { return try decode(WrittenExpression.self, forKey: key) }
        return .text(WrittenText("." + key.stringValue, at: try superDecoder(forKey: key).place))
    }
}
