import FoundationEssentials

extension Document {
    /// As JSON text.
    /// - Parameter escapesForeignLetters: every letter outside ASCII becomes `\uXXXX`, as Telegram writes.
    public func written(escapingForeignLetters escapes: Bool = false) -> String {
        var text = ""
        write(to: &text, escapes)
        return text
    }

    private func write(to text: inout String, _ escapes: Bool) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .whole(let number): text += String(number)
        case .decimal(let number): text += String(number)
        case .text(let value): Self.quote(value, in: &text, escapes)
        case .list(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.write(to: &text, escapes)
            }
            text += "]"
        case .members(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.quote(member.name, in: &text, escapes)
                text += ":"
                member.value.write(to: &text, escapes)
            }
            text += "}"
        }
    }

    private static func quote(_ value: String, in text: inout String, _ escapes: Bool) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar.value {
            case 0x22: text += "\\\""
            case 0x5C: text += "\\\\"
            case 0x0A: text += "\\n"
            case 0x00..<0x20: text += escaped(UInt16(scalar.value))
            case 0x80... where escapes: for unit in UTF16.encode(scalar)! { text += escaped(unit) }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    private static func escaped(_ unit: UInt16) -> String {
        let hex = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    }

    /// Reads JSON text. The order of members is not kept.
    public init(parsing bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Document.self, from: Data(bytes))
    }
}

extension Document: Decodable {
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Int64.self) {
            self = .whole(number)
        } else if let number = try? value.decode(Double.self) {
            self = .decimal(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let elements = try? value.decode([Document].self) {
            self = .list(elements)
        } else {
            let members = try value.decode([String: Document].self)
            self = .members(members.sorted { $0.key < $1.key }.map { Member($0.key, $0.value) })
        }
    }
}
