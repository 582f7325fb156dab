import ConnectorKit
import Expressions
import InboxModel

/// How far a mailbox has been read: everything up to `uid` is stored.
struct MailboxCursor: Sendable, Hashable {
    var uidValidity: UInt32
    var uid: UInt32
    /// UIDs up to here are history: they were there before the channel was.
    var historyTo: UInt32 = 0
    /// When the newest mail taken was received: where a mailbox whose UIDs were voided is read again from.
    var newest: Timestamp?

    var stored: StreamCursor {
        StreamCursor(
            JSON.object(
                JSONObject([
                    ("uidValidity", .integer(Int64(uidValidity))), ("uid", .integer(Int64(uid))),
                    ("historyTo", .integer(Int64(historyTo))), ("newest", newest.map { .string($0.rfc3339) } ?? .null),
                ])
            ).encodedText())
    }
}

extension MailboxCursor {
    /// Reads what `stored` wrote; nil for anything else, which is then read anew.
    init?(_ stored: StreamCursor) {
        guard let json = try? JSON(parsing: stored.rawValue),
            let validity = json["uidValidity"].int64.flatMap({ UInt32(exactly: $0) }),
            let uid = json["uid"].int64.flatMap({ UInt32(exactly: $0) })
        else { return nil }
        self.init(
            uidValidity: validity, uid: uid, historyTo: json["historyTo"].int64.flatMap { UInt32(exactly: $0) } ?? 0,
            newest: json["newest"].text.flatMap { Timestamp(rfc3339: $0) })
    }
}
