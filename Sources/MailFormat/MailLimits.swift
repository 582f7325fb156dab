/// How much of a mail is read; what lies beyond is left unread and `Mail.isCutShort` says so.
public struct MailLimits: Sendable, Hashable {
    /// How deep multiparts may nest; a deeper one stays closed and counts as an attachment.
    public var depth: Int
    /// Parts of the whole tree, containers included.
    public var parts: Int
    /// Header fields of one part.
    public var fields: Int
    /// Bytes of the whole text after transfer decoding; what is longer is cut there.
    public var textBytes: Int

    public init(depth: Int = 20, parts: Int = 200, fields: Int = 1_000, textBytes: Int = 1 << 20) {
        (self.depth, self.parts, self.fields, self.textBytes) = (depth, parts, fields, textBytes)
    }
}
