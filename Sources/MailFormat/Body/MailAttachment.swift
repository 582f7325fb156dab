/// A part that is not shown as text.
public struct MailAttachment: Sendable {
    public let part: MailPart
    /// True for what a text shows in its place: an image of the HTML text.
    public let isInline: Bool

    /// The name as sent; see `safeName`.
    public var fileName: String? { part.fileName }
    /// A name without path, control and direction characters; nil where the sender gave none.
    public var safeName: String? { SafeFileName.make(part.fileName) }
    public var type: String { part.type }
    public var contentID: String? { part.contentID }
    /// The bytes after transfer decoding; decoded at each call.
    public var content: [UInt8] { part.content }
}
