/// What every text goes through, wherever it came from.
enum TextCleaning {
    /// Line ends become `\n`; control characters but the tab go: they mean nothing to a reader and something to a terminal.
    static func clean(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var kept = 0
        var previous: UInt8 = 0
        for place in bytes.indices {
            let byte = bytes[place]
            if byte == 13 || (byte == 10 && previous != 13) {
                bytes[kept] = 10
                kept += 1
            } else if byte == 9 || !byte.isControl {
                bytes[kept] = byte
                kept += 1
            }
            previous = byte
        }
        return String(decoding: bytes[..<kept], as: UTF8.self)
    }
}
