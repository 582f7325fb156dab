import ConnectorKit
import CurlHTTP
import Foundation
import InboxModel
import MailFormat
import Synchronization

@testable import MailConnector

let noon = Timestamp(rfc3339: "2026-07-02T12:00:00Z")!

func shopAccount() -> MailAccount {
    let server = MailServer(host: "mail.shop.example", port: 993, security: .tls)
    var account = MailAccount(
        imap: server, smtp: server, user: "support", password: "secret",
        address: MailAddress(name: "Shop Support", address: "support@shop.example"))
    account.sentFolder = "Sent"
    return account
}

let shopSecret: [UInt8] = Array("a secret of this installation".utf8)

/// A mailbox in memory: what an IMAP server would say of it.
actor MemoryMailbox: MailStore {
    struct Entry {
        var uid: UInt32
        var bytes: [UInt8]
        var internalDate: Timestamp
    }

    private(set) var folders: [String: (validity: UInt32, next: UInt32, mails: [Entry])] = [:]
    private var opened = ""
    /// The names of the commands in order.
    private(set) var asked: [String] = []
    private(set) var fetched: [[UInt32]] = []
    private var failsAt: Int?

    func put(_ text: String, in folder: String = "INBOX", at date: Timestamp = noon) {
        var box = folders[folder] ?? (7, 1, [])
        let bytes = Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
        box.mails.append(Entry(uid: box.next, bytes: bytes, internalDate: date))
        box.next += 1
        folders[folder] = box
    }

    func remove(_ uid: UInt32, from folder: String = "INBOX") { folders[folder]?.mails.removeAll { $0.uid == uid } }

    /// Gives all mails new UIDs, as a restored mailbox does.
    func renumber(_ folder: String = "INBOX", validity: UInt32, from first: UInt32) {
        guard var box = folders[folder] else { return }
        for place in box.mails.indices { box.mails[place].uid = first + UInt32(place) }
        (box.validity, box.next) = (validity, first + UInt32(box.mails.count))
        folders[folder] = box
    }

    /// Mails that come out of the next fetches, then the connection breaks.
    func breakAfter(fetches: Int) { failsAt = fetched.count + fetches }

    func forget() { (asked, fetched) = ([], []) }

    private func state(_ folder: String) throws(MailFailure) -> MailboxStatus {
        guard let box = folders[folder] else { throw MailFailure(.noFolder, "no folder", advice: "Check it.") }
        return MailboxStatus(uidValidity: box.validity, uidNext: box.next)
    }

    func status(of mailbox: String) async throws(MailFailure) -> MailboxStatus {
        asked.append("STATUS")
        return try state(mailbox)
    }

    func examine(_ mailbox: String) async throws(MailFailure) -> MailboxStatus {
        asked.append("EXAMINE")
        opened = mailbox
        return try state(mailbox)
    }

    func select(_ mailbox: String) async throws(MailFailure) -> MailboxStatus {
        asked.append("SELECT")
        opened = mailbox
        return try state(mailbox)
    }

    private var mails: [Entry] { folders[opened]?.mails ?? [] }

    func search(_ criterion: IMAPSearch) async throws(MailFailure) -> [UInt32] {
        asked.append("SEARCH")
        switch criterion {
        case .uids(let range): return mails.map(\.uid).filter(range.contains)
        case .from(let uid): return mails.map(\.uid).filter { $0 >= uid }
        case .since(let year, let month, let day):
            let start = Timestamp(seconds: Timestamp.days(fromCivil: Int64(year), month, day) * 86_400)
            return mails.filter { $0.internalDate >= start }.map(\.uid)
        case .messageID(let id): return mails.filter { Mail($0.bytes).messageID == id }.map(\.uid)
        case .unseen: return mails.map(\.uid)
        }
    }

    func items(_ uids: ArraySlice<UInt32>) async throws(MailFailure) -> [MailItem] {
        asked.append("ITEMS")
        return mails.filter { uids.contains($0.uid) }.map {
            MailItem(uid: $0.uid, size: $0.bytes.count, internalDate: $0.internalDate)
        }
    }

    func bytes(_ uids: [UInt32], limit: Int) async throws(MailFailure) -> [UInt32: [UInt8]] {
        asked.append("BYTES")
        if fetched.count == failsAt { throw MailFailure(.broken, "the connection broke", advice: "Try again.") }
        fetched.append(uids)
        let found = mails.filter { uids.contains($0.uid) }
        return Dictionary(found.map { ($0.uid, Array($0.bytes.prefix(limit))) }) { $1 }
    }

    func mail(_ uid: UInt32, limit: Int) async throws(MailFailure) -> (bytes: [UInt8], isCut: Bool)? {
        try await bytes([uid], limit: limit)[uid].map { found in
            (found, mails.contains { $0.uid == uid && $0.bytes.count > found.count })
        }
    }

    func move(_ uids: [UInt32], to mailbox: String) async throws(MailFailure) {
        asked.append("MOVE")
        for mail in mails where uids.contains(mail.uid) { put(String(decoding: mail.bytes, as: UTF8.self), in: mailbox) }
        for uid in uids { remove(uid, from: opened) }
    }

    func append(_ mail: [UInt8], to mailbox: String) async throws(MailFailure) {
        asked.append("APPEND")
        var box = folders[mailbox] ?? (7, 1, [])
        box.mails.append(Entry(uid: box.next, bytes: mail, internalDate: noon))
        box.next += 1
        folders[mailbox] = box
    }

    func close() async { asked.append("LOGOUT") }
}

/// The journal and the desk in memory: keeps what comes, knows it again by its id.
final class MemoryIntake: Intake {
    struct State {
        var cursors: [String: StreamCursor] = [:]
        var pages: [PolledPage] = []
        var known: [RemoteMessageID: ArrivedMessage] = [:]
        var news: [RemoteMessageID] = []
        var failsAt: Int?
    }

    struct Full: Error {}

    private let state = Mutex(State())

    var ids: [String] { state.withLock { $0.news.map(\.rawValue) } }
    var messages: [ArrivedMessage] { state.withLock { state in state.news.compactMap { state.known[$0] } } }
    var pages: [PolledPage] { state.withLock(\.pages) }
    var cursor: MailboxCursor? { state.withLock { $0.cursors["inbox"] }.flatMap(MailboxCursor.init) }

    /// The store is full from the page of this number on, until told otherwise.
    func fail(at page: Int?) { state.withLock { $0.failsAt = page } }

    func cursor(_ key: String) async throws -> StreamCursor? { state.withLock { $0.cursors[key] } }

    func take(_ page: PolledPage) async throws -> [Novelty] {
        try state.withLock { state in
            if let limit = state.failsAt, state.pages.count >= limit { throw Full() }
            state.pages.append(page)
            state.cursors.merge(page.cursors) { $1 }
            return page.interpretation.arrivals.map { arrival in
                guard case .message(let message) = arrival else { return .new }
                guard state.known[message.id] == nil else { return .known }
                state.known[message.id] = message
                state.news.append(message.id)
                return .new
            }
        }
    }

    func stored(_ wanted: StoredQuery) async throws -> [StoredItem] { [] }
}

/// Finished steps in memory.
final class MemorySteps: StepJournal {
    private let results = Mutex<[Int: String]>([:])

    var recorded: [Int: String] { results.withLock { $0 } }

    func result(of step: Int) async throws -> String? { results.withLock { $0[step] } }
    func record(_ result: String, of step: Int) async throws { results.withLock { $0[step] = result } }
}
