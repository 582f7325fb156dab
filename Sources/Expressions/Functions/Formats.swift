typealias Formatter = @Sendable (JSON, inout Machine) throws(Fault) -> String

/// What `@name` makes of a value.
let formatters: [String: Formatter] = [
    "text": { (value, machine) throws(Fault) in try machine.text(of: value) },
    "json": { (value, machine) throws(Fault) in try machine.encodedText(of: value) },
    "html": { (value, machine) throws(Fault) in escaped(try machine.text(of: value), htmlEscapes) },
    "uri": { (value, machine) throws(Fault) in percentEncoded(try machine.text(of: value)) },
    "urid": { (value, machine) throws(Fault) in try percentDecoded(try machine.text(of: value)) },
    "sh": { (value, _) throws(Fault) in try shell(value) },
    "csv": { (value, _) throws(Fault) in try row(value, "csv", ",") { "\"" + escaped($0, ["\"": "\"\""]) + "\"" } },
    "tsv": { (value, _) throws(Fault) in try row(value, "tsv", "\t") { escaped($0, tsvEscapes) } },
    "base64": { (value, machine) throws(Fault) in base64(Array(try machine.text(of: value).utf8)) },
    "base64d": { (value, machine) throws(Fault) in try fromBase64(try machine.text(of: value)) },
    "base32": { (value, machine) throws(Fault) in base32(Array(try machine.text(of: value).utf8)) },
    "base32d": { (value, machine) throws(Fault) in try fromBase32(try machine.text(of: value)) },
]

private let htmlEscapes: [Character: String] = ["<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&apos;", "\"": "&quot;"]
private let tsvEscapes: [Character: String] = ["\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"]

private func escaped(_ text: String, _ escapes: [Character: String]) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        if let escape = escapes[Character(scalar)] { escaped += escape } else { escaped.unicodeScalars.append(scalar) }
    }
    return escaped
}

private func shell(_ value: JSON) throws(Fault) -> String {
    guard case .array(let elements) = value else { return try shellWord(value) }
    var words: [String] = []
    for element in elements { words.append(try shellWord(element)) }
    return words.joined(separator: " ")
}

private func shellWord(_ value: JSON) throws(Fault) -> String {
    switch value {
    case .string(let text): return "'" + escaped(text, ["'": "'\\''"]) + "'"
    case .array, .object: throw Fault("\(told(value)) can not be escaped for shell")
    default: return value.encodedText()
    }
}

private func row(_ value: JSON, _ name: String, _ separator: String, _ quote: (String) -> String) throws(Fault) -> String {
    guard case .array(let elements) = value else { throw Fault("\(told(value)) cannot be \(name)-formatted, only array") }
    var cells: [String] = []
    for element in elements {
        switch element {
        case .null: cells.append("")
        case .number(let number) where number.isNaN: cells.append("")
        case .bool, .integer, .number: cells.append(element.encodedText())
        case .string(let text): cells.append(quote(text))
        case .array, .object: throw Fault("\(told(element)) is not valid in a csv row")
        }
    }
    return cells.joined(separator: separator)
}

// MARK: Percent encoding

/// RFC 3986: all but letters, digits and `-_.~` as bytes.
public func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        let isKept =
            isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "~")
        if isKept {
            bytes.append(byte)
        } else {
            bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

private func percentDecoded(_ text: String) throws(Fault) -> String {
    let failure = Fault("\(told(.string(text))) is not a valid uri encoding")
    let encoded = Array(text.utf8)
    var bytes: [UInt8] = []
    var place = 0
    while place < encoded.count {
        guard encoded[place] == UInt8(ascii: "%") else {
            bytes.append(encoded[place])
            place += 1
            continue
        }
        guard place + 2 < encoded.count, let high = hexadecimal(encoded[place + 1]), let low = hexadecimal(encoded[place + 2])
        else {
            throw failure
        }
        bytes.append(high << 4 | low)
        place += 3
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw failure }
    return text
}
