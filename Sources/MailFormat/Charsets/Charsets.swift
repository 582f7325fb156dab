/// Reads a charset that this module has no table for (the multi-byte ones of East Asia, UTF-7): the label in lower case and the
/// bytes; nil where it does not know the label. It must not fail on bad bytes but replace them.
public typealias CharsetDecoder = @Sendable (_ label: String, _ bytes: ArraySlice<UInt8>) -> String?

/// Turns bytes into text: Unicode and the single-byte sets itself, the rest through the decoder that the caller brought.
struct Charsets: Sendable {
    var further: CharsetDecoder?

    /// Text for any bytes under any label, never failing. Without a label, or labelled as ASCII, 8-bit bytes are UTF-8 where
    /// they are valid so, else windows-1252; under an unknown label they are UTF-8 with replacements.
    func decode(_ bytes: Bytes, label: String?) -> String {
        let name = (label ?? "").lowercased().filter { $0 != "\"" && $0 != "'" && $0 != " " }
        switch CharsetNames.meaning[name] {
        case .ascii: return Self.guess(bytes)
        case .utf8: return String(decoding: bytes.withoutMark, as: UTF8.self)
        case .utf16(let order): return Self.decodeUTF16(bytes, order)
        case .table(let table): return Self.decode(bytes, table)
        case nil: return further?(name, bytes) ?? String(decoding: bytes, as: UTF8.self)
        }
    }

    private static func guess(_ bytes: Bytes) -> String {
        String(validating: bytes.withoutMark, as: UTF8.self) ?? decode(bytes, SingleByteTables.windows1252)
    }

    private static func decode(_ bytes: Bytes, _ table: [UInt16]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 4)
        for byte in bytes {
            guard byte >= 128 else {
                text.append(byte)
                continue
            }
            let scalar = table[Int(byte) - 128]
            if scalar < 0x800 {
                text.append(0xC0 | UInt8(scalar >> 6))
            } else {
                text.append(0xE0 | UInt8(scalar >> 12))
                text.append(0x80 | UInt8(scalar >> 6 & 0x3F))
            }
            text.append(0x80 | UInt8(scalar & 0x3F))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decodeUTF16(_ bytes: Bytes, _ named: CharsetNames.ByteOrder) -> String {
        let mark = bytes.prefix(2)
        let order: CharsetNames.ByteOrder =
            mark.elementsEqual([0xFF, 0xFE]) ? .little : mark.elementsEqual([0xFE, 0xFF]) ? .big : named
        let start = mark.elementsEqual([0xFF, 0xFE]) || mark.elementsEqual([0xFE, 0xFF]) ? 2 : 0
        let units = stride(from: bytes.startIndex + start, to: bytes.endIndex - 1, by: 2).map { at in
            let (a, b) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
            return order == .big ? a << 8 | b : b << 8 | a
        }
        return String(decoding: units, as: UTF16.self)
    }
}

extension Bytes {
    /// Without the byte order mark of UTF-8.
    fileprivate var withoutMark: Bytes { starts(with: [0xEF, 0xBB, 0xBF]) ? dropFirst(3) : self }
}
