/// Base64 (RFC 2045, section 6.8).
enum Base64 {
    /// Reads what is there: bytes outside the alphabet are passed over, padding may be missing or stand inside, and a last
    /// group that was cut gives the whole bytes it holds.
    static func decode(_ bytes: Bytes) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count / 4 * 3 + 3)
        var group: UInt32 = 0
        var digits = 0
        for byte in bytes {
            let value = values[Int(byte)]
            guard value < 64 else {
                if value == padding { finish(&group, &digits, into: &decoded) }
                continue
            }
            group = group << 6 | UInt32(value)
            digits += 1
            if digits == 4 {
                decoded.append(UInt8(truncatingIfNeeded: group >> 16))
                decoded.append(UInt8(truncatingIfNeeded: group >> 8))
                decoded.append(UInt8(truncatingIfNeeded: group))
                (group, digits) = (0, 0)
            }
        }
        finish(&group, &digits, into: &decoded)
        return decoded
    }

    private static func finish(_ group: inout UInt32, _ digits: inout Int, into decoded: inout [UInt8]) {
        switch digits {
        case 2:
            decoded.append(UInt8(truncatingIfNeeded: group >> 4))
        case 3:
            decoded.append(UInt8(truncatingIfNeeded: group >> 10))
            decoded.append(UInt8(truncatingIfNeeded: group >> 2))
        default: break
        }
        (group, digits) = (0, 0)
    }

    /// Without line ends.
    static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
        var iterator = bytes.makeIterator()
        while let a = iterator.next() {
            let (b, c) = (iterator.next(), iterator.next())
            encoded.append(alphabet[Int(a >> 2)])
            encoded.append(alphabet[Int(a << 4 & 0x30 | (b ?? 0) >> 4)])
            encoded.append(b.map { alphabet[Int($0 << 2 & 0x3C | (c ?? 0) >> 6)] } ?? UInt8(ascii: "="))
            encoded.append(c.map { alphabet[Int($0 & 0x3F)] } ?? UInt8(ascii: "="))
        }
        return encoded
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding: UInt8 = 64
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        values[Int(UInt8(ascii: "="))] = padding
        return values
    }()
}
