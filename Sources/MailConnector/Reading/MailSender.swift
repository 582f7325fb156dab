import InboxModel
import MailFormat

/// Whose mail it is, and whom an answer goes to.
struct MailSender {
    let author: ArrivedAuthor
    let isOurs: Bool
    let answerTo: [MailAddress]

    init(_ mail: Mail, context: MailContext, account: MailAccount, ownIDs: OwnMessageID) {
        let from = mail.from.first ?? mail.sender
        let isFromUs = from.map(account.isOurs) ?? false
        // By the sender's address alone anybody could pass for us, and a contact form does: it takes our folder or our mark.
        isOurs = isFromUs && (context.isSent || mail.messageID.map(ownIDs.isOurs) == true)
        let others = mail.replyTo.filter { !account.isOurs($0) && MailSyntax.isAddress($0.address) }
        if isOurs {
            answerTo = (mail.to + mail.cc).filter { !account.isOurs($0) && MailSyntax.isAddress($0.address) }
            author = Self.author(from, role: .us)
        } else {
            answerTo = others.isEmpty ? mail.from.filter { MailSyntax.isAddress($0.address) } : others
            // A form on our own site writes in our name; the person stands in Reply-To.
            let isForm = from?.domain != nil && from?.domain == account.address.domain
            author = Self.author(isForm ? others.first ?? from : from, role: nil)
        }
    }

    private static func author(_ mailbox: MailAddress?, role: AuthorRole?) -> ArrivedAuthor {
        guard let mailbox else { return ArrivedAuthor(role: role) }
        return ArrivedAuthor(
            id: RemoteAuthorID(mailbox.key), name: mailbox.displayName, handle: mailbox.address, role: role)
    }
}
