import Desk
import InboxModel
import Storage
import Testing

struct ReceiveTests {
    @Test func `the same item twice is one message`() async throws {
        let house = try await House()
        #expect(try await house.receive(.comment("1")) == [.new])
        #expect(try await house.receive(.comment("1"), .comment("1")) == [.known, .known])
        #expect(try await house.messages().count == 1)
        #expect(try await house.onlyConversation().messageCount == 1)
    }

    @Test func `an edit adds a revision and keeps the earlier wording`() async throws {
        let house = try await House()
        try await house.receive(.comment("1", "Where is it?"))
        #expect(try await house.receive(.comment("1", "Where is my parcel?")) == [.changed])
        let message = try #require(try await house.messages().first)
        #expect(message.text == "Where is my parcel?")
        #expect(message.revision == 2)
        let revisions = try await house.desk.store.read { try $0.revisions(of: message.id) }
        #expect(revisions.map(\.text) == ["Where is it?"])
        #expect(try await house.onlyConversation().excerpt == "Where is my parcel?")
    }

    @Test func `where the platform gives no time of edit, the wording that came last stands`() async throws {
        let house = try await House()
        for text in ["When?", "When do you ship?", "When do you ship to Austria?"] {
            try await house.receive(.comment("1", text, at: -60))
            house.advance(by: .seconds(60))
        }
        #expect(try await house.receive(.comment("1", "When do you ship?", at: -60)) == [.known], "it came late")
        let message = try #require(try await house.messages().first)
        #expect(message.text == "When do you ship to Austria?" && message.revision == 3)
        let earlier = try await house.desk.store.read { try $0.revisions(of: message.id).map(\.text) }
        #expect(earlier == ["When?", "When do you ship?"])
    }

    @Test func `where the platform knows no edits the first wording stays`() async throws {
        let house = try await House()
        guard case .message(var mail) = Arrival.comment("1", "I want my money back"),
            case .message(var forged) = Arrival.comment("1", "All is well")
        else { return }
        (mail.isFixed, forged.isFixed) = (true, true)
        #expect(try await house.receive(.message(mail), .message(forged)) == [.new, .known])
        let message = try #require(try await house.messages().first)
        #expect(message.text == "I want my money back")
        #expect(message.revision == 1)
    }

    @Test func `a known id with another author is a collision and changes nothing`() async throws {
        let house = try await House()
        try await house.receive(.comment("1", by: "hanna", "Mine"))
        let outcome = try await house.receive(.comment("1", by: "tom", "Not yours"), .comment("2", by: "tom", "Another"))
        guard case .refused(let code, _, _) = outcome[0] else { throw Surprise("\(outcome)") }
        #expect(code == "id_collision")
        #expect(outcome[1] == .new, "one bad item does not block its neighbour")
    }

    @Test func `a comment and its replies are one conversation, another comment is another`() async throws {
        let house = try await House()
        try await house.receive(.comment("1"), .comment("2", below: "1", by: "tom", at: 1), .comment("3", by: "eva", at: 2))
        let page = try await house.desk.store.read { try $0.queue(QueueQuery(status: .open)) }
        #expect(page.rows.map(\.conversation.messageCount).sorted() == [1, 2])
        #expect(page.rows.allSatisfy { $0.postTitle == "Shipping news" })
    }

