import ConnectorKit
import Cryptography
import HTMLTree
import Iconv
import InboxModel
import MailFormat

/// Turns a journalled mail into what the desk takes. Pure: the same bytes and context give the same items on every replay.
struct MailReader: Sendable {
    let account: MailAccount
    let ownIDs: OwnMessageID

    func interpret(_ delivery: RawDelivery) -> Interpretation {
        guard let context = delivery.context.flatMap(MailContext.init(text:)) else {
            return refusal("the delivery does not say which mailbox it came from")
        }
        // A look at an empty mailbox is journalled too: it carries the cursor.
        guard context.uid > 0 else { return Interpretation() }
        let mail = Mail(delivery.body, charsets: CharsetConversion.decode)
        guard !mail.headers.all.isEmpty else { return refusal("the mail has no header") }
        if let receipts = receipts(mail) {
            return Interpretation(arrivals: receipts.map(Arrival.receipt), skipped: receipts.isEmpty ? 1 : 0)
        }
        return Interpretation(arrivals: [.message(message(mail, delivery, context))])
    }

    private func refusal(_ reason: String) -> Interpretation {
        Interpretation(
            refused: [Refusal(place: "$", reason: reason, advice: "Look at the raw delivery; what it holds is no mail.")])
    }

    private func message(_ mail: Mail, _ delivery: RawDelivery, _ context: MailContext) -> ArrivedMessage {
        let sender = MailSender(mail, context: context, account: account, ownIDs: ownIDs)
        let text = MailText(mail)
        var message = ArrivedMessage(
            id: RemoteMessageID(mail.messageID ?? "sha256:" + Hex.encode(Digest.sha256(delivery.body))), kind: .mail,
            visibility: .private, author: sender.author, text: text.shown, isOurs: sender.isOurs)
        message.html = text.html
        message.isFixed = true
        message.subject = mail.subject.isEmpty ? nil : mail.subject
        message.parent = mail.ancestors.first.map { RemoteMessageID($0) }
        message.ancestors = mail.ancestors.dropFirst().map { RemoteMessageID($0) }
        message.at = writtenAt(mail, context)
        message.attachments = mail.attachments.enumerated().map { attachment($0.element, place: $0.offset) }
        message.keep = keep(mail, sender, context).text
        if let sign = mail.automaticSign {
            message.needsAnswer = false
            message.needsAnswerReason = "automatic mail: \(sign.rawValue)"
        }
        return message
    }

    /// The Date field, unless it is missing or later than the arrival by more than a day: then the server's word.
    private func writtenAt(_ mail: Mail, _ context: MailContext) -> Timestamp? {
        let taken = context.internalDate ?? mail.receivedDate.map { Timestamp(seconds: $0.secondsSinceEpoch) }
        guard let date = mail.date, date.secondsSinceEpoch > 0 else { return taken }
        let written = Timestamp(seconds: date.secondsSinceEpoch)
        if let taken, written > taken + .seconds(86_400) { return taken }
        return written
    }

    private func keep(_ mail: Mail, _ sender: MailSender, _ context: MailContext) -> MailKeep {
        MailKeep(
            messageID: mail.messageID, references: mail.ancestors.reversed(), answerTo: sender.answerTo, subject: mail.subject,
            mailbox: context.mailbox, uidValidity: context.uidValidity, uid: context.uid)
    }

    /// `reference` counts the attachments of the raw mail from 0: see `MailConnector.attachment`.
    private func attachment(_ attachment: MailAttachment, place: Int) -> Attachment {
        Attachment(
            name: attachment.safeName, type: attachment.type, size: Int64(attachment.content.count), reference: String(place))
    }
}

// MARK: - Reports about mails of ours

extension MailReader {
    /// What a delivery report or a read receipt says about a mail of ours; empty where it says nothing of use; nil for every
    /// other mail, and for a report about a mail that was not sent from here.
    private func receipts(_ mail: Mail) -> [ArrivedReceipt]? {
        let at = mail.date.map { Timestamp(seconds: $0.secondsSinceEpoch) }
        switch mail.report {
        case .delivery(let report):
            guard let id = report.originalMessageID, ownIDs.isOurs(id) else { return nil }
            return receipt(RemoteMessageID(id), report, at: at).map { [$0] } ?? []
        case .disposition(let report):
            guard let id = report.originalMessageID, report.isDisplayed else { return [] }
            return [ArrivedReceipt(target: RemoteMessageID(id), status: .read, at: at)]
        case nil: return nil
        }
    }

    private func receipt(_ id: RemoteMessageID, _ report: DeliveryReport, at: Timestamp?) -> ArrivedReceipt? {
        if let failure = report.failure {
            return ArrivedReceipt(target: id, status: .failed, reason: reason(failure), at: at)
        }
        guard let first = report.recipients.first else { return nil }
        switch first.action {
        case .delayed: return ArrivedReceipt(target: id, status: .pending, reason: reason(first), at: at)
        case .delivered: return ArrivedReceipt(target: id, status: .delivered, at: at)
        default: return nil
        }
    }

    private func reason(_ recipient: DeliveryReport.Recipient) -> String {
        let words = [recipient.status, recipient.diagnostic.map { String($0.prefix(300)) }].compactMap { $0 }
        return words.isEmpty ? "the mail server gave no reason" : words.joined(separator: ": ")
    }
}
