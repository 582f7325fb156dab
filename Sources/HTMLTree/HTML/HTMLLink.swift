/// What may stand in `href`.
enum HTMLLink {
    /// The address as it may be stored and followed, nil when it leads nowhere a person should go: another scheme than
    /// http, https, mailto and tel, a relative address, or one that two parsers would read in two ways.
    static func safe(_ source: String) -> String? {
        // Browsers ignore line ends and tabs anywhere in an address, and blanks around it.
        let text = source.utf8.filter { $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }.trimmed
        guard text.count <= 2048, isHarmless(text), let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let (scheme, rest) = (String(decoding: text[..<colon], as: UTF8.self).lowercased(), text[(colon + 1)...])
        switch scheme {
        case "http", "https": guard hasHost(rest) else { return nil }
        case "mailto": guard rest.contains(UInt8(ascii: "@")) else { return nil }
        case "tel": guard rest.contains(where: { 0x30...0x39 ~= $0 }) else { return nil }
        default: return nil
        }
        return "\(scheme):\(escaped(rest))"
    }

    /// No backslash, which browsers read as a slash; no control or direction mark, which makes an address look like another.
    private static func isHarmless(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { return false }
        guard text.contains(where: { $0 >= 0x80 }) else { return true }
        return String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
            default: true
            }
        }
    }

    private static func hasHost(_ rest: ArraySlice<UInt8>) -> Bool {
        guard rest.starts(with: "//".utf8) else { return false }
        let authority = rest.dropFirst(2).prefix { !"/?#".utf8.contains($0) }
        // user@host is how an address pretends to be another.
        guard let first = authority.first, !authority.contains(where: "@ <>\"'`%^{}|".utf8.contains) else { return false }
        switch first {
        case UInt8(ascii: "["): return authority.contains(UInt8(ascii: "]"))
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: return true
        default: return false
        }
    }

    private static func escaped(_ rest: ArraySlice<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(rest.count)
        for byte in rest {
            switch byte {
            case UInt8(ascii: " "): text += "%20".utf8
            case UInt8(ascii: "\""): text += "%22".utf8
            case UInt8(ascii: "'"): text += "%27".utf8
            case UInt8(ascii: "<"): text += "%3C".utf8
            case UInt8(ascii: ">"): text += "%3E".utf8
            case UInt8(ascii: "`"): text += "%60".utf8
            case UInt8(ascii: "{"): text += "%7B".utf8
            case UInt8(ascii: "}"): text += "%7D".utf8
            default: text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Without blanks at the ends.
    fileprivate var trimmed: ArraySlice<UInt8> {
        var text = drop { $0 == 0x20 }
        while text.last == 0x20 { text.removeLast() }
        return text
    }
}
