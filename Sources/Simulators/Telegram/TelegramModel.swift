import FoundationEssentials

/// A chat of the simulated Telegram: one person alone with the bot, or a group.
struct TelegramChat: Sendable {
    /// The person's id, or a negative one for a group.
    var id: Int64
    /// Nil for a group.
    var person: TelegramUser?
    var title = ""
    /// A public group has a name.
    var username: String?
    var messages: [TelegramMessage] = []
    var pace: Bucket

    var isGroup: Bool { person == nil }

    var document: Document {
        guard let person else {
            return .leavingOut(
                ("id", .whole(id)), ("title", .text(title)), ("username", username.map(Document.text)), ("type", "supergroup"))
        }
        return .leavingOut(
            ("id", .whole(id)), ("first_name", .text(person.firstName)), ("last_name", person.lastName.map(Document.text)),
            ("username", .text(person.username)), ("type", "private"))
    }
}

struct TelegramUser: Sendable, Hashable {
    var id: Int64
    var isBot = false
    var firstName: String
    var lastName: String?
    var username: String
    var language: String?

    var document: Document {
        .leavingOut(
            ("id", .whole(id)), ("is_bot", .bool(isBot)), ("first_name", .text(firstName)),
            ("last_name", lastName.map(Document.text)), ("username", .text(username)),
            ("language_code", language.map(Document.text)))
    }

    var name: String { [firstName, lastName].compactMap { $0 }.joined(separator: " ") }
}

struct TelegramMessage: Sendable {
    var id: Int64
    var from: TelegramUser
    var text: String
    var at: Date
    var editedAt: Date?
    var replyTo: Int64?
    var isDeleted = false
    /// A file; its text is then a caption.
    var document: TelegramFile?
    /// What each user put there.
    var reactions: [Int64: String] = [:]

    /// - Parameter chat: where it stands; what it answers is nested one level, never deeper.
    func document(in chat: TelegramChat, nestsParent: Bool = true) -> Document {
        let parent = replyTo.flatMap { id in chat.messages.first { $0.id == id && !$0.isDeleted } }
        return .leavingOut(
            ("message_id", .whole(id)), ("from", from.document), ("chat", chat.document), ("date", .whole(at.unix)),
            ("edit_date", editedAt.map { .whole($0.unix) }),
            ("reply_to_message", nestsParent ? parent?.document(in: chat, nestsParent: false) : nil),
            ("text", document == nil ? .text(text) : nil),
            ("caption", document == nil || text.isEmpty ? nil : .text(text)), ("document", document?.document))
    }
}

/// A file on Telegram's side.
struct TelegramFile: Sendable {
    var id: String
    var file: SentFile

    var document: Document {
        [
            "file_name": .text(file.name), "mime_type": .text(file.type), "file_id": .text(id),
            "file_unique_id": .text("AgAD" + id.suffix(4)), "file_size": .whole(Int64(file.bytes.count)),
        ]
    }

    /// Below `/file/bot…/`.
    var path: String { "documents/file_\(id.suffix(4))" }
}

/// One thing the bot is to hear of.
struct TelegramUpdate: Sendable {
    var id: Int64
    var chat: Int64
    var kind: String
    var content: Document
    var at: Date

    var document: Document { Document.members([.init("update_id", .whole(id)), .init(kind, content)]) }
}

/// Where updates are delivered to.
struct TelegramWebhook: Sendable {
    var url: String
    var secret: String?
    var lastErrorAt: Date?
    var lastError: String?
}
