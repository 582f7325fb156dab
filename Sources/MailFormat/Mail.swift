/// A mail, read from its bytes. Reading never fails: what is broken is read as far as it goes, what exceeds the limits is left
/// unread (`isCutShort`). Texts and attachments are decoded when they are asked for.
///
/// One exception to one text per mail: several inline texts of a `multipart/mixed` (a footer that a list added, a text around
/// an image) are one text in the order they come.
public struct Mail: Sendable {
    /// The tree of parts; the root's headers are the mail's.
    public let root: MailPart
    /// True where a limit left something unread: parts, fields, nesting.
    public let isCutShort: Bool
    let limits: MailLimits
    let contents: MailContents

    /// - Parameters:
    ///   - charsets: reads the charsets this module has no table for; nil: they are read as UTF-8 with replacements.
    public init(_ bytes: [UInt8], limits: MailLimits = MailLimits(), charsets: CharsetDecoder? = nil) {
        var reader = PartReader(limits: limits, charsets: Charsets(further: charsets))
        root = reader.read(bytes[...])
        isCutShort = reader.isCutShort
        self.limits = limits
        contents = MailContents(root)
    }

    public var headers: HeaderFields { root.headers }

    /// Readable, in one line; empty where there is none.
    public var subject: String { headers["subject"] ?? "" }

    public var from: [MailAddress] { addresses("from") }
    public var replyTo: [MailAddress] { addresses("reply-to") }
    public var to: [MailAddress] { addresses("to") }
    public var cc: [MailAddress] { addresses("cc") }
    public var sender: MailAddress? { addresses("sender").first }

    private func addresses(_ name: String) -> [MailAddress] {
        headers.allRaw(name).flatMap { AddressList.parse($0, headers.charsets) }
    }

    /// The `Date` field; nil where it is missing or unreadable.
    public var date: MailDate? { headers.raw("date").flatMap { MailDate(parsing: $0) } }

    /// When the last server took it in: the date behind the topmost `Received`.
    public var receivedDate: MailDate? {
        guard let field = headers.raw("received"), let semicolon = field.lastIndex(of: UInt8(ascii: ";")) else { return nil }
        return MailDate(parsing: field[(semicolon + 1)...])
    }

    /// With brackets, case kept: `<CAE1@mail.customer.example>`.
    public var messageID: String? { headers.raw("message-id").flatMap(MessageTokens.own) }

    /// The ids this mail answers; usually one.
    public var inReplyTo: [String] { headers.allRaw("in-reply-to").flatMap { MessageTokens.all(in: $0) } }

    /// The ids of the thread so far, oldest first.
    public var references: [String] { headers.allRaw("references").flatMap { MessageTokens.all(in: $0) } }

    /// Every id this mail hangs on, nearest first, each once: what it answers, then the thread upwards.
    public var ancestors: [String] {
        var ids: [String] = []
        for id in inReplyTo.reversed() + references.reversed() where !ids.contains(id) && id != messageID { ids.append(id) }
        return ids
    }

    /// Parts that are not shown as text, in order.
    public var attachments: [MailAttachment] { contents.attachments }
}
