/// Reads a charset that this module has no table for (the multi-byte ones of East Asia, UTF-7): the label in lower case and the
/// bytes; nil where it does not know the label. It must not fail on bad bytes but replace them.
public typealias CharsetDecoder = @Sendable (_ label: String, _ bytes: ArraySlice<UInt8>) -> String?

/// Turns bytes into text: Unicode and the single-byte sets itself, the rest through the decoder that the caller brought.
struct Charsets: Sendable {
    var further: CharsetDecoder?

    /// Text for any bytes under any label, never failing. Without a label, or labelled as ASCII, 8-bit bytes are UTF-8 where
    /// they are valid so, else windows-1252; under an unknown label they are UTF-8 with replacements.
    func decode(_ bytes: Bytes, label: String?) -> String {
        guard let name = label.map(Self.normalised), !Self.asciiNames.contains(name) else { return Self.guess(bytes) }
        if Self.utf8Names.contains(name) { return String(decoding: bytes.withoutMark, as: UTF8.self) }
        if let table = Self.tables[name] { return Self.decode(bytes, table) }
        if let order = Self.utf16Orders[name] { return Self.decodeUTF16(bytes, order) }
        return further?(name, bytes) ?? String(decoding: bytes, as: UTF8.self)
    }

    private static func normalised(_ label: String) -> String {
        let name = label.lowercased().filter { $0 != "\"" && $0 != "'" && $0 != " " }
        return aliases[name] ?? name
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

    private enum ByteOrder { case big, little }

    private static func decodeUTF16(_ bytes: Bytes, _ named: ByteOrder) -> String {
        let mark = bytes.prefix(2)
        let order = mark.elementsEqual([0xFF, 0xFE]) ? .little : mark.elementsEqual([0xFE, 0xFF]) ? .big : named
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

// MARK: - Names

extension Charsets {
    private static let asciiNames: Set = [
        "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "us", "default", "unknown-8bit", "",
    ]
    private static let utf8Names: Set = ["utf-8", "utf8", "unicode-1-1-utf-8", "utf-8-mac", "utf8mb4"]
    private static let utf16Orders: [String: ByteOrder] = [
        "utf-16": .big, "utf-16be": .big, "utf-16le": .little, "unicode": .little, "ucs-2": .big, "iso-10646-ucs-2": .big,
    ]

    private static let tables: [String: [UInt16]] = [
        "windows-1250": SingleByteTables.windows1250, "windows-1251": SingleByteTables.windows1251,
        "windows-1252": SingleByteTables.windows1252, "windows-1253": SingleByteTables.windows1253,
        "windows-1254": SingleByteTables.windows1254, "windows-1255": SingleByteTables.windows1255,
        "windows-1256": SingleByteTables.windows1256, "windows-1257": SingleByteTables.windows1257,
        "windows-1258": SingleByteTables.windows1258, "windows-874": SingleByteTables.windows874,
        "iso-8859-2": SingleByteTables.iso2, "iso-8859-3": SingleByteTables.iso3, "iso-8859-4": SingleByteTables.iso4,
        "iso-8859-5": SingleByteTables.iso5, "iso-8859-6": SingleByteTables.iso6, "iso-8859-7": SingleByteTables.iso7,
        "iso-8859-8": SingleByteTables.iso8, "iso-8859-10": SingleByteTables.iso10, "iso-8859-13": SingleByteTables.iso13,
        "iso-8859-14": SingleByteTables.iso14, "iso-8859-15": SingleByteTables.iso15, "iso-8859-16": SingleByteTables.iso16,
        "koi8-r": SingleByteTables.koi8r, "koi8-u": SingleByteTables.koi8u, "macintosh": SingleByteTables.macintosh,
        "ibm437": SingleByteTables.ibm437, "ibm850": SingleByteTables.ibm850, "ibm866": SingleByteTables.ibm866,
    ]

    /// Other names, and the sets that are read as their wider cousins: what is labelled Latin-1 is windows-1252 in practice.
    /// Source: https://encoding.spec.whatwg.org/#names-and-labels, read 2026-07-02.
    private static let aliases: [String: String] = {
        var names = [
            "iso-8859-1": "windows-1252", "iso8859-1": "windows-1252", "iso_8859-1": "windows-1252", "latin1": "windows-1252",
            "latin-1": "windows-1252", "l1": "windows-1252", "iso88591": "windows-1252", "ansi": "windows-1252",
            "iso-8859-9": "windows-1254", "iso8859-9": "windows-1254", "latin5": "windows-1254",
            "iso-8859-11": "windows-874", "tis-620": "windows-874", "latin2": "iso-8859-2", "latin3": "iso-8859-3",
            "latin4": "iso-8859-4", "latin6": "iso-8859-10", "latin9": "iso-8859-15", "latin-9": "iso-8859-15",
            "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6",
            "iso-8859-6-e": "iso-8859-6", "koi8": "koi8-r", "koi8_r": "koi8-r", "koi8-ru": "koi8-u", "mac": "macintosh",
            "x-mac-roman": "macintosh", "cp437": "ibm437", "cp850": "ibm850", "cp866": "ibm866", "cyrillic": "iso-8859-5",
            "arabic": "iso-8859-6", "greek": "iso-8859-7", "hebrew": "iso-8859-8",
        ]
        for number in 1250...1258 {
            for form in ["cp\(number)", "windows\(number)", "cp-\(number)", "x-cp\(number)"] {
                names[form] = "windows-\(number)"
            }
        }
        for number in 2...16 where names["iso-8859-\(number)"] == nil {
            for form in ["iso8859-\(number)", "iso_8859-\(number)", "iso8859\(number)"] { names[form] = "iso-8859-\(number)" }
        }
        return names
    }()
}
