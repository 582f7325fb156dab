import ConnectorKit
import Desk
import FoundationEssentials
import InboxModel
import SQLiteEngine
import Storage
import TestSupport
import Testing

@testable import StellwerkService

struct ChannelIntakeTests {
    @Test func `a polled page that was not taken in waits for its cursor, and for nobody else`() async throws {
        let folder = try TemporaryFolder()
        let store = try await OpenStore(folder.path("data"))
        let now = Timestamp(rfc3339: "2026-11-24T09:00:00Z")!
        let desk = Desk(store: store.inbox, book: HouseBook(), ids: IdentifierSource(), now: { now })
        let channel = try await desk.declare([
            DeclaredChannel(name: "blog", connector: "wordpress", space: IdentitySpace("blog"))
        ])[0]
        let intake = ChannelIntake(
            channel: channel, version: "1.0.0", journal: store.journal, desk: desk, ids: IdentifierSource(),
            chronicle: Chronicle(level: .error, now: { now }), now: { now })
        let message = ArrivedMessage(
            id: RemoteMessageID("1"), kind: .comment, visibility: .public,
            author: ArrivedAuthor(id: RemoteAuthorID("a"), name: "Hanna"), text: "When?")
        let page = PolledPage(
            delivery: RawDelivery(origin: .poll, stream: StreamName("comments"), body: Array("[1]".utf8), receivedAt: now),
            interpretation: Interpretation(arrivals: [.message(message)]), cursors: ["comments": StreamCursor("c1")])

        // The journal has it, and then the inbox is gone: as by a kill between the two.
        await store.inboxDatabase.close()
        await #expect(throws: (any Error).self) { try await intake.take(page) }
        #expect(try await store.journal.list(nil, limit: 10).count == 1)
        #expect(try await store.journal.waiting(channel.id, limit: 10).isEmpty)
        await store.close()
    }
}
