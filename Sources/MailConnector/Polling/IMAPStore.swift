import CurlHTTP
import InboxModel
import MailFormat

/// A signed-in IMAP session as polling sees it.
struct IMAPStore: MailStore {
    let session: IMAPSession

    func status(of mailbox: String) async throws(MailFailure) -> MailboxStatus {
        let status = try await session.status(of: mailbox)
        return MailboxStatus(uidValidity: status.uidValidity, uidNext: status.uidNext)
    }

    func examine(_ mailbox: String) async throws(MailFailure) -> MailboxStatus {
        try await Self.status(session.open(mailbox, readOnly: true))
    }

    func select(_ mailbox: String) async throws(MailFailure) -> MailboxStatus {
        try await Self.status(session.open(mailbox))
    }

    private static func status(_ mailbox: IMAPMailbox) -> MailboxStatus {
        MailboxStatus(uidValidity: mailbox.uidValidity, uidNext: mailbox.uidNext ?? 0)
    }

    func search(_ criterion: IMAPSearch) async throws(MailFailure) -> [UInt32] { try await session.search(criterion) }

    func items(_ uids: ArraySlice<UInt32>) async throws(MailFailure) -> [MailItem] {
        try await session.summaries(of: uids).map { summary in
            MailItem(uid: summary.uid, size: summary.size, internalDate: Self.moment(summary.internalDate))
        }
    }

    func bytes(_ uids: [UInt32], limit: Int) async throws(MailFailure) -> [UInt32: [UInt8]] {
        let mails = try await session.fetch(uids, most: limit)
        return Dictionary(mails.map { ($0.uid, $0.bytes) }) { $1 }
    }

    func mail(_ uid: UInt32, limit: Int) async throws(MailFailure) -> (bytes: [UInt8], isCut: Bool)? {
        try await session.fetch([uid], most: limit).first { $0.uid == uid }.map { ($0.bytes, $0.isCut) }
    }

    func move(_ uids: [UInt32], to mailbox: String) async throws(MailFailure) { try await session.move(uids, to: mailbox) }

    func append(_ mail: [UInt8], to mailbox: String) async throws(MailFailure) {
        _ = try await session.append(mail, to: mailbox)
    }

    func close() async { await session.logout() }

    /// ` 2-Jul-2026 08:15:02 +0000`
    private static func moment(_ internalDate: String) -> Timestamp? {
        MailDate(fieldValue: internalDate).map { Timestamp(seconds: $0.secondsSinceEpoch) }
    }
}
