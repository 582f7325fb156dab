/// What may stand in `href`.
enum HTMLLink {
    /// The address as it may be stored and followed, nil when it leads nowhere a person should go: another scheme than http, https, mailto and tel, a relative
    /// address, or one that two parsers would read in two ways.
    static func safe(_ source: String) -> String? {
        // Browsers ignore line ends and tabs anywhere in an address, and blanks around it.
        let text = source.unicodeScalars.filter { !["\t", "\n", "\r"].contains($0) }.drop { $0 == " " }
        guard text.count <= 2048, text.allSatisfy(isHarmless), let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = String(String.UnicodeScalarView(text[..<colon])).lowercased()
        let rest = String(String.UnicodeScalarView(text[text.index(after: colon)...].map { $0 })).trimmed
        switch scheme {
        case "http", "https": guard hasHost(rest) else { return nil }
        case "mailto": guard rest.contains("@") else { return nil }
        case "tel": guard rest.contains(where: \.isNumber) else { return nil }
        default: return nil
        }
        return "\(scheme):\(escaped(rest))"
    }

    /// No backslash, which browsers read as a slash; no control or direction mark, which makes an address look like another.
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: scalar != "\\"
        }
    }

    private static func hasHost(_ rest: String) -> Bool {
        guard rest.hasPrefix("//") else { return false }
        let authority = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        // user@host is how an address pretends to be another.
        guard let first = authority.first, !authority.contains(where: { "@ <>\"'`%^{}|".contains($0) }) else { return false }
        return first == "[" ? authority.contains("]") : first.isLetter || first.isNumber
    }

    private static func escaped(_ rest: String) -> String {
        var text = ""
        for scalar in rest.unicodeScalars {
            switch scalar {
            case " ": text += "%20"
            case "\"": text += "%22"
            case "'": text += "%27"
            case "<": text += "%3C"
            case ">": text += "%3E"
            case "`": text += "%60"
            case "{": text += "%7B"
            case "}": text += "%7D"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension String {
    /// Without blanks at the end.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
