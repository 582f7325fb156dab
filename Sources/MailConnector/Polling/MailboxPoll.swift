import ConnectorKit
import CurlHTTP
import InboxModel

/// Reads what is new in one mailbox, by UID, so that nothing is lost and nothing is asked for twice.
///
/// Mails are taken in batches of bounded bytes. A batch's cursor is saved with its last mail, after the others are durable: a crash
/// anywhere reads at most one batch again, and what is known already is recognised by its id.
struct MailboxPoll: Sendable {
    let stream: StreamName
    let mailbox: String
    /// Its mails are our own answers.
    let isSent: Bool
    let reader: MailReader
    let now: @Sendable () -> Timestamp
    var bounds = Bounds()

    /// How much is fetched at a time, and how far back a first run looks.
    struct Bounds: Sendable {
        var mails = 100
        var bytes = 4 << 20
        /// Of one mail; what is longer is cut there, and read as far as it goes.
        var mailBytes = 24 << 20
        /// UIDs that one search may cover: its answer stays small in a mailbox of a million.
        var window: UInt32 = 20_000
        var historyMails = 1_000
        var historySpan = Duration.seconds(7 * 86_400)
    }

    /// - Throws: `MailFailure` from the server, and what the intake throws.
    func run(_ store: any MailStore, _ intake: any Intake) async throws {
        let known = try await intake.cursor(stream.rawValue).flatMap(MailboxCursor.init)
        let status = try await store.status(of: mailbox)
        if let known, known.uidValidity == status.uidValidity, known.uid >= status.uidNext &- 1 { return }
        var opened = try await store.examine(mailbox)
        // Some servers leave it out when a mailbox is opened.
        opened.uidNext = max(opened.uidNext, status.uidNext)
        let start = start(known, opened)
        var run = MailboxRun(poll: self, store: store, intake: intake, cursor: start.cursor, since: start.since)
        if let since = start.since {
            let found = try await store.search(Self.since(since))
            try await run.read(start.isFirst ? found.suffix(bounds.historyMails) : found[...])
        } else {
            try await readOn(&run, to: opened.uidNext)
        }
        try await run.finish(at: opened.uidNext)
    }

    /// Where to begin: behind the last mail; in a mailbox seen for the first time with the last week, as history; in one whose UIDs
    /// were voided a day before the newest mail taken, because clocks differ and known mails are recognised.
    private func start(_ known: MailboxCursor?, _ status: MailboxStatus) -> (
        cursor: MailboxCursor, since: Timestamp?, isFirst: Bool
    ) {
        guard let known else {
            let cursor = MailboxCursor(uidValidity: status.uidValidity, uid: 0, historyTo: status.uidNext &- 1)
            return (cursor, now() - bounds.historySpan, true)
        }
        guard known.uidValidity != status.uidValidity else { return (known, nil, false) }
        let cursor = MailboxCursor(uidValidity: status.uidValidity, uid: 0, newest: known.newest)
        return (cursor, (known.newest ?? now()) - .seconds(86_400), false)
    }

    private func readOn(_ run: inout MailboxRun, to uidNext: UInt32) async throws {
        var low = run.cursor.uid + 1
        while low < uidNext {
            let next = UInt32(min(UInt64(low) + UInt64(bounds.window), UInt64(uidNext)))
            try await run.read(try await run.store.search(.uids(low...next - 1))[...])
            low = next
        }
    }

    /// By the server's own calendar: a day early never hurts, the times of the mails decide.
    private static func since(_ moment: Timestamp) -> IMAPSearch {
        let seconds = (moment - .seconds(86_400)).seconds
        let (year, month, day) = Timestamp.civil(fromDays: (seconds >= 0 ? seconds : seconds - 86_399) / 86_400)
        return .since(year: Int(year), month: month, day: day)
    }
}
