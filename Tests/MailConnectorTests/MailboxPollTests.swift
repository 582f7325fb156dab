import ConnectorKit
import CurlHTTP
import InboxModel
import Testing

@testable import MailConnector

/// Nothing is lost and nothing comes twice, whatever happens in between.
struct MailboxPollTests {
    private let mailbox = MemoryMailbox()
    private let intake = MemoryIntake()

    private func poll(at now: Timestamp = noon, _ change: (inout MailboxPoll.Bounds) -> Void = { _ in }) async throws {
        let ids = OwnMessageID(secret: shopSecret, domain: "shop.example")
        var poll = MailboxPoll(
            stream: "inbox", mailbox: "INBOX", isSent: false, reader: MailReader(account: shopAccount(), ownIDs: ids),
            now: { now })
        change(&poll.bounds)
        try await poll.run(mailbox, intake)
    }

    private func mail(_ number: Int) -> String { "From: a@x.example\nMessage-ID: <\(number)@x>\n\nbody \(number)" }

    private func put(_ numbers: some Sequence<Int>, at date: Timestamp = noon) async {
        for number in numbers { await mailbox.put(mail(number), at: date) }
    }

    private func ids(_ numbers: some Sequence<Int>) -> [String] { numbers.map { "<\($0)@x>" }.sorted() }

    @Test func `what lies there at first is history, what comes later is news`() async throws {
        await put(1...3)
        try await poll()
        await put(4...5)
        try await poll()
        #expect(intake.ids.sorted() == ids(1...5))
        let history = intake.pages.filter(\.delivery.isHistory).flatMap(\.interpretation.arrivals).map(\.remoteID)
        #expect(history.sorted() == ids(1...3))
    }

    @Test func `the first mail into an empty mailbox is news`() async throws {
        await put([0])
        await mailbox.remove(1)
        try await poll()
        await put([1])
        try await poll()
        #expect(intake.ids == ids([1]))
        #expect(intake.pages.last?.delivery.isHistory == false)
    }

    @Test func `a first run looks back seven days or a thousand mails`() async throws {
        await put(1...3, at: noon - .seconds(8 * 86_400))
        await put(4...4, at: noon - .seconds(7 * 86_400 + 60))
        await put(5...30, at: noon - .seconds(6 * 86_400))
        try await poll { $0.historyMails = 20 }
        #expect(intake.ids.sorted() == ids(11...30))
        let other = MemoryIntake()
        let reader = MailReader(account: shopAccount(), ownIDs: OwnMessageID(secret: shopSecret, domain: "shop.example"))
        try await MailboxPoll(stream: "inbox", mailbox: "INBOX", isSent: false, reader: reader, now: { noon }).run(
            mailbox, other)
        #expect(other.ids.sorted() == ids(5...30))
    }

    @Test func `where nothing is new one question is asked`() async throws {
        await put(1...3)
        try await poll()
        await mailbox.forget()
        try await poll()
        #expect(await mailbox.asked == ["STATUS"])
    }

    @Test func `mails come in batches of bounded number and bytes`() async throws {
        try await poll(creating: 1...10) { $0.mails = 4 }
        #expect(await mailbox.fetched == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]])
    }

    @Test func `a batch ends before it grows too large, a giant comes alone and cut`() async throws {
        await mailbox.put(mail(1))
        await mailbox.put(mail(2) + String(repeating: "x", count: 5_000))
        await mailbox.put(mail(3))
        try await poll {
            $0.bytes = 200
            $0.mailBytes = 1_000
        }
        #expect(await mailbox.fetched == [[1], [2], [3]])
        #expect(intake.pages.map(\.delivery.body.count).max() == 1_000)
        #expect(intake.ids.sorted() == ids(1...3))
    }

    private func poll(creating numbers: ClosedRange<Int>, _ change: (inout MailboxPoll.Bounds) -> Void) async throws {
        await put(numbers)
        try await poll(at: noon, change)
    }

