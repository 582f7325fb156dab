/// Bytes in 64 printable characters (RFC 4648).
///
/// Decoding is strict: every accepted text is the one and only encoding of its bytes (up to padding where it is
/// optional), so nobody can write the same signature in two ways. White space, a wrong alphabet, missing padding and
/// leftover bits are refused.
public struct Base64: Sendable {
    enum Padding { case required, optional, none }

    /// With `+` and `/`, always padded.
    public static let standard = Base64(specials: ("+", "/"), padding: .required)
    /// With `-` and `_`. Written without padding, read with or without.
    public static let url = Base64(specials: ("-", "_"), padding: .optional)
    /// With `+` and `/`, never padded: the form in password hashes (PHC string format).
    static let bare = Base64(specials: ("+", "/"), padding: .none)

    private let letters: [UInt8]
    /// By character: its six bits, or 0xFF.
    private let values: [UInt8]
    private let padding: Padding

    private init(specials: (String, String), padding: Padding) {
        let text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + specials.0 + specials.1
        letters = Array(text.utf8)
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        (self.values, self.padding) = (values, padding)
    }

    public func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var (bits, held): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            (bits, held) = (bits << 8 | UInt32(byte), held + 8)
            while held >= 6 {
                held -= 6
                text.append(letters[Int(bits >> held & 63)])
            }
        }
        if held > 0 { text.append(letters[Int(bits << (6 - held) & 63)]) }
        if padding == .required { text.append(contentsOf: repeatElement(0x3D, count: (4 - text.count % 4) % 4)) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes, or nil when the text is not exactly what `encode` writes for them.
    public func decode(_ text: some StringProtocol) -> [UInt8]? {
        var letters = Array(text.utf8)
        guard takeOffPadding(&letters), letters.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(letters.count / 4 * 3 + 2)
        var (bits, held): (UInt32, UInt32) = (0, 0)
        for letter in letters {
            let value = values[Int(letter)]
            guard value != 0xFF else { return nil }
            (bits, held) = (bits << 6 | UInt32(value), held + 6)
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> held))
            }
        }
        // Bits left over must be zero: otherwise several texts would mean the same bytes.
        return bits & (1 << held - 1) == 0 ? bytes : nil
    }

    private func takeOffPadding(_ letters: inout [UInt8]) -> Bool {
        let pads = letters.reversed().prefix { $0 == 0x3D }.count
        letters.removeLast(pads)
        let due = (4 - letters.count % 4) % 4
        switch padding {
        case .required: return pads == due
        case .optional: return pads == due || pads == 0
        case .none: return pads == 0
        }
    }
}
