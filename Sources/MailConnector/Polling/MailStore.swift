import CurlHTTP
import InboxModel

/// One sign-in at an IMAP server, in the words that polling needs. `IMAPStore` is the real one; tests read a mailbox in memory.
protocol MailStore: Sendable {
    /// How a mailbox stands, without opening it.
    func status(of mailbox: String) async throws(MailFailure) -> MailboxStatus
    /// Opens a mailbox for reading: nothing asked of it afterwards changes a flag.
    func examine(_ mailbox: String) async throws(MailFailure) -> MailboxStatus
    /// The UIDs that match an IMAP search in the open mailbox, ascending.
    func search(_ criterion: IMAPSearch) async throws(MailFailure) -> [UInt32]
    /// Size and time of mails of the open mailbox, ascending by UID; mails that are gone are left out.
    func items(_ uids: ArraySlice<UInt32>) async throws(MailFailure) -> [MailItem]
    /// The bytes of mails of the open mailbox by UID, each cut at `limit`; mails that are gone are left out.
    func bytes(_ uids: [UInt32], limit: Int) async throws(MailFailure) -> [UInt32: [UInt8]]
    /// One mail of the open mailbox, and whether it was cut at `limit`; nil where it is gone.
    func mail(_ uid: UInt32, limit: Int) async throws(MailFailure) -> (bytes: [UInt8], isCut: Bool)?
    /// Opens a mailbox for changing it.
    func select(_ mailbox: String) async throws(MailFailure) -> MailboxStatus
    /// Moves mails of the selected mailbox; those that are gone are no failure.
    func move(_ uids: [UInt32], to mailbox: String) async throws(MailFailure)
    /// Puts a mail into a mailbox, marked as read.
    func append(_ mail: [UInt8], to mailbox: String) async throws(MailFailure)
    /// Signs out; never fails.
    func close() async
}

/// What a server says of a mailbox as a whole.
struct MailboxStatus: Sendable, Hashable {
    /// When it differs from before, all UIDs are void.
    var uidValidity: UInt32
    /// The UID the next mail will get, or a higher one.
    var uidNext: UInt32
}

/// What a server says of a mail beside its bytes.
struct MailItem: Sendable, Hashable {
    var uid: UInt32
    var size: Int
    /// When the server took it in.
    var internalDate: Timestamp?
}
