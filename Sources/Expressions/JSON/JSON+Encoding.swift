extension JSON {
    /// This value as JSON text. `pretty` puts each member on a line of its own, indented by two blanks, as jq does.
    /// What JSON cannot say becomes what jq makes of it: not-a-number is null, infinity the largest double.
    public func encoded(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(indents: pretty)
        writer.write(self, depth: 0)
        return writer.bytes
    }

    /// The same as a text.
    public func encodedText(pretty: Bool = false) -> String {
        String(decoding: encoded(pretty: pretty), as: UTF8.self)
    }
}

struct JSONWriter {
    let indents: Bool
    /// Beyond so many bytes it stops, somewhere behind them.
    let room: Int
    private(set) var bytes: [UInt8] = []

    init(indents: Bool, room: Int = .max) {
        self.indents = indents
        self.room = room
    }

    mutating func write(_ value: JSON, depth: Int) {
        if bytes.count > room { return }
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): write(value)
        case .number(let value): bytes.append(contentsOf: numberText(value).utf8)
        case .string(let text): write(text)
        case .array(let elements): write(elements, depth)
        case .object(let object): write(object, depth)
        }
    }

    private mutating func write(_ elements: [JSON], _ depth: Int) {
        bytes.append(UInt8(ascii: "["))
        for (place, element) in elements.enumerated() where bytes.count <= room {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            write(element, depth: depth + 1)
        }
        if !elements.isEmpty { breakLine(depth) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: JSONObject, _ depth: Int) {
        bytes.append(UInt8(ascii: "{"))
        for (place, member) in object.members.enumerated() where bytes.count <= room {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            write(member.key)
            bytes.append(UInt8(ascii: ":"))
            if indents { bytes.append(UInt8(ascii: " ")) }
            write(member.value, depth: depth + 1)
        }
        if !object.isEmpty { breakLine(depth) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(_ depth: Int) {
        guard indents else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private mutating func write(_ value: Int64) {
        guard value >= 10 || value < 0 else {
            bytes.append(UInt8(ascii: "0") + UInt8(value))
            return
        }
        bytes.append(contentsOf: String(value).utf8)
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != 0x7F {
                bytes.append(byte)
            } else {
                escape(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: [UInt8(ascii: "u"), 48, 48, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }
    }
}
