public import ConnectorKit
import CurlHTTP
import Iconv
public import InboxModel
import MailFormat

extension MailConnector {
    /// The bytes of an attachment out of the raw mail it came in; nil where the mail holds no such one.
    /// - Parameter reference: `Attachment.reference` of the message.
    public static func attachment(_ reference: String, in delivery: RawDelivery) -> [UInt8]? {
        attachment(reference, in: delivery.body)?.content
    }

    private static func attachment(_ reference: String, in mail: [UInt8]) -> MailAttachment? {
        let attachments = Mail(mail, charsets: CharsetConversion.decode).attachments
        guard let place = Int(reference), attachments.indices.contains(place) else { return nil }
        return attachments[place]
    }

    /// Reads the mail again where it lies and takes the attachment out of it.
    public func download(_ file: Attachment, of item: StoredItem) async throws(ConnectorFailure) -> FetchedFile {
        guard let reference = file.reference, let keep = item.keep.flatMap(MailKeep.init(text:)), let mailbox = keep.mailbox
        else { throw Self.isGone }
        let mail: (bytes: [UInt8], isCut: Bool)?
        do throws(MailFailure) {
            let store = try await servers.openStore()
            do throws(MailFailure) { mail = try await read(keep, in: mailbox, store) } catch {
                await store.close()
                throw error
            }
            await store.close()
        } catch {
            throw error.asConnectorFailure
        }
        // A stump would give a broken file that looks whole.
        guard mail?.isCut != true else { throw Self.isTooLarge }
        guard let mail, let attachment = Self.attachment(reference, in: mail.bytes) else { throw Self.isGone }
        return FetchedFile(bytes: attachment.content, type: attachment.type)
    }

    /// By UID where it still means the same mail, else by the mail's id; nil where it lies there no longer.
    private func read(_ keep: MailKeep, in mailbox: String, _ store: any MailStore) async throws(MailFailure)
        -> (bytes: [UInt8], isCut: Bool)?
    {
        let status = try await store.examine(mailbox)
        var uids: [UInt32] = []
        if status.uidValidity == keep.uidValidity, let uid = keep.uid {
            uids = [uid]
        } else if let id = keep.messageID {
            uids = try await store.search(.messageID(id))
        }
        guard let uid = uids.first else { return nil }
        // Base64 makes a file a third longer, and the mail has more in it.
        return try await store.mail(uid, limit: FetchedFile.most * 3 / 2)
    }

    private static var isTooLarge: ConnectorFailure {
        ConnectorFailure(
            .rejected, "The mail with this file is larger than is fetched here.", advice: "Open it in the mail program.")
    }

    private static var isGone: ConnectorFailure {
        ConnectorFailure(
            .gone, "The mail with this file no longer lies where it was.",
            advice: "Look for it in the mail program: it may have been moved or deleted.")
    }
}
