/// The bytes that libxml2 gets to see: valid UTF-8, no control characters, and no tag with thousands of attributes.
///
/// libxml2 compares each attribute of a tag with all before it, so one tag of a megabyte would hold a core for a
/// minute. Where one attribute may end and the next begin stands white space or a quotation mark; after every 256 of
/// these a `<wbr>` is put in, which ends a tag and means nothing in text.
struct HTMLSource {
    private(set) var bytes: [UInt8] = []
    let isCut: Bool

    init(_ source: [UInt8], limit: Int) {
        isCut = source.count > limit
        // Decoding mends broken sequences, also the one at the cut.
        var text = String(decoding: source.prefix(limit), as: UTF8.self)
        bytes.reserveCapacity(text.utf8.count + text.utf8.count / 32)
        text.withUTF8 { take($0) }
        // A byte order mark would be shown.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    }

    private mutating func take(_ text: UnsafeBufferPointer<UInt8>) {
        var separators = 0
        for byte in text {
            switch byte {
            // NUL and other controls: parsers disagree about them, readers never see them.
            case 0..<0x09, 0x0B, 0x0E..<0x20, 0x7F: continue
            case 0x09, 0x0A, 0x0C, 0x0D, 0x20, UInt8(ascii: "\""), UInt8(ascii: "'"): separators += 1
            default: break
            }
            bytes.append(byte)
            guard separators == 256 else { continue }
            bytes.append(contentsOf: "<wbr>".utf8)
            separators = 0
        }
    }
}
