/// A file that somebody at the desk put beside an answer. Its bytes are kept until the answer is settled.
public struct Upload: Sendable, Hashable {
    public var id: UploadID
    public var user: UserID
    public var name: String
    public var type: String
    public var size: Int64
    /// What it shows, for those who cannot see it.
    public var alternative: String?
    public var createdAt: Timestamp
    /// The act that carries it; nil while the answer is being written.
    public var entry: OutboxEntryID?

    public init(id: UploadID, user: UserID, name: String, type: String, size: Int64, createdAt: Timestamp) {
        (self.id, self.user, self.name, self.type) = (id, user, name, type)
        (self.size, self.createdAt, self.alternative, self.entry) = (size, createdAt, nil, nil)
    }

    /// As the message shows it.
    public var attachment: Attachment {
        Attachment(name: name, type: type, size: size, reference: Self.mark + id.description, alternative: alternative)
    }

    private static let mark = "upload "

    /// The upload behind an attachment of an answer of ours; nil for what a platform brought.
    public static func id(behind attachment: Attachment) -> UploadID? {
        guard let reference = attachment.reference, reference.hasPrefix(mark) else { return nil }
        return UploadID(reference.dropFirst(mark.count))
    }
}
