/// Folder names as IMAP writes them: modified UTF-7 (RFC 3501, 5.1.3), in quotes.
enum MailboxName {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,".utf8)

    /// The name as an argument of a command; nil if it has a control character or is empty.
    static func argument(_ name: String) -> String? {
        guard !name.isEmpty, name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else { return nil }
        return IMAPText.quoted(encoded(name))
    }

    static func encoded(_ name: String) -> String {
        var text = ""
        var pending: [UInt16] = []
        for scalar in name.unicodeScalars {
            if (0x20...0x7e).contains(scalar.value) {
                text += packed(pending) + (scalar == "&" ? "&-" : String(scalar))
                pending = []
            } else {
                pending += Array(String(scalar).utf16)
            }
        }
        return text + packed(pending)
    }

    /// The name behind what a server sent; as it is, where it is not well written.
    static func decoded(_ name: String) -> String {
        var text = ""
        var rest = Array(name.utf8)[...]
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            text += String(decoding: rest[..<ampersand], as: UTF8.self)
            guard let end = rest[ampersand...].firstIndex(of: UInt8(ascii: "-")) else { return name }
            let inside = rest[(ampersand + 1)..<end]
            guard let part = inside.isEmpty ? "&" : unpacked(inside) else { return name }
            text += part
            rest = rest[(end + 1)...]
        }
        return text + String(decoding: rest, as: UTF8.self)
    }

    private static func packed(_ units: [UInt16]) -> String {
        guard !units.isEmpty else { return "" }
        var output: [UInt8] = []
        var (bits, count) = (UInt32(0), UInt32(0))
        for byte in units.flatMap({ [UInt8($0 >> 8), UInt8($0 & 0xff)] }) {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                output.append(alphabet[Int(bits >> count & 63)])
            }
        }
        if count > 0 { output.append(alphabet[Int(bits << (6 - count) & 63)]) }
        return "&" + String(decoding: output, as: UTF8.self) + "-"
    }

    private static func unpacked(_ base64: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var (bits, count) = (UInt32(0), UInt32(0))
        for letter in base64 {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
        guard !bytes.isEmpty, bytes.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        return String(decoding: units, as: UTF16.self)
    }
}

/// Arguments of commands.
enum IMAPText {
    /// A string in quotes. The caller has refused control characters.
    static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }
        return "\"" + escaped.joined() + "\""
    }

    /// A set of UIDs, runs written short: `3:5,9`.
    static func set(_ uids: some Sequence<UInt32>) -> String {
        var runs: [ClosedRange<UInt32>] = []
        for uid in Set(uids).sorted() where uid > 0 {
            if let last = runs.last, last.upperBound == uid - 1 {
                runs[runs.count - 1] = last.lowerBound...uid
            } else {
                runs.append(uid...uid)
            }
        }
        return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }.joined(separator: ",")
    }
}
