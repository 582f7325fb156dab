/// The name under which a browser saves a file of somebody else's.
struct FileName: Sendable, Hashable {
    let text: String

    /// Without folders, control and direction signs, and with an ending that fits what the file really is.
    init(_ name: String?, kind: FileKind) {
        let last = (name ?? "").split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let clean = last.unicodeScalars.filter { !Self.isForbidden($0) }.map { String($0) }.joined()
        let stem = clean.drop { $0 == "." || $0 == " " }.prefix(120)
        let base = stem.isEmpty ? "file" : String(stem)
        text = Self.endings[kind.type].map { base.lowercased().hasAnySuffix($0) ? base : base + $0[0] } ?? base
    }

    /// `Content-Disposition` (RFC 6266, with the extended notation of RFC 8187).
    func disposition(isInline: Bool) -> String {
        let plain = text.utf8.map { byte in
            (0x20..<0x7F).contains(byte) && byte != 0x22 && byte != 0x5C && byte != 0x25 ? Character(UnicodeScalar(byte)) : "_"
        }
        let digits = Array("0123456789ABCDEF")
        let extended = text.utf8.map { byte -> String in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(byte))
            default: "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }.joined()
        return "\(isInline ? "inline" : "attachment"); filename=\"\(String(plain))\"; filename*=UTF-8''\(extended)"
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        default: "<>:\"|?*".unicodeScalars.contains(scalar)
        }
    }

    private static let endings: [String: [String]] = [
        "image/jpeg": [".jpg", ".jpeg"], "image/png": [".png"], "image/gif": [".gif"], "image/webp": [".webp"],
        "image/avif": [".avif"], "audio/ogg": [".ogg", ".oga", ".opus"], "audio/mpeg": [".mp3"], "audio/wav": [".wav"],
        "audio/mp4": [".m4a"], "video/mp4": [".mp4", ".m4v"], "video/webm": [".webm", ".mkv"], "application/pdf": [".pdf"],
    ]
}

extension String {
    fileprivate func hasAnySuffix(_ endings: [String]) -> Bool { endings.contains { hasSuffix($0) } }
}
