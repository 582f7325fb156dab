import Expressions
import MailFormat

/// What is kept with each stored mail for answering it later: `ArrivedMessage.keep`.
struct MailKeep: Sendable, Hashable {
    /// Its own id, where it has one.
    var messageID: String?
    /// The thread above it, oldest first.
    var references: [String]
    /// Whom an answer goes to: Reply-To, else From; for a mail of ours its recipients.
    var answerTo: [MailAddress]
    var subject: String
    /// Where it lies, for deleting it.
    var mailbox: String?
    var uidValidity: UInt32?
    var uid: UInt32?

    var text: String {
        let mailboxes = answerTo.map {
            JSON.object(JSONObject([("name", .string($0.name)), ("address", .string($0.address))]))
        }
        return JSON.object(
            JSONObject([
                ("messageId", messageID.map(JSON.string) ?? .null), ("references", .array(references.map(JSON.string))),
                ("answerTo", .array(mailboxes)), ("subject", .string(subject)), ("mailbox", mailbox.map(JSON.string) ?? .null),
                ("uidValidity", uidValidity.map { .integer(Int64($0)) } ?? .null),
                ("uid", uid.map { .integer(Int64($0)) } ?? .null),
            ])
        ).encodedText()
    }

    init(
        messageID: String?, references: [String], answerTo: [MailAddress], subject: String, mailbox: String? = nil,
        uidValidity: UInt32? = nil, uid: UInt32? = nil
    ) {
        (self.messageID, self.references, self.answerTo, self.subject) = (messageID, references, answerTo, subject)
        (self.mailbox, self.uidValidity, self.uid) = (mailbox, uidValidity, uid)
    }

    /// Reads what `text` wrote; nil for anything else.
    init?(text: String) {
        guard let json = try? JSON(parsing: text), let mailboxes = json["answerTo"].elements else { return nil }
        self.init(
            messageID: json["messageId"].text, references: (json["references"].elements ?? []).compactMap(\.text),
            answerTo: mailboxes.compactMap { mailbox in
                mailbox["address"].text.map { MailAddress(name: mailbox["name"].text ?? "", address: $0) }
            },
            subject: json["subject"].text ?? "", mailbox: json["mailbox"].text,
            uidValidity: json["uidValidity"].int64.flatMap { UInt32(exactly: $0) },
            uid: json["uid"].int64.flatMap { UInt32(exactly: $0) })
    }
}