    @Test func `a connection that breaks between batches costs no mail and repeats none`() async throws {
        await put([0])
        try await poll()
        await put(1...12)
        await mailbox.breakAfter(fetches: 2)
        await #expect(throws: MailFailure.self) { try await poll { $0.mails = 4 } }
        #expect(intake.cursor?.uid == 9)
        await mailbox.breakAfter(fetches: 100)
        await mailbox.forget()
        try await poll { $0.mails = 4 }
        #expect(intake.ids.sorted() == ids(0...12))
        #expect(await mailbox.fetched == [[10, 11, 12, 13]])
    }

    @Test(arguments: 1...8) func `a store that fills up anywhere costs no mail`(_ page: Int) async throws {
        await put([0])
        try await poll()
        await put(1...8)
        intake.fail(at: page)
        await #expect(throws: MemoryIntake.Full.self) {
            try await poll { $0.mails = 3 }
            try await poll()
        }
        intake.fail(at: nil)
        try await poll { $0.mails = 3 }
        #expect(intake.ids.sorted() == ids(0...8))
    }

    @Test func `history that was broken off stays history`() async throws {
        await put(1...6)
        await mailbox.breakAfter(fetches: 1)
        await #expect(throws: MailFailure.self) { try await poll { $0.mails = 2 } }
        await mailbox.breakAfter(fetches: 100)
        await put([7])
        try await poll { $0.mails = 2 }
        let news = intake.pages.filter { !$0.delivery.isHistory }.flatMap(\.interpretation.arrivals).map(\.remoteID)
        #expect(news == ids([7]))
        #expect(intake.ids.sorted() == ids(1...7))
    }

    @Test func `voided UIDs are read again from the newest mail, and known mails are known`() async throws {
        await put(1...3, at: noon - .seconds(5 * 86_400))
        await put(4...6)
        try await poll()
        await put(7...8, at: noon + .seconds(60))
        await mailbox.renumber(validity: 8, from: 1_000)
        await mailbox.forget()
        try await poll(at: noon + .seconds(120))
        #expect(intake.ids.sorted() == ids(1...8))
        #expect(await mailbox.fetched == [[1_003, 1_004, 1_005, 1_006, 1_007]])
        #expect(intake.cursor?.uidValidity == 8)
        #expect(intake.cursor?.uid == 1_007)
        let news = intake.pages.filter { $0.delivery.isHistory == false }.flatMap(\.interpretation.arrivals).map(\.remoteID)
        #expect(Set(news).isSuperset(of: ids(7...8)))
    }

    @Test func `UIDs that jump are found in windows`() async throws {
        await put(1...2)
        try await poll()
        await put(3...3)
        await mailbox.renumber(validity: 7, from: 1)
        await mailbox.renumber(validity: 7, from: 90_000)
        try await poll()
        #expect(intake.ids.sorted() == ids(1...3))
        #expect(intake.cursor?.uid == 90_002)
    }

    @Test func `mails that are gone before they are read stop nothing`() async throws {
        await put(1...3)
        try await poll()
        await put(4...6)
        for uid in [4, 6] as [UInt32] { await mailbox.remove(uid) }
        try await poll()
        #expect(intake.ids.sorted() == ids([1, 2, 3, 5]))
        await mailbox.forget()
        try await poll()
        #expect(await mailbox.asked == ["STATUS"])
    }

    @Test func `a mail that is none is refused alone`() async throws {
        await put([1])
        await mailbox.put("no header here")
        await put([2])
        try await poll()
        #expect(intake.ids.sorted() == ids(1...2))
        #expect(intake.pages.flatMap(\.interpretation.refused).map(\.reason) == ["the mail has no header"])
    }

    @Test func `a raw mail says where it came from`() async throws {
        await put([1])
        try await poll()
        let context = try #require(intake.pages.first?.delivery.context.flatMap(MailContext.init(text:)))
        #expect(context == MailContext(mailbox: "INBOX", isSent: false, uidValidity: 7, uid: 1, internalDate: noon))
    }

    @Test func `only reading commands are used`() async throws {
        await put(1...5)
        try await poll()
        #expect(Set(await mailbox.asked).isSubset(of: ["STATUS", "EXAMINE", "SEARCH", "ITEMS", "BYTES"]))
    }
}

extension StreamName: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self.init(value) }
}
