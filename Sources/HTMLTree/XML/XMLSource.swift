/// What is settled about an XML document before libxml2 sees it: its encoding, that it has no document type, and how
/// many attributes a tag has.
enum XMLSource {
    // MARK: Encoding

    /// The document in UTF-8, without a byte order mark.
    static func text(of bytes: [UInt8]) throws(XMLFailure) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return try utf8(bytes.dropFirst(3)) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes.dropFirst(2)) { UInt16($0) << 8 | UInt16($1) } }
        if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes.dropFirst(2)) { UInt16($1) << 8 | UInt16($0) } }
        let name = declaredEncoding(bytes) ?? "utf-8"
        switch name {
        case "utf-8", "utf8", "us-ascii", "ascii": return try utf8(bytes[...])
        case "iso-8859-1", "latin1", "windows-1252", "cp1252": return windows1252(bytes)
        default:
            throw XMLFailure(
                .malformed, "XML in the encoding \(name) cannot be read",
                advice: "Ask the platform for UTF-8, or report the feed to its owner.")
        }
    }

    private static func utf8(_ bytes: ArraySlice<UInt8>) throws(XMLFailure) -> [UInt8] {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw notItsEncoding("UTF-8") }
        return Array(text.utf8)
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, _ unit: (UInt8, UInt8) -> UInt16) throws(XMLFailure) -> [UInt8] {
        let places = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2)
        guard bytes.count.isMultiple(of: 2),
            let text = String(validating: places.map { unit(bytes[$0], bytes[$0 + 1]) }, as: UTF16.self)
        else { throw notItsEncoding("UTF-16") }
        return Array(text.utf8)
    }

    /// Latin-1 is read as Windows-1252, as browsers and feed readers do: the bytes in which they differ are controls in
    /// Latin-1.
    private static func windows1252(_ bytes: [UInt8]) -> [UInt8] {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(0x80...0x9F ~= byte ? high[Int(byte) - 0x80] : Unicode.Scalar(byte)) }
        return Array(String(text).utf8)
    }

    private static let high = Array("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)

    /// The name in `<?xml version="1.0" encoding="..."?>`, in lower case.
    private static func declaredEncoding(_ bytes: [UInt8]) -> String? {
        guard bytes.starts(with: "<?xml".utf8) else { return nil }
        let declaration = String(decoding: bytes.prefix(200).prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
        guard let range = declaration.firstRange(of: "encoding") else { return nil }
        let value = declaration[range.upperBound...].drop { $0 == " " || $0 == "=" }
        guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
        return value.dropFirst().prefix { $0 != quote }.lowercased()
    }

    private static func notItsEncoding(_ name: String) -> XMLFailure {
        XMLFailure(.malformed, "XML is not the \(name) it claims to be", advice: "Report the feed to its owner.")
    }

    // MARK: Tags

    /// Refuses a document type, and tags with so many attributes that libxml2, which compares each with all others,
    /// would take minutes. What this walk does not understand is not well-formed, and libxml2 stops at the same place.
    static func inspect(_ text: [UInt8], mostAttributes: Int) throws(XMLFailure) {
        var rest = text[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[start...]
            if rest.starts(with: "<!--".utf8) {
                rest = rest.dropFirst(4).after("-->")
            } else if rest.starts(with: "<![CDATA[".utf8) {
                rest = rest.dropFirst(9).after("]]>")
            } else if rest.starts(with: "<?".utf8) {
                rest = rest.dropFirst(2).after("?>")
            } else if rest.starts(with: "<!".utf8) {
                throw XMLFailure(
                    .documentType, "XML with a document type is refused",
                    advice: "Ask the platform for XML without <!DOCTYPE ...>.")
            } else {
                rest = try afterTag(rest, mostAttributes)
            }
        }
    }

    private static func afterTag(_ tag: ArraySlice<UInt8>, _ mostAttributes: Int) throws(XMLFailure) -> ArraySlice<UInt8> {
        var (quote, attributes): (UInt8?, Int) = (nil, 0)
        for (place, byte) in zip(tag.indices, tag) {
            switch byte {
            case quote: quote = nil
            case _ where quote != nil: continue
            case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
            case UInt8(ascii: "="):
                attributes += 1
                guard attributes <= mostAttributes else {
                    throw XMLFailure(
                        .tooLarge, "an XML element has more than \(mostAttributes) attributes",
                        advice: "Report the feed to its owner.")
                }
            case UInt8(ascii: ">"): return tag[(place + 1)...]
            default: continue
            }
        }
        return []
    }
}

extension ArraySlice<UInt8> {
    /// What follows the next occurrence of a mark; nothing when there is none.
    fileprivate func after(_ mark: StaticString) -> ArraySlice<UInt8> {
        let mark = UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)
        var rest = self
        while let place = rest.firstIndex(of: mark[0]) {
            rest = rest[place...]
            if rest.starts(with: mark) { return rest.dropFirst(mark.count) }
            rest = rest.dropFirst()
        }
        return []
    }
}
