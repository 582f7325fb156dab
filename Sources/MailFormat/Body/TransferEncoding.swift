/// How a part's bytes were made fit for the wire.
enum TransferEncoding: Sendable {
    case quotedPrintable, base64
    /// 7bit, 8bit, binary, and every name nobody knows: the bytes as they are.
    case identity

    init(_ field: Bytes?) {
        let name = (field ?? [])[...].trimmed.prefix { !$0.isSpace && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "(") }
        if name.isWord("quoted-printable") {
            self = .quotedPrintable
        } else if name.isWord("base64") {
            self = .base64
        } else {
            self = .identity
        }
    }

    func decode(_ bytes: Bytes) -> Bytes {
        switch self {
        case .quotedPrintable: QuotedPrintable.decode(bytes)[...]
        case .base64: Base64.decode(bytes)[...]
        case .identity: bytes
        }
    }
}
