/// Which charset a label means.
///
/// Source: the labels of https://encoding.spec.whatwg.org (encodings.json, commit a985b62a), read 2026-11-25. They say what programs
/// mean: what is labelled Latin-1 is windows-1252. A few names that mail programs write besides are added.
enum CharsetNames {
    enum ByteOrder: Sendable { case big, little }

    enum Meaning: Sendable {
        /// 7 bits, or whatever it really is: see `Charsets.decode`.
        case ascii
        case utf8
        case utf16(ByteOrder)
        case table([UInt16])
    }

    /// By label, in lower case. Charsets that this module has no table for are not among them.
    static let meaning: [String: Meaning] = {
        var meaning: [String: Meaning] = [:]
        for (labels, charset) in [
            ("ansi_x3.4-1968 ascii us-ascii iso646-us us default unknown-8bit", .ascii),
            ("unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 utf8mb4 utf-8-mac", .utf8),
            ("unicodefffe utf-16be", .utf16(.big)),
            ("csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le", .utf16(.little)),
            ("cp1250 windows-1250 x-cp1250 windows1250", .table(SingleByteTables.windows1250)),
            ("cp1251 windows-1251 x-cp1251 windows1251", .table(SingleByteTables.windows1251)),
            (
                "cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 "
                    + "windows-1252 x-cp1252 latin-1 ansi windows1252 cp-1252",
                .table(SingleByteTables.windows1252)
            ),
            ("cp1253 windows-1253 x-cp1253", .table(SingleByteTables.windows1253)),
            (
                "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 "
                    + "x-cp1254",
                .table(SingleByteTables.windows1254)
            ),
            ("cp1255 windows-1255 x-cp1255", .table(SingleByteTables.windows1255)),
            ("cp1256 windows-1256 x-cp1256", .table(SingleByteTables.windows1256)),
            ("cp1257 windows-1257 x-cp1257", .table(SingleByteTables.windows1257)),
            ("cp1258 windows-1258 x-cp1258", .table(SingleByteTables.windows1258)),
            ("dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874", .table(SingleByteTables.windows874)),
            (
                "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
                .table(SingleByteTables.iso2)
            ),
            (
                "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
                .table(SingleByteTables.iso3)
            ),
            (
                "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
                .table(SingleByteTables.iso4)
            ),
            (
                "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
                .table(SingleByteTables.iso5)
            ),
            (
                "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i "
                    + "iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
                .table(SingleByteTables.iso6)
            ),
            (
                "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 "
                    + "iso_8859-7:1987 sun_eu_greek",
                .table(SingleByteTables.iso7)
            ),
            (
                "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 "
                    + "iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical",
                .table(SingleByteTables.iso8)
            ),
            ("csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6", .table(SingleByteTables.iso10)),
            ("iso-8859-13 iso8859-13 iso885913", .table(SingleByteTables.iso13)),
            ("iso-8859-14 iso8859-14 iso885914", .table(SingleByteTables.iso14)),
            ("csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 latin9 latin-9", .table(SingleByteTables.iso15)),
            ("iso-8859-16", .table(SingleByteTables.iso16)),
            ("cskoi8r koi koi8 koi8-r koi8_r", .table(SingleByteTables.koi8r)),
            ("koi8-ru koi8-u", .table(SingleByteTables.koi8u)),
            ("csmacintosh mac macintosh x-mac-roman", .table(SingleByteTables.macintosh)),
            ("866 cp866 csibm866 ibm866", .table(SingleByteTables.ibm866)),
            ("ibm437 cp437 437 cspc8codepage437", .table(SingleByteTables.ibm437)),
            ("ibm850 cp850 850 cspc850multilingual", .table(SingleByteTables.ibm850)),
        ] as [(String, Meaning)] {
            for label in labels.split(separator: " ") { meaning[String(label)] = charset }
        }
        meaning[""] = .ascii
        return meaning
    }()
}
