/// An outgoing mail: set its fields, then `build`. The same fields give the same bytes, so that a second try is the same mail.
///
/// No value can add a header or an address: what could is refused (addresses, ids) or made harmless (names, subject).
public struct MailBuilder: Sendable {
    public var from: MailAddress
    public var to: [MailAddress]
    public var cc: [MailAddress] = []
    /// Where answers should go, where that is not `from`.
    public var replyTo: MailAddress?
    public var subject: String
    /// With brackets; fixed before the first try and kept for all of them.
    public var messageID: String
    public var date: MailDate
    /// The id of the mail this one answers.
    public var inReplyTo: String?
    /// The ids of the thread so far, oldest first; the one answered last. Ids that are none are left out.
    public var references: [String] = []
    /// Plain text with any line ends.
    public var text: String
    public var attachments: [Attachment] = []

    /// A file the mail carries.
    public struct Attachment: Sendable, Hashable {
        public var name: String
        /// A media type; one that is none becomes `application/octet-stream`.
        public var type: String
        public var bytes: [UInt8]

        public init(name: String, type: String, bytes: [UInt8]) { (self.name, self.type, self.bytes) = (name, type, bytes) }
    }

    public init(from: MailAddress, to: [MailAddress], subject: String, messageID: String, date: MailDate, text: String) {
        (self.from, self.to, self.subject) = (from, to, subject)
        (self.messageID, self.date, self.text) = (messageID, date, text)
    }

    /// The mail's bytes: CRLF line ends, no line longer than 998 bytes.
    public func build() throws(MailBuildFailure) -> [UInt8] {
        try check()
        var mail = fields()
        if attachments.isEmpty {
            mail += textPart
        } else {
            mail += "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\r\n\r\n"
            mail += "--\(boundary)\r\n" + textPart
            for attachment in attachments { mail += "--\(boundary)\r\n" + part(attachment) }
            mail += "--\(boundary)--\r\n"
        }
        return Array(mail.utf8)
    }

    private func check() throws(MailBuildFailure) {
        guard !to.isEmpty || !cc.isEmpty else { throw MailBuildFailure(.noRecipient, "") }
        for mailbox in [from] + to + cc + (replyTo.map { [$0] } ?? []) where !MailSyntax.isAddress(mailbox.address) {
            throw MailBuildFailure(.address, mailbox.address)
        }
        guard MailSyntax.isMessageID(messageID) else { throw MailBuildFailure(.messageID, messageID) }
    }

    private func fields() -> String {
        var lines = ["Date: " + date.fieldValue, "From: " + Self.mailboxes([from])]
        if let replyTo { lines.append("Reply-To: " + Self.mailboxes([replyTo])) }
        if !to.isEmpty { lines.append("To: " + Self.mailboxes(to)) }
        if !cc.isEmpty { lines.append("Cc: " + Self.mailboxes(cc)) }
        lines.append("Subject: " + HeaderText.encode(subject, after: "Subject"))
        lines.append("Message-ID: " + messageID)
        if let inReplyTo, MailSyntax.isMessageID(inReplyTo) { lines.append("In-Reply-To: " + inReplyTo) }
        if !thread.isEmpty { lines.append("References: " + HeaderText.folded(thread.joined(separator: " "), after: 12)) }
        lines.append("MIME-Version: 1.0")
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// The thread as it is sent on: a long one keeps its root and its newest ids, as RFC 5537, section 3.4.4, advises.
    private var thread: [String] {
        var ids: [String] = []
        for id in references + (inReplyTo.map { [$0] } ?? []) where MailSyntax.isMessageID(id) {
            ids.removeAll { $0 == id }
            ids.append(id)
        }
        return ids.count <= 21 ? ids : [ids[0]] + ids.suffix(20)
    }

    private static func mailboxes(_ list: [MailAddress]) -> String {
        list.map { $0.name.isEmpty ? $0.address : HeaderText.phrase($0.name) + " <" + $0.address + ">" }
            .joined(separator: ",\r\n ")
    }

    private var textPart: String {
        let ended = text.isEmpty || text.utf8.last == 10 || text.utf8.last == 13 ? text : text + "\n"
        return "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            + String(decoding: QuotedPrintable.encode(ended), as: UTF8.self)
    }

    private func part(_ attachment: Attachment) -> String {
        let type = MailSyntax.isMediaType(attachment.type) ? attachment.type : "application/octet-stream"
        var part = "Content-Type: \(type)\r\nContent-Transfer-Encoding: base64\r\n"
        part += "Content-Disposition: attachment" + Self.fileName(SafeFileName.make(attachment.name)) + "\r\n\r\n"
        let encoded = Base64.encode(attachment.bytes)
        for start in stride(from: 0, to: encoded.count, by: 76) {
            part += String(decoding: encoded[start..<min(start + 76, encoded.count)], as: UTF8.self) + "\r\n"
        }
        return part
    }

    /// RFC 2231 where the name needs it, cut into pieces that fit a line.
    private static func fileName(_ name: String?) -> String {
        guard let name else { return "" }
        if name.utf8.count <= 60, name.utf8.allSatisfy({ $0 >= 32 && $0 < 127 && $0 != 34 && $0 != 92 }) {
            return ";\r\n filename=\"\(name)\""
        }
        let encoded = name.utf8.map { byte in
            byte.isLetter || byte.isDigit || byte == 46 || byte == 45 || byte == 95
                ? String(UnicodeScalar(byte)) : "%" + String(decoding: QuotedPrintable.escape(byte).dropFirst(), as: UTF8.self)
        }
        var pieces = ["UTF-8''"]
        for unit in encoded {
            if pieces[pieces.count - 1].utf8.count + unit.utf8.count > 56 { pieces.append("") }
            pieces[pieces.count - 1] += unit
        }
        guard pieces.count > 1 else { return ";\r\n filename*=" + pieces[0] }
        return pieces.enumerated().map { ";\r\n filename*\($0.offset)*=" + $0.element }.joined()
    }

    /// `=_` stands in no quoted-printable and in no base64 line, so no text can hold the boundary.
    private var boundary: String {
        let digest = messageID.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return "=_stellwerk_" + String(digest, radix: 36)
    }
}
