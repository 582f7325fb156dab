import Expressions

/// Texts of a platform, made fit to be kept.
enum ReadText {
    /// The text of a value: texts, numbers and truth values; nil for null, lists, objects and an empty text.
    static func text(_ value: JSON) -> String? {
        switch value {
        case .string(let text): text.isEmpty ? nil : text
        case .integer, .number, .bool: value.encodedText()
        case .null, .array, .object: nil
        }
    }

    /// A message's text: line ends as one sign, no control characters but line ends and tabs.
    static func body(_ text: String) -> String {
        let unix = text.unicodeScalars.contains("\r") ? unified(text) : text
        guard unix.unicodeScalars.contains(where: isForbidden) else { return unix }
        return String(String.UnicodeScalarView(unix.unicodeScalars.filter { !isForbidden($0) }))
    }

    /// A name or title: one line.
    static func line(_ text: String) -> String {
        text.split(whereSeparator: { $0.isNewline }).map { body(String($0)) }.joined(separator: " ")
    }

    /// The beginning of a longer text.
    static func excerpt(_ text: String) -> String {
        let text = body(text)
        return text.count > 500 ? String(text.prefix(500)) + "…" : text
    }

    /// An address that may be shown as a link: http or https.
    static func link(_ text: String) -> String? {
        let lower = text.prefix(8).lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://"), text.utf8.count <= 4_096,
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
        else { return nil }
        return text
    }

    /// A file's name without any folder.
    static func fileName(_ text: String) -> String? {
        let name = line(text).split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        return name.isEmpty || name == "." || name == ".." ? nil : String(name.prefix(255))
    }

    private static func unified(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "\r" { result.append("\n") } else if scalar != "\n" || last != "\r" { result.append(scalar) }
            last = scalar
        }
        return String(result)
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || scalar.value == 0x7F
    }
}
