extension Manifest {
    /// One request to the platform. Its words stand beside those of what holds it.
    struct Request: Decodable, Sendable {
        enum Verb: String, CaseIterable { case get, head, post, put, patch, delete }
        enum Format: String, Decodable, CaseIterable, Sendable { case json, form, text, xml }

        var verb: Verb
        var path: WrittenText
        var query: Ordered<WrittenTemplate>
        var headers: Ordered<WrittenTemplate>
        var body: Body?
        /// How the answer is read; nil: by its content type.
        var reading: Format?
        /// What it takes of the limits; 1 where nothing is said.
        var cost: Int

        enum Body: Sendable {
            case json(WrittenTemplate)
            case form(Ordered<WrittenTemplate>)
            case multipart(Ordered<WrittenTemplate>)
            case bytes(WrittenTemplate, type: WrittenTemplate?)
        }

        enum Word: String, CodingKey, CaseIterable, Sendable {
            case get, head, post, put, patch, delete, query, headers, json, form, multipart, bytes, type, body, cost
        }

        init(from decoder: any Decoder) throws {
            let map = try decoder.container(keyedBy: RequestWord<NoWord>.self)
            guard let request = try Request(map, decoder) else {
                throw decoder.fault("a request is missing: one of get, post, put, patch, delete with a path")
            }
            self = request
        }

        /// The request among the words of a map; nil where it has none.
        init?<Key: RequestHolding>(_ map: KeyedDecodingContainer<Key>, _ decoder: any Decoder) throws {
            let verbs = Verb.allCases.filter { map.contains(Key($0.rawValue)) }
            guard let verb = verbs.first else { return nil }
            if verbs.count > 1 {
                decoder.report("a request has one verb; `\(verb.rawValue)` stands here already", atKey: verbs[1].rawValue)
            }
            self.verb = verb
            path = try map.decode(PathText.self, forKey: Key(verb.rawValue)).text
            query = try map.decodeIfPresent(Ordered<WrittenTemplate>.self, forKey: Key("query")) ?? Ordered()
            headers = try map.decodeIfPresent(Ordered<WrittenTemplate>.self, forKey: Key("headers")) ?? Ordered()
            reading = try map.decodeIfPresent(Format.self, forKey: Key("body"))
            cost = try map.decodeIfPresent(Int.self, forKey: Key("cost")) ?? 1
            if cost < 0 { decoder.report("a cost is a whole number, 0 or more", atKey: "cost") }
            body = try Self.body(map, decoder)
            if body != nil, verb == .get || verb == .head {
                decoder.report("a \(verb.rawValue) carries no body; use `query`, or another verb", atKey: verb.rawValue)
            }
        }

        private static func body<Key: RequestHolding>(
            _ map: KeyedDecodingContainer<Key>, _ decoder: any Decoder
        ) throws -> Body? {
            let names = ["json", "form", "multipart", "bytes"].filter { map.contains(Key($0)) }
            if names.count > 1 { decoder.report("a request has one body; `\(names[0])` stands here already", atKey: names[1]) }
            switch names.first {
            case "json": return .json(try map.decode(WrittenTemplate.self, forKey: Key("json")))
            case "form": return .form(try map.decode(Ordered<WrittenTemplate>.self, forKey: Key("form")))
            case "multipart": return .multipart(try map.decode(Ordered<WrittenTemplate>.self, forKey: Key("multipart")))
            case "bytes":
                let type = try map.decodeIfPresent(WrittenTemplate.self, forKey: Key("type"))
                return .bytes(try map.decode(WrittenTemplate.self, forKey: Key("bytes")), type: type)
            default: return nil
            }
        }
    }

    /// A path: text that must be there.
    private struct PathText: Decodable {
        var text: WrittenText
        init(from decoder: any Decoder) throws { text = try WrittenText(decoder) }
    }
}

/// Keys of a map that holds a request.
protocol RequestHolding: CodingKey {
    init(_ name: String)
}

/// The words of a request together with those of what holds it.
struct RequestWord<Own: CaseIterable & RawRepresentable & Sendable>: RequestHolding, CaseIterable, Sendable
where Own.RawValue == String {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(_ own: Own) { stringValue = own.rawValue }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }

    static var allCases: [Self] { Own.allCases.map(Self.init) + Manifest.Request.Word.allCases.map { Self($0.rawValue) } }
}

/// No words besides those of the request.
enum NoWord: String, CaseIterable, Sendable {
    case none = ""
    static var allCases: [NoWord] { [] }
}

extension KeyedDecodingContainer {
    /// Reports each of these keys that stands here: known words whose time has not come.
    func refuse(_ keys: [Key], _ decoder: any Decoder) {
        for key in keys where contains(key) {
            decoder.report("`\(key.stringValue)` is not supported yet; leave it out", atKey: key.stringValue)
        }
    }
}
