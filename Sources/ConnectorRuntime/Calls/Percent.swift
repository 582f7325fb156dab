/// Percent-encoding (RFC 3986).
enum Percent {
    /// One segment of a path, wholly encoded: `:` and `@` too, which some platforms give a meaning (LinkedIn's Rest.li keys).
    static func segment(_ text: String) -> String { encode(text, keeping: isUnreserved) }

    /// One segment of what is a path already: what has no meaning in a path stays.
    static func path(_ text: String) -> String { encode(text) { isUnreserved($0) || $0 == 0x3A || $0 == 0x40 } }

    /// A name or value of a query or form.
    static func query(_ text: String) -> String { encode(text, keeping: isUnreserved) }

    /// Text that an author wrote into an address: only what cannot stand in one is encoded.
    static func written(_ text: String) -> String {
        encode(text) { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3C && $0 != 0x3E }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func encode(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        if text.utf8.allSatisfy(isKept) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isKept(byte) { bytes.append(byte) } else { bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
