extension JSON {
    /// Reads one JSON text (RFC 8259, strictly; a byte order mark before it is skipped).
    ///
    /// Whole numbers of 64 bits stay exact, others become the nearest double (too large ones infinity). UTF-8 is checked. Half of
    /// a surrogate pair, written as `\ud83d`, names no character and becomes U+FFFD, as in jq.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONFailure) {
        try self.init(parsing: bytes.span, limits: limits)
    }

    /// Reads one JSON text from memory that stays where it is.
    public init(parsing bytes: Span<UInt8>, limits: JSONLimits = .standard) throws(JSONFailure) {
        var reader = JSONReader(limits: limits)
        self = try reader.document(bytes)
    }

    /// Reads one JSON text.
    public init(parsing text: String, limits: JSONLimits = .standard) throws(JSONFailure) {
        try self.init(parsing: text.utf8.span, limits: limits)
    }
}

/// Walks once over the bytes. They are handed to each method because a value that holds a span cannot be stored.
struct JSONReader {
    let limits: JSONLimits
    var at = 0
    private var depth = 0
    private var nodes = 0

    init(limits: JSONLimits) { self.limits = limits }

    mutating func document(_ bytes: Span<UInt8>) throws(JSONFailure) -> JSON {
        guard bytes.count <= limits.bytes else {
            throw failure(
                .tooLarge, "the text has \(bytes.count) bytes, \(limits.bytes) are allowed", "ask for less at once", bytes)
        }
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { at = 3 }
        skipBlanks(bytes)
        guard at < bytes.count else {
            throw failure(.empty, "there is no JSON value", "send at least null", bytes)
        }
        let value = try value(bytes)
        skipBlanks(bytes)
        guard at == bytes.count else {
            throw failure(
                .afterEnd, "\(found(bytes)) after the end of the value", "send one JSON value and nothing behind it", bytes)
        }
        return value
    }

    mutating func value(_ bytes: Span<UInt8>) throws(JSONFailure) -> JSON {
        guard at < bytes.count else { throw unfinished(bytes) }
        nodes += 1
        if nodes > limits.nodes {
            throw failure(.tooMany, "more than \(limits.nodes) values", "ask for less at once", bytes)
        }
        switch bytes[unchecked: at] {
        case UInt8(ascii: "\""):
            return .string(try text(bytes))
        case UInt8(ascii: "{"):
            return try object(bytes)
        case UInt8(ascii: "["):
            return try array(bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try number(bytes)
        case UInt8(ascii: "t"):
            return try word("true", .bool(true), bytes)
        case UInt8(ascii: "f"):
            return try word("false", .bool(false), bytes)
        case UInt8(ascii: "n"):
            return try word("null", .null, bytes)
        default:
            throw failure(.unexpected, "\(found(bytes)) where a value should stand", valueAdvice(bytes), bytes)
        }
    }

    private mutating func array(_ bytes: Span<UInt8>) throws(JSONFailure) -> JSON {
        try descend(bytes)
        if close(UInt8(ascii: "]"), bytes) { return .array([]) }
        var elements: [JSON] = []
        while true {
            elements.append(try value(bytes))
            if try end(UInt8(ascii: "]"), bytes) { return .array(elements) }
        }
    }

    private mutating func object(_ bytes: Span<UInt8>) throws(JSONFailure) -> JSON {
        try descend(bytes)
        if close(UInt8(ascii: "}"), bytes) { return .object(JSONObject()) }
        var members: [JSONObject.Member] = []
        members.reserveCapacity(8)
        repeat {
            guard at < bytes.count else { throw unfinished(bytes) }
            guard bytes[unchecked: at] == UInt8(ascii: "\"") else {
                throw failure(
                    .unexpected, "\(found(bytes)) where a key should stand",
                    "write keys in double quotes, no comma after the last", bytes)
            }
            let key = try text(bytes)
            skipBlanks(bytes)
            guard at < bytes.count else { throw unfinished(bytes) }
            guard bytes[unchecked: at] == UInt8(ascii: ":") else {
                throw failure(
                    .unexpected, "\(found(bytes)) behind the key `\(key)`", "write a colon and a value behind each key", bytes)
            }
            at += 1
            skipBlanks(bytes)
            members.append((key, try value(bytes)))
        } while try !end(UInt8(ascii: "}"), bytes)
        var repeated: String?
        let object = JSONObject(reading: members, repeated: &repeated)
        if let repeated, limits.duplicates == .refused {
            throw failure(
                .duplicateKey, "the object ending here names `\(repeated)` twice", "send each key once", bytes, at: at - 1)
        }
        return .object(object)
    }

    /// Steps behind the opening bracket.
    private mutating func descend(_ bytes: Span<UInt8>) throws(JSONFailure) {
        depth += 1
        if depth > limits.depth {
            throw failure(.tooDeep, "arrays and objects nest deeper than \(limits.depth)", "send a flatter document", bytes)
        }
        at += 1
        skipBlanks(bytes)
    }

    private mutating func close(_ bracket: UInt8, _ bytes: Span<UInt8>) -> Bool {
        guard at < bytes.count, bytes[unchecked: at] == bracket else { return false }
        at += 1
        depth -= 1
        return true
    }

    /// Behind a value: true for the bracket, false for a comma.
    private mutating func end(_ bracket: UInt8, _ bytes: Span<UInt8>) throws(JSONFailure) -> Bool {
        skipBlanks(bytes)
        guard at < bytes.count else { throw unfinished(bytes) }
        if close(bracket, bytes) { return true }
        guard bytes[unchecked: at] == UInt8(ascii: ",") else {
            let closing = Character(Unicode.Scalar(bracket))
            throw failure(.unexpected, "\(found(bytes)) behind a value", "write a comma or `\(closing)` there", bytes)
        }
        at += 1
        skipBlanks(bytes)
        return false
    }

    private mutating func word(_ word: StaticString, _ value: JSON, _ bytes: Span<UInt8>) throws(JSONFailure) -> JSON {
        let name = word.description
        for letter in name.utf8 {
            guard at < bytes.count, bytes[unchecked: at] == letter else {
                guard at < bytes.count else { throw unfinished(bytes) }
                throw failure(.unexpected, "\(found(bytes)) inside `\(name)`", "write texts in double quotes", bytes)
            }
            at += 1
        }
        return value
    }

    mutating func skipBlanks(_ bytes: Span<UInt8>) {
        while at < bytes.count {
            switch bytes[unchecked: at] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): at += 1
            default: return
            }
        }
    }
}
