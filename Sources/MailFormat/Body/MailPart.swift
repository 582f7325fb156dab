/// One part of a mail: the mail itself at the root, or what a multipart holds.
public struct MailPart: Sendable {
    public let headers: HeaderFields
    /// The media type in lower case: `text/plain`.
    public let type: String
    /// The parameters of the media type, by name in lower case.
    public let parameters: [String: String]
    /// The parts of a multipart, in order; empty for all others, a forwarded mail included.
    public let children: [MailPart]
    /// As on the wire, before transfer decoding.
    let body: Bytes
    let disposition: ParameterisedValue?

    /// The bytes after transfer decoding. Computed at each call.
    public var content: [UInt8] { Array(decoded) }

    /// The content as text: charset decoded, line ends `\n`, control characters dropped. Computed at each call.
    public var text: String { text(limit: .max) }

    /// The text of the first `limit` bytes.
    func text(limit: Int) -> String {
        TextCleaning.clean(headers.charsets.decode(decoded.prefix(limit), label: parameters["charset"]))
    }

    private var decoded: Bytes {
        TransferEncoding(headers.raw("content-transfer-encoding")).decode(body)
    }

    /// Marked as attachment by its sender.
    public var isAttachment: Bool { disposition?.value == "attachment" }

    /// Meant to be shown where a text points to it.
    public var isInline: Bool { disposition?.value == "inline" }

    /// The `Content-ID` without brackets: what `cid:` links name.
    public var contentID: String? {
        guard let value = headers.raw("content-id") else { return nil }
        let bare = value.filter { $0 != 60 && $0 != 62 && !$0.isSpace }
        return bare.isEmpty ? nil : String(decoding: bare, as: UTF8.self)
    }

    /// The file name as the sender wrote it; never a path to use: see `SafeFileName`.
    public var fileName: String? {
        disposition?.parameters["filename"] ?? parameters["name"]
    }
}
