import ConnectorKit
import InboxModel
import MailFormat

/// The mail that an answer becomes. Made of the act alone, never of the moment: every try sends the same bytes.
struct ReplyMail {
    let messageID: String
    /// Bare addresses for the envelope.
    let recipients: [String]
    let bytes: [UInt8]

    init(_ act: Act, account: MailAccount, ownIDs: OwnMessageID) throws(ConnectorFailure) {
        guard let keep = act.item?.keep.flatMap(MailKeep.init(text:)), !keep.answerTo.isEmpty else {
            throw ConnectorFailure(
                .gone, "The message carries no mail address to answer to.", advice: "Write to its sender in another way.")
        }
        messageID = ownIDs.make(for: act.key)
        recipients = keep.answerTo.map(\.address)
        var builder = MailBuilder(
            from: account.address, to: keep.answerTo, subject: act.subject ?? ReplySubject.make(keep.subject),
            messageID: messageID, date: MailDate(secondsSinceEpoch: act.firstTriedAt.seconds), text: act.text)
        builder.inReplyTo = keep.messageID
        builder.references = keep.references
        builder.attachments = act.files.map { MailBuilder.Attachment(name: $0.name, type: $0.type, bytes: $0.bytes) }
        do throws(MailBuildFailure) {
            bytes = try builder.build()
        } catch {
            throw ConnectorFailure(error.code == .address ? .gone : .rejected, error.message, advice: error.advice)
        }
    }
}
