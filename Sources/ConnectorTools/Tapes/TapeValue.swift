public import ConnectorKit
public import Expressions
import Spelling
import YAMLCoding

/// A value of a tape with the place where it stands. Plain `12`, `true` and `null` are what JSON makes of them, all else is text.
public struct TapeValue: Decodable, Sendable {
    indirect enum Content: Sendable {
        case scalar(JSON)
        case list([TapeValue])
        case map([(key: String, value: TapeValue)])
        /// `file NAME`, with what lies there.
        case file(TapeFile)
    }

    let content: Content
    /// Where it stands in the tape.
    public let place: SourcePlace

    public init(from decoder: any Decoder) throws {
        place = decoder.place
        switch decoder.shape {
        case "list":
            content = .list(try decoder.singleValueContainer().decode([TapeValue].self))
        case "map":
            let map = try decoder.container(keyedBy: AnyKey.self)
            content = .map(try map.allKeys.map { ($0.stringValue, try map.decode(TapeValue.self, forKey: $0)) })
        case "empty": content = .scalar(.null)
        default: content = try Self.scalar(decoder)
        }
    }

    private static func scalar(_ decoder: any Decoder) throws -> Content {
        let text = try decoder.singleValueContainer().decode(String.self)
        if decoder.isQuoted { return .scalar(.string(text)) }
        if text.hasPrefix("file ") { return .file(try TapeFile(String(text.dropFirst(5)), decoder)) }
        switch try? JSON(parsing: Array(text.utf8)) {
        case .bool(let flag): return .scalar(.bool(flag))
        case .integer(let number): return .scalar(.integer(number))
        case .number(let number): return .scalar(.number(number))
        case .null?: return .scalar(.null)
        default: return .scalar(.string(text))
        }
    }

    /// The value as JSON; a file is its JSON, or its text where it is none.
    public var json: JSON {
        switch content {
        case .scalar(let value): value
        case .list(let elements): .array(elements.map(\.json))
        case .map(let members): .object(JSONObject(members.map { ($0.key, $0.value.json) }))
        case .file(let file): (try? JSON(parsing: file.bytes)) ?? .string(String(decoding: file.bytes, as: UTF8.self))
        }
    }

    /// The text of a scalar, however it is written; nil for null, lists and maps.
    var text: String? {
        switch content {
        case .scalar(.null): nil
        case .scalar(let value): value.text ?? value.encodedText()
        case .file(let file): String(decoding: file.bytes, as: UTF8.self)
        case .list, .map: nil
        }
    }

    var members: [(key: String, value: TapeValue)]? {
        if case .map(let members) = content { members } else { nil }
    }

    var elements: [TapeValue]? {
        if case .list(let elements) = content { elements } else { nil }
    }

    subscript(key: String) -> TapeValue? { members?.first { $0.key == key }?.value }
}

/// A payload that lies beside the tape.
struct TapeFile: Sendable {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ decoder: any Decoder) throws {
        self.name = name
        guard let shelf = decoder.tapeShelf else {
            bytes = []
            return
        }
        guard !name.contains("/") else {
            throw decoder.fault("`file \(name)` leaves the folder; payloads lie beside their tape")
        }
        guard let found = shelf.payload(name) else {
            let near = Spelling.nearest(to: name, in: shelf.payloadNames).map { "; did you mean \($0)?" } ?? ""
            throw decoder.fault("there is no file \(name) beside the tape\(near)")
        }
        bytes = found
    }

    /// The media type by the name's ending.
    var type: String {
        switch name.split(separator: ".").last?.lowercased() {
        case "json": "application/json"
        case "xml", "rss", "atom": "application/xml"
        case "html": "text/html"
        case "txt": "text/plain"
        case "form": "application/x-www-form-urlencoded"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "gif": "image/gif"
        case "pdf": "application/pdf"
        default: "application/octet-stream"
        }
    }
}

/// Any key.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

// MARK: What the decoder tells

extension Decoder {
    var place: SourcePlace {
        SourcePlace(
            line: userInfo[YAMLDecoder.Note.line] as? Int ?? 1, column: userInfo[YAMLDecoder.Note.column] as? Int ?? 1)
    }

    var shape: String { userInfo[YAMLDecoder.Note.shape] as? String ?? "scalar" }
    var isQuoted: Bool { userInfo[YAMLDecoder.Note.quoted] as? Bool ?? false }
    var tapeShelf: TapeShelf? { userInfo[TapeShelf.key] as? TapeShelf }

    /// Reports a mistake at this value, or at one of its keys, and lets decoding go on.
    func report(_ message: String, atKey key: String? = nil) {
        (userInfo[YAMLDecoder.Note.report] as? @Sendable (String?, String) -> Void)?(key, message)
    }

    /// A mistake that leaves no value.
    func fault(_ message: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: message))
    }
}
