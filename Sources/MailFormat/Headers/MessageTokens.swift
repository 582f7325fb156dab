/// Message ids as they stand in `Message-ID`, `In-Reply-To` and `References`: each `<…>`, brackets kept, case kept.
enum MessageTokens {
    /// Every id of a value in order, each once. Phrases, garbage and an id without its closing bracket are passed over
    /// (RFC 5322, section 4.5.4 tells where they come from).
    static func all(in value: Bytes) -> [String] {
        var found: [String] = []
        var start: Int?
        for at in value.indices {
            switch value[at] {
            case UInt8(ascii: "<"):
                start = at
            case UInt8(ascii: ">"):
                if let begin = start, let token = token(value[begin...at]), !found.contains(token) { found.append(token) }
                start = nil
            default:
                break
            }
            if found.count == limit { break }
        }
        return found
    }

    /// The id of a mail; one written without brackets gets them, because the answers to it will carry them.
    static func own(_ value: Bytes) -> String? {
        if let token = all(in: value).first { return token }
        let bare = value.trimmed
        guard bare.contains(UInt8(ascii: "@")), bare.allSatisfy({ $0 > 32 && $0 != 60 && $0 != 62 }) else { return nil }
        return token([60] + bare + [62])
    }

    private static func token(_ bytes: Bytes) -> String? {
        let token = bytes.filter { !$0.isSpace && !$0.isControl }
        guard token.count > 2, token.count <= 998 else { return nil }
        return String(decoding: token, as: UTF8.self)
    }

    private static let limit = 200
}