    @Test func `replies below our own top comment are conversations of their own, whichever comes first`() async throws {
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
            let house = try await House()
            let items: [Arrival] = [
                .comment("top", "Ask us anything", isOurs: true, post: nil), .comment("a", below: "top", by: "hanna", at: 1),
                .comment("b", below: "top", by: "tom", at: 2),
            ]
            for place in order { try await house.receive(items[place]) }
            let page = try await house.desk.store.read { try $0.queue(QueueQuery(status: .open)) }
            #expect(page.rows.map(\.conversation.threadKey.rawValue).sorted() == ["a", "b"])
        }
    }

    @Test func `a missing link that arrives merges the conversations it connects`() async throws {
        let house = try await House()
        try await house.receive(.comment("3", below: "2", at: -10), .comment("1", at: -30))
        try await house.receive(.comment("2", below: "1", by: "tom", at: -20))
        let conversation = try await house.onlyConversation()
        #expect(conversation.messageCount == 3)
        #expect(conversation.threadKey.rawValue == "1")
        #expect(try await house.messages().map(\.remoteID?.rawValue) == ["1", "2", "3"])
        #expect(try await house.facts(of: conversation.id).contains(.conversationMerged))
    }

    @Test func `what is done to a conversation that was merged away is done to the one it became`() async throws {
        let house = try await House()
        try await house.receive(.comment("1", at: -30), .comment("3", below: "2", at: -10))
        let queue = try await house.desk.store.read { try $0.queue(QueueQuery(status: .open)).rows.map(\.conversation.id) }
        try await house.receive(.comment("2", below: "1", by: "tom", at: -20))
        let kept = try await house.onlyConversation().id
        let gone = try #require(queue.first { $0 != kept })
        for _ in 1...2 {
            let draft = ReplyDraft(text: "Tomorrow.", clientKey: "key-1")
            let entry = try await house.desk.reply(to: gone, draft, by: house.user, abilities: House.abilities)
            #expect(entry.conversation == kept)
        }
        #expect(try await house.desk.note(on: gone, "A regular.", by: house.user).conversation == kept)
        #expect(try await house.desk.prioritise(gone, .high, by: house.user).id == kept)
        #expect(try await house.messages().count == 5)
    }

    @Test func `a removal that comes before its message still removes it`() async throws {
        let house = try await House()
        try await house.receive(.removal(RemoteMessageID("1"), at: House.morning + .seconds(60)))
        try await house.receive(.comment("1"))
        let message = try #require(try await house.messages().first)
        #expect(message.deletedAt == House.morning)
        #expect(try await house.onlyConversation().unanswered == nil)
    }

    @Test func `history is resolved, except what is fresh and still waits`() async throws {
        let house = try await House()
        try await house.receive(
            .comment("old", at: -3_000), .comment("fresh", by: "tom", at: -30), isHistory: true)
        let open = try await house.desk.store.read { try $0.queue(QueueQuery(status: .open)) }
        #expect(open.rows.map(\.conversation.threadKey.rawValue) == ["fresh"])
        let resolved = try await house.desk.store.read { try $0.queue(QueueQuery(status: .resolved)) }
        #expect(resolved.rows.map(\.conversation.threadKey.rawValue) == ["old"])
    }

    @Test func `a customer's message opens what was resolved and wakes what was snoozed; a like does neither`() async throws {
        let house = try await House()
        try await house.receive(.comment("1"))
        let id = try await house.onlyConversation().id
        _ = try await house.desk.setStatus(id, .resolved, reason: nil, by: house.user)
        try await house.receive(.comment("2", below: "1", "👍", at: 1, needsAnswer: false))
        #expect(try await house.onlyConversation().status == .resolved)
        house.advance(by: .seconds(300))
        try await house.receive(.comment("3", below: "1", "And now?", at: 2))
        #expect(try await house.onlyConversation().status == .open)
        _ = try await house.desk.snooze(id, until: house.now + .seconds(3_600), by: house.user)
        try await house.receive(.comment("4", below: "1", "Hello?", at: 3))
        #expect(try await house.onlyConversation().snoozedUntil == nil)
    }

    @Test func `spam never reopens`() async throws {
        let house = try await House()
        try await house.receive(.comment("1"))
        _ = try await house.desk.setStatus(try await house.onlyConversation().id, .spam, reason: .abuse, by: house.user)
        try await house.receive(.comment("2", below: "1", at: 1))
        let conversation = try await house.onlyConversation()
        #expect(conversation.status == .spam)
        #expect(conversation.spamReason == .abuse)
    }

    @Test func `an answer typed on the platform counts as ours and resolves`() async throws {
        let house = try await House()
        try await house.receive(.comment("1"))
        house.advance(by: .seconds(600))
        try await house.receive(.comment("2", below: "1", "Tomorrow.", at: 5, isOurs: true))
        let conversation = try await house.onlyConversation()
        #expect(conversation.status == .resolved)
        #expect(conversation.unanswered == nil)
        #expect(try await house.facts(of: conversation.id).contains(.replySeenNatively))
    }

    @Test func `a time in the future is cut to the arrival`() async throws {
        let house = try await House()
        try await house.receive(.comment("1", at: 600))
        #expect(try await house.messages().first?.at == House.morning)
    }

    @Test func `cursors are saved with the items they cover`() async throws {
        let house = try await House()
        let items = (0..<120).map { BatchItem(.comment("\($0)", by: "a\($0)"), receivedAt: house.now) }
        _ = try await house.desk.receive(Batch(channel: house.channel, items: items, cursors: ["comments": "120"]))
        let channel = house.channel.id
        #expect(try await house.desk.store.read { try $0.cursor(channel, "comments") } == "120")
        #expect(try await house.desk.store.read { try $0.queueCounts().map(\.count) } == [120])
    }

    @Test func `the queue pages without gaps or repeats`() async throws {
        let house = try await House()
        for place in 0..<23 { try await house.receive(.comment("\(place)", by: "a\(place)", at: Int64(-place))) }
        for sort in QueueQuery.Sort.allCases {
            var query = QueueQuery(status: .open)
            (query.sort, query.limit) = (sort, 5)
            var seen: [String] = []
            repeat {
                let asked = query
                let page = try await house.desk.store.read { try $0.queue(asked) }
                seen += page.rows.map(\.conversation.threadKey.rawValue)
                query.cursor = page.next
            } while query.cursor != nil
            #expect(seen.count == 23 && Set(seen).count == 23, "sorted by \(sort)")
        }
    }
}
