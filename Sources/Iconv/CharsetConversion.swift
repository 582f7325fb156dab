private import Glibc

/// Text from the charsets of East Asia and from UTF-7, through the C library's `iconv`.
///
/// Labels come from strangers' mails, so only the names listed here reach the library. Debian's libc6 brings the converters
/// (`/usr/lib/*/gconv`); where one is missing the answer is nil, as for an unknown label.
public enum CharsetConversion {
    /// The text of `bytes`, bad bytes replaced by U+FFFD; nil for a label that is not known here.
    /// - Parameter label: in lower case.
    public static func decode(_ label: String, _ bytes: ArraySlice<UInt8>) -> String? {
        guard let name = names[label], let handle = ConversionHandle(from: name) else { return nil }
        return String(decoding: handle.convert(bytes), as: UTF8.self)
    }

    /// The library's name by label: what programs mean by it, so each set is read as its widest cousin.
    /// Source: the labels of https://encoding.spec.whatwg.org (encodings.json, commit a985b62a), read 2026-11-25, and what mail
    /// programs write besides.
    private static let names: [String: String] = {
        var names: [String: String] = [:]
        for (name, labels) in [
            (
                "GB18030",
                "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030 cp936 ms936 euc-cn "
                    + "windows-936"
            ),
            ("BIG5-HKSCS", "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950 windows-950"),
            ("EUC-JP-MS", "cseucpkdfmtjapanese euc-jp x-euc-jp"),
            ("ISO-2022-JP-3", "csiso2022jp iso-2022-jp iso-2022-jp-1 iso-2022-jp-3 iso-2022-jp-ms"),
            ("ISO-2022-JP-2", "iso-2022-jp-2"),
            ("CP932", "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis cp932"),
            (
                "CP949",
                "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 cp949 "
                    + "uhc"
            ),
            ("ISO-2022-KR", "csiso2022kr iso-2022-kr"),
            ("ISO-2022-CN", "iso-2022-cn"),
            ("EUC-TW", "euc-tw"),
            ("UTF-7", "utf-7 unicode-1-1-utf-7 csunicode11utf7"),
        ] {
            for label in labels.split(separator: " ") { names[String(label)] = name }
        }
        return names
    }()
}

/// One open conversion to UTF-8: made for one text, used by one thread, closed with the value.
private struct ConversionHandle: ~Copyable {
    private let handle: iconv_t

    init?(from name: String) {
        let opened = iconv_open("UTF-8", name)
        // The library's way to say no: (iconv_t) -1.
        guard opened != iconv_t(bitPattern: -1), let opened else { return nil }
        handle = opened
    }

    deinit { iconv_close(handle) }

    /// The converted bytes; each byte that fits nowhere becomes one U+FFFD, a cut sequence at the end another.
    func convert(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var input = bytes.map { CChar(bitPattern: $0) }
        var output: [UInt8] = []
        var buffer = [CChar](repeating: 0, count: 8_192)
        input.withUnsafeMutableBufferPointer { source in
            var next = source.baseAddress
            var left = source.count
            while left > 0 {
                let failure = step(&next, &left, &buffer, &output)
                switch failure {
                case 0, E2BIG: continue
                case EINVAL:
                    output += Self.replacement
                    left = 0
                default:
                    output += Self.replacement
                    next = next?.advanced(by: 1)
                    left -= 1
                }
            }
        }
        return output
    }

    /// Converts as much as the buffer holds and appends it. 0, or the library's error number.
    private func step(
        _ next: inout UnsafeMutablePointer<CChar>?, _ left: inout Int, _ buffer: inout [CChar], _ output: inout [UInt8]
    ) -> Int32 {
        buffer.withUnsafeMutableBufferPointer { target in
            var end = target.baseAddress
            var room = target.count
            let result = iconv(handle, &next, &left, &end, &room)
            let failure = result == Int(bitPattern: UInt.max) ? errno : 0
            for byte in target.prefix(target.count - room) { output.append(UInt8(bitPattern: byte)) }
            return failure
        }
    }

    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
}
