extension JSONReader {
    /// From an opening quote to behind the closing one.
    mutating func text(_ bytes: Span<UInt8>) throws(JSONFailure) -> String {
        at += 1
        let start = at
        var seen: UInt8 = 0
        while at < bytes.count {
            let byte = bytes[unchecked: at]
            if byte == UInt8(ascii: "\"") {
                let raw = bytes.extracting(start..<at)
                at += 1
                if seen >= 0x80 { try check(raw, start, bytes) }
                return String(copying: UTF8Span(unchecked: raw, isKnownASCII: seen < 0x80))
            }
            if byte == UInt8(ascii: "\\") { return try escaped(from: start, bytes) }
            if byte < 0x20 { throw badText(bytes) }
            seen |= byte
            at += 1
        }
        throw unfinished(bytes)
    }

    /// The slower way, for a text with a backslash: standing on it.
    private mutating func escaped(from start: Int, _ bytes: Span<UInt8>) throws(JSONFailure) -> String {
        var plain: [UInt8] = []
        plain.reserveCapacity(at - start + 32)
        for place in start..<at { plain.append(bytes[place]) }
        while at < bytes.count {
            let byte = bytes[unchecked: at]
            if byte == UInt8(ascii: "\"") {
                try check(bytes.extracting(start..<at), start, bytes)
                at += 1
                return String(decoding: plain, as: UTF8.self)
            }
            if byte < 0x20 { throw badText(bytes) }
            if byte == UInt8(ascii: "\\") {
                try escape(&plain, bytes)
            } else {
                plain.append(byte)
                at += 1
            }
        }
        throw unfinished(bytes)
    }

    private mutating func escape(_ plain: inout [UInt8], _ bytes: Span<UInt8>) throws(JSONFailure) {
        guard at + 1 < bytes.count else { throw unfinished(bytes) }
        switch bytes[at + 1] {
        case UInt8(ascii: "n"): plain.append(0x0A)
        case UInt8(ascii: "t"): plain.append(0x09)
        case UInt8(ascii: "r"): plain.append(0x0D)
        case UInt8(ascii: "b"): plain.append(0x08)
        case UInt8(ascii: "f"): plain.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(bytes[at + 1])
        case UInt8(ascii: "u"):
            plain.append(contentsOf: String(try character(bytes)).utf8)
            return
        default:
            throw failure(.badEscape, "there is no such escape as \\ and then this", #"write \\ for a backslash"#, bytes)
        }
        at += 2
    }

    /// `\uXXXX`, or two of them that make a pair. A half without its other half becomes U+FFFD.
    private mutating func character(_ bytes: Span<UInt8>) throws(JSONFailure) -> Unicode.Scalar {
        let unit = try unit(bytes)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
            return "\u{FFFD}"
        }
        let behindFirst = at
        let second = try self.unit(bytes)
        guard second >= 0xDC00, second < 0xE000 else {
            at = behindFirst
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func unit(_ bytes: Span<UInt8>) throws(JSONFailure) -> UInt32 {
        var value: UInt32 = 0
        for place in at + 2..<at + 6 {
            guard place < bytes.count else { throw unfinished(bytes) }
            guard let digit = hexadecimal(bytes[place]) else {
                throw failure(.badEscape, "\\u without four hexadecimal digits", #"write \u00e9, with all four"#, bytes)
            }
            value = value << 4 | UInt32(digit)
        }
        at += 6
        return value
    }

    private func check(_ raw: Span<UInt8>, _ start: Int, _ bytes: Span<UInt8>) throws(JSONFailure) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: raw)
        } catch {
            let place = start + error.byteOffsets.lowerBound
            throw failure(.notUTF8, "this text is not UTF-8", "send UTF-8, the only encoding JSON has", bytes, at: place)
        }
    }
}

/// The worth of a hexadecimal digit.
func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
