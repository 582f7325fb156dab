import ConnectorKit
import CurlHTTP
import InboxModel

/// One run over a mailbox: fetches batch after batch and hands each over before the next but one is asked for.
struct MailboxRun {
    let poll: MailboxPoll
    let store: any MailStore
    let intake: any Intake
    private(set) var cursor: MailboxCursor
    /// Mails that the server took in before are left out; nil: none is.
    let since: Timestamp?

    init(poll: MailboxPoll, store: any MailStore, intake: any Intake, cursor: MailboxCursor, since: Timestamp?) {
        (self.poll, self.store, self.intake, self.cursor, self.since) = (poll, store, intake, cursor, since)
    }

    /// Reads mails in ascending order of their UIDs.
    mutating func read(_ uids: ArraySlice<UInt32>) async throws {
        var rest = uids
        while !rest.isEmpty {
            let items = try await store.items(rest.prefix(Self.asked)).filter(isWanted)
            rest = rest.dropFirst(Self.asked)
            for batch in batches(items) {
                let bytes = try await store.bytes(batch.map(\.uid), limit: poll.bounds.mailBytes)
                try await take(batch.compactMap { item in bytes[item.uid].map { (item, $0) } })
            }
        }
    }

    /// UIDs whose sizes are asked for at a time.
    private static let asked = 500

    private func isWanted(_ item: MailItem) -> Bool {
        guard let since, let date = item.internalDate else { return true }
        return date >= since
    }

    private func batches(_ items: [MailItem]) -> [[MailItem]] {
        var batches: [[MailItem]] = []
        var bytes = 0
        for item in items {
            let size = min(item.size, poll.bounds.mailBytes)
            if let last = batches.last, last.count < poll.bounds.mails, bytes + size <= poll.bounds.bytes {
                batches[batches.count - 1].append(item)
                bytes += size
            } else {
                batches.append([item])
                bytes = size
            }
        }
        return batches
    }

    /// Stores a batch: all mails but the last side by side, then the last with the cursor.
    private mutating func take(_ mails: [(item: MailItem, bytes: [UInt8])]) async throws {
        guard let last = mails.last else { return }
        let (context, intake) = (self, intake)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for mail in mails.dropLast() {
                group.addTask { _ = try await intake.take(context.page(mail.item, mail.bytes)) }
            }
            try await group.waitForAll()
        }
        cursor.uid = max(cursor.uid, last.item.uid)
        cursor.newest = (mails.compactMap(\.item.internalDate) + [cursor.newest].compactMap { $0 }).max()
        _ = try await intake.take(page(last.item, last.bytes, cursor: cursor))
    }

    private func page(_ item: MailItem, _ bytes: [UInt8], cursor: MailboxCursor? = nil) -> PolledPage {
        page(uid: item.uid, internalDate: item.internalDate, bytes, cursor: cursor)
    }

    private func page(uid: UInt32, internalDate: Timestamp? = nil, _ bytes: [UInt8], cursor: MailboxCursor?) -> PolledPage {
        let context = MailContext(
            mailbox: poll.mailbox, isSent: poll.isSent, uidValidity: self.cursor.uidValidity, uid: uid,
            internalDate: internalDate)
        let delivery = RawDelivery(
            origin: .poll, stream: poll.stream, body: bytes, context: context.text, receivedAt: poll.now(),
            isHistory: uid <= self.cursor.historyTo)
        return PolledPage(
            delivery: delivery, interpretation: poll.reader.interpret(delivery),
            cursors: cursor.map { [poll.stream.rawValue: $0.stored] } ?? [:])
    }

    /// Saves that everything below `uidNext` has been looked at, where the last mail did not say so: an empty mailbox, or mails that
    /// were gone before they were read. Else the first mail ever would be taken for history.
    mutating func finish(at uidNext: UInt32) async throws {
        guard uidNext > 0, cursor.uid < uidNext - 1 || cursor.uid == 0 else { return }
        cursor.uid = uidNext - 1
        _ = try await intake.take(page(uid: 0, [], cursor: cursor))
    }
}
