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

    /// Labels by what they mean in practice: each set is read as its widest cousin, as browsers do.
    /// Source: https://encoding.spec.whatwg.org/#names-and-labels, read 2026-07-02.
    private static let names: [String: String] = [
        "iso-2022-jp": "ISO-2022-JP-3", "csiso2022jp": "ISO-2022-JP-3", "iso-2022-jp-1": "ISO-2022-JP-3",
        "iso-2022-jp-2": "ISO-2022-JP-2", "iso-2022-jp-3": "ISO-2022-JP-3", "iso-2022-jp-ms": "ISO-2022-JP-3",
        "shift_jis": "CP932", "shift-jis": "CP932", "sjis": "CP932", "x-sjis": "CP932", "ms_kanji": "CP932",
        "windows-31j": "CP932", "cp932": "CP932", "euc-jp": "EUC-JP-MS", "x-euc-jp": "EUC-JP-MS",
        "gb2312": "GB18030", "gbk": "GB18030", "gb18030": "GB18030", "cp936": "GB18030", "x-gbk": "GB18030",
        "chinese": "GB18030", "csgb2312": "GB18030", "gb_2312-80": "GB18030", "euc-cn": "GB18030",
        "big5": "BIG5-HKSCS", "big5-hkscs": "BIG5-HKSCS", "cn-big5": "BIG5-HKSCS", "x-x-big5": "BIG5-HKSCS",
        "cp950": "BIG5-HKSCS", "euc-tw": "EUC-TW", "iso-2022-cn": "ISO-2022-CN",
        "euc-kr": "CP949", "ks_c_5601-1987": "CP949", "ks_c_5601-1989": "CP949", "ksc5601": "CP949", "korean": "CP949",
        "cp949": "CP949", "windows-949": "CP949", "uhc": "CP949", "iso-2022-kr": "ISO-2022-KR",
        "utf-7": "UTF-7", "unicode-1-1-utf-7": "UTF-7",
    ]
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
