import Expressions

/// The reference of the manifest language, and the schema that editors check with: both from the one table.
public enum LanguageReference {
    /// Markdown, one chapter a room.
    public static var markdown: String {
        let head = """
            # The connector language

            Made by `stellwerk connector docs`; do not edit. The guide is [Connectors/README.md](../Connectors/README.md).

            *Expressions* are jq: a map builds an object, a list a composite key, an empty value means the field of that name. *Templates* are
            texts with `\\( expression )`; one that is nothing else keeps its JSON type, and null drops its key. *Durations* are `250ms`, `30s`,
            `5m`, `2h`, `14d`. Where a room says *and a request*, the words of [a request](#a-request) stand there too.

            **Kinds:** \(Language.kinds.map { "`\($0)`" }.joined(separator: " ")).
            **Actions:** \(Language.verbs.map { "`\($0)`" }.joined(separator: " ")).
            **Error labels:** \(Language.labels.map { "`\($0)`" }.joined(separator: " ")).

            """
        return ([head] + Language.rooms.map(chapter)).joined(separator: "\n")
    }

    private static func chapter(_ room: LanguageRoom) -> String {
        let keys = room.name == "request" ? Language.request : room.keys
        let tail = room.holdsRequest && room.name != "request" ? " And a request." : ""
        let rows = keys.map { key in
            "| `\(key.name)`\(key.isRequired ? " *" : "") | \(words(key.shape)) | \(key.text.escaped) |"
        }
        return """
            ## \(room.title)

            \((room.text + tail).trimmed)

            | key | takes | means |
            |---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }

    private static func words(_ shape: LanguageRoom.Shape) -> String {
        switch shape {
        case .text: "text"
        case .number: "number"
        case .flag: "true or false"
        case .duration: "duration"
        case .expression: "expression"
        case .template: "template"
        case .address: "path or address"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: " ")
        case .room(let name): link(name)
        case .named(let shape): "names, each with \(words(shape))"
        case .closed(_, let shape): "some of its names, each with \(words(shape))"
        case .list(let shape): "list of \(words(shape))"
        case .oneOrMore(let shape): "\(words(shape)), or a list"
        case .either(let shapes): shapes.map(words).joined(separator: ", or ")
        }
    }

    private static func link(_ name: String) -> String {
        guard let room = Language.rooms.first(where: { $0.name == name }) else { return name }
        let anchor = room.title.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "_" }
            .map { $0 == " " ? "-" : String($0) }.joined()
        return "[\(room.title)](#\(anchor))"
    }

    // MARK: The schema

    /// JSON Schema (draft 2020-12) for editors.
    public static var schema: String {
        let rooms = Language.rooms.map { ($0.name, schema($0)) }
        let top: JSON = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Stellwerk connector",
            "$ref": "#/$defs/manifest", "$defs": .object(JSONObject(rooms)),
        ]
        return top.encodedText(pretty: true) + "\n"
    }

    private static func schema(_ room: LanguageRoom) -> JSON {
        let keys = room.keys + (room.holdsRequest ? Language.request : [])
        var object = JSONObject([
            ("type", "object"), ("additionalProperties", false),
            ("properties", .object(JSONObject(keys.map { ($0.name, described($0)) }))),
        ])
        let required = room.keys.filter(\.isRequired).map { JSON.string($0.name) }
        // A manifest that is a form only has nothing to call.
        if !required.isEmpty { object["required"] = .array(required.filter { $0 != "http" }) }
        return .object(object)
    }

    private static func described(_ key: LanguageRoom.Key) -> JSON {
        guard case .object(var object) = schema(key.shape) else { return true }
        object["description"] = .string(key.text)
        return .object(object)
    }

    private static func schema(_ shape: LanguageRoom.Shape) -> JSON {
        switch shape {
        case .text: ["type": ["string", "number", "boolean"]]
        case .number: ["type": "integer"]
        case .flag: ["type": "boolean"]
        case .duration: ["type": "string", "pattern": #"^[0-9]+(ms|s|m|h|d)$"#]
        case .expression, .template: .object(JSONObject())
        case .address: ["type": "string"]
        case .choice(let words): ["enum": .array(words.map(JSON.string))]
        case .room(let name): ["$ref": .string("#/$defs/\(name)")]
        case .named(let shape): ["type": "object", "additionalProperties": schema(shape)]
        case .closed(let names, let shape):
            [
                "type": "object", "additionalProperties": false,
                "properties": .object(JSONObject(names.map { ($0, schema(shape)) })),
            ]
        case .list(let shape): ["type": "array", "items": schema(shape)]
        case .oneOrMore(let shape): ["anyOf": [schema(shape), ["type": "array", "items": schema(shape)]]]
        case .either(let shapes): ["anyOf": .array(shapes.map(schema))]
        }
    }
}

extension String {
    /// Safe in a cell of a table.
    fileprivate var escaped: String { parts(of: "|").joined(separator: "\\|") }

    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
