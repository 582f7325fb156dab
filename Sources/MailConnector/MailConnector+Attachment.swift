public import ConnectorKit
import Iconv
import MailFormat

extension MailConnector {
    /// The bytes of an attachment out of the raw mail it came in; nil where the mail holds no such one.
    /// - Parameter reference: `Attachment.reference` of the message.
    public static func attachment(_ reference: String, in delivery: RawDelivery) -> [UInt8]? {
        let attachments = Mail(delivery.body, charsets: CharsetConversion.decode).attachments
        guard let place = Int(reference), attachments.indices.contains(place) else { return nil }
        return attachments[place].content
    }
}
