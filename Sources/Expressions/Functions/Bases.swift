// Base 64 and base 32 (RFC 4648) as jq writes and reads them.

private let letters64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
private let letters32 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

func base64(_ bytes: [UInt8]) -> String { encoded(bytes, letters64, bits: 6, group: 4) }

func base32(_ bytes: [UInt8]) -> String { encoded(bytes, letters32, bits: 5, group: 8) }

private func encoded(_ bytes: [UInt8], _ letters: [UInt8], bits: Int, group: Int) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 8 / bits + group)
    var (buffer, held) = (0, 0)
    for byte in bytes {
        (buffer, held) = ((buffer << 8 | Int(byte)) & 0xFFFF, held + 8)
        while held >= bits {
            held -= bits
            text.append(letters[buffer >> held & (1 << bits - 1)])
        }
    }
    if held > 0 { text.append(letters[buffer << (bits - held) & (1 << bits - 1)]) }
    while text.count % group != 0 { text.append(UInt8(ascii: "=")) }
    return String(decoding: text, as: UTF8.self)
}

/// Padding may be missing; bytes that make no UTF-8 become U+FFFD.
func fromBase64(_ text: String) throws(Fault) -> String {
    guard let bytes = decoded(text, worth64, bits: 6) else { throw Fault("\(told(.string(text))) is not valid base64 data") }
    let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }.count
    if digits % 4 == 1 { throw Fault("\(told(.string(text))) trailing base64 byte found") }
    return String(decoding: bytes, as: UTF8.self)
}

func fromBase32(_ text: String) throws(Fault) -> String {
    guard let bytes = decoded(text, worth32, bits: 5) else { throw Fault("\(told(.string(text))) is not valid base32 data") }
    return String(decoding: bytes, as: UTF8.self)
}

private func decoded(_ text: String, _ worth: [UInt8: Int], bits: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (buffer, held) = (0, 0)
    // What stands behind the padding is passed over, as in jq.
    for letter in text.utf8.prefix(while: { $0 != UInt8(ascii: "=") }) {
        guard let value = worth[letter] else { return nil }
        (buffer, held) = ((buffer << bits | value) & 0xFFFF, held + bits)
        if held >= 8 {
            held -= 8
            bytes.append(UInt8(buffer >> held & 0xFF))
        }
    }
    return bytes
}

private let worth64 = Dictionary(uniqueKeysWithValues: letters64.enumerated().map { ($1, $0) })
private let worth32 = Dictionary(uniqueKeysWithValues: letters32.enumerated().map { ($1, $0) })
