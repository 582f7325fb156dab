import Expressions
import InboxModel

/// Where a raw mail came from: kept beside its bytes in the journal, so that it can be read again without the server.
struct MailContext: Sendable, Hashable {
    var mailbox: String
    /// Its folder holds our own answers.
    var isSent: Bool
    var uidValidity: UInt32
    var uid: UInt32
    /// When the server took the mail in (INTERNALDATE).
    var internalDate: Timestamp?

    /// As the journal keeps it.
    var text: String {
        JSON.object(
            JSONObject([
                ("mailbox", .string(mailbox)), ("sent", .bool(isSent)), ("uidValidity", .integer(Int64(uidValidity))),
                ("uid", .integer(Int64(uid))), ("internalDate", internalDate.map { .string($0.rfc3339) } ?? .null),
            ])
        ).encodedText()
    }
}

extension MailContext {
    /// Reads what `text` wrote; nil for anything else.
    init?(text: String) {
        guard let json = try? JSON(parsing: text), let mailbox = json["mailbox"].text, let validity = json["uidValidity"].int64,
            let uid = json["uid"].int64, let uidValidity = UInt32(exactly: validity), let uid = UInt32(exactly: uid)
        else { return nil }
        self.init(
            mailbox: mailbox, isSent: json["sent"] == .bool(true), uidValidity: uidValidity, uid: uid,
            internalDate: json["internalDate"].text.flatMap { Timestamp(rfc3339: $0) })
    }
}
