/// A mail that a machine wrote about another mail (RFC 6522).
public enum MailReport: Sendable, Hashable {
    case delivery(DeliveryReport)
    case disposition(DispositionReport)
}

/// What a mail server says about the way of a mail (RFC 3464).
public struct DeliveryReport: Sendable, Hashable {
    public struct Recipient: Sendable, Hashable {
        public enum Action: String, Sendable { case failed, delayed, delivered, relayed, expanded }

        public var address: String
        public var action: Action
        /// `5.1.1`: first digit 5 for good, 4 for now.
        public var status: String?
        /// The words of the server that refused.
        public var diagnostic: String?
    }

    /// The mail it is about, where the report carries its headers.
    public var originalMessageID: String?
    public var recipients: [Recipient]

    /// The first recipient the mail will certainly not reach; nil where it is only late, or arrived.
    public var failure: Recipient? { recipients.first { $0.action == .failed } }
}

/// What a reader's program says about a mail (RFC 8098).
public struct DispositionReport: Sendable, Hashable {
    public var originalMessageID: String?
    /// `displayed`, `deleted`, `dispatched`, `processed`.
    public var disposition: String?

    public var isDisplayed: Bool { disposition == "displayed" }
}

extension Mail {
    /// `delivery-status`, `disposition-notification` or another word; nil for a mail that is no report.
    public var reportType: String? {
        root.type == "multipart/report" ? root.parameters["report-type"]?.lowercased() : nil
    }

    /// What the report says; nil for a mail that is none, or one that cannot be read.
    public var report: MailReport? {
        guard root.type == "multipart/report" else { return nil }
        let parts = root.children
        if let part = parts.first(where: { $0.type == "message/delivery-status" || $0.type == "message/global-delivery-status" }
        ) {
            return .delivery(deliveryReport(part, original: parts.first { Self.originalTypes.contains($0.type) }))
        }
        if let part = parts.first(where: { $0.type.hasSuffix("disposition-notification") }) {
            return .disposition(dispositionReport(part))
        }
        return nil
    }

    private static let originalTypes: Set = [
        "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers",
    ]

    private func deliveryReport(_ part: MailPart, original: MailPart?) -> DeliveryReport {
        let blocks = fieldBlocks(part.content)
        let id = original.flatMap { fields($0.content[...]).headers.raw("message-id").flatMap(MessageTokens.own) }
        let stated = blocks.lazy.compactMap { $0.raw("x-original-message-id").flatMap(MessageTokens.own) }.first
        return DeliveryReport(originalMessageID: id ?? stated, recipients: blocks.compactMap(recipient))
    }

    private func recipient(_ block: HeaderFields) -> DeliveryReport.Recipient? {
        guard let action = block["action"]?.lowercased().split(separator: " ").first,
            let known = DeliveryReport.Recipient.Action(rawValue: String(action))
        else { return nil }
        return DeliveryReport.Recipient(
            address: Self.afterType(block["final-recipient"] ?? block["original-recipient"] ?? ""), action: known,
            status: block["status"].flatMap { $0.split(separator: " ").first.map(String.init) },
            diagnostic: block["diagnostic-code"].map(Self.afterType))
    }

    private func dispositionReport(_ part: MailPart) -> DispositionReport {
        let block = fields(part.content[...]).headers
        let disposition = block["disposition"].map(Self.afterType)?.split { $0 == "/" || $0 == "," || $0 == " " }.first
        return DispositionReport(
            originalMessageID: block.raw("original-message-id").flatMap(MessageTokens.own),
            disposition: disposition?.lowercased())
    }

    /// `rfc822; ana@customer.example`: what stands behind the type.
    private static func afterType(_ value: String) -> String {
        guard let semicolon = value.firstIndex(of: ";") else { return value }
        return String(value[value.index(after: semicolon)...].drop { $0 == " " })
    }

    /// The groups of fields between empty lines: one about the mail, then one a recipient.
    private func fieldBlocks(_ content: [UInt8]) -> [HeaderFields] {
        var blocks: [HeaderFields] = []
        var rest = content[...]
        while !rest.isEmpty, blocks.count < 200 {
            let (headers, next) = fields(rest)
            blocks.append(headers)
            // A line that is no field would stand still here: step over it.
            rest = next.startIndex == rest.startIndex ? rest[rest.line(from: rest.startIndex).next...] : next
        }
        return blocks
    }

    private func fields(_ bytes: Bytes) -> (headers: HeaderFields, body: Bytes) {
        HeaderFields.parse(bytes, limit: limits.fields, charsets: headers.charsets)
    }
}
