import Desk
import InboxModel
import Storage
import Testing

struct ReplyTests {
    private static func draft(_ text: String = "Tomorrow.", key: String = "key-00000001") -> ReplyDraft {
        ReplyDraft(text: text, clientKey: key)
    }

    /// A house with one comment and an answer that has been queued.
    private static func answered() async throws -> (House, ConversationID, OutboxEntry) {
        let house = try await House()
        try await house.receive(.comment("1"))
        let id = try await house.onlyConversation().id
        let entry = try await house.desk.reply(to: id, draft(), by: house.user, abilities: House.abilities)
        return (house, id, entry)
    }

    private static func claim(_ house: House) async throws -> ClaimedAct {
        house.advance(by: .seconds(11))
        let acts = try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60))
        guard acts.count == 1 else { throw Surprise("\(acts.count) acts claimed") }
        return acts[0]
    }

    @Test func `an answer is held, then sent, and its status takes effect only then`() async throws {
        let (house, id, entry) = try await Self.answered()
        #expect(entry.state == .held)
        #expect(
            try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60)).isEmpty, "it can be taken back yet")
        let act = try await Self.claim(house)
        #expect(act.entry.state == .sending && act.entry.epoch == 1)
        #expect(act.target?.message.remoteID?.rawValue == "1")
        #expect(try await house.onlyConversation().status == .open)
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: house.now, permalink: nil), of: act)
        let conversation = try await house.onlyConversation()
        #expect(conversation.status == .resolved)
        #expect(conversation.unanswered == nil)
        #expect(try await house.messages().map(\.remoteID?.rawValue) == ["1", "77"])
        #expect(try await house.facts(of: id).suffix(2) == [.sendSettled, .statusChanged])
    }

    @Test func `the same key twice is the same answer; for another text it is refused`() async throws {
        let (house, id, entry) = try await Self.answered()
        let again = try await house.desk.reply(to: id, Self.draft(), by: house.user, abilities: House.abilities)
        #expect(again.id == entry.id)
        #expect(try await house.messages().count == 2)
        await #expect(throws: DeskFailure.self) {
            try await house.desk.reply(to: id, Self.draft("Other"), by: house.user, abilities: House.abilities)
        }
    }

    @Test func `an echo before the answer to our call is the same message`() async throws {
        let (house, _, entry) = try await Self.answered()
        let act = try await Self.claim(house)
        #expect(try await house.receive(.comment("77", below: "1", "Tomorrow.", isOurs: true)) == [.changed])
        let settled = try await house.desk.store.read { try $0.outboxEntry(entry.id) }
        #expect(settled?.state == .sent && settled?.remoteID?.rawValue == "77")
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: nil, permalink: nil), of: act)
        #expect(try await house.messages().count == 2)
    }

    @Test func `an echo after the answer to our call is the same message`() async throws {
        let (house, _, _) = try await Self.answered()
        let act = try await Self.claim(house)
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: nil, permalink: nil), of: act)
        #expect(try await house.receive(.comment("77", below: "1", "Tomorrow.", isOurs: true)) == [.known])
        #expect(try await house.messages().count == 2)
    }

    @Test func `an answer that somebody changes on the platform afterwards is an edit`() async throws {
        let (house, _, _) = try await Self.answered()
        let act = try await Self.claim(house)
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: nil, permalink: nil), of: act)
        // The platform writes it in its own way: that is no edit.
        #expect(try await house.receive(.comment("77", below: "1", "Tomorrow. ", isOurs: true)) == [.known])
        #expect(try await house.messages().last?.text == "Tomorrow.")
        #expect(try await house.receive(.comment("77", below: "1", "On Friday.", isOurs: true)) == [.changed])
        let message = try #require(try await house.messages().last)
        #expect(message.text == "On Friday." && message.revision == 2)
        #expect(try await house.receive(.comment("77", below: "1", "On Friday.", isOurs: true)) == [.known])
    }

    @Test func `a second answer may bear the name of the first, which was deleted`() async throws {
        let (house, id, _) = try await Self.answered()
        let name = RemoteMessageID("1/reply")
        _ = try await house.desk.record(.sent(id: name, at: nil, permalink: nil), of: try await Self.claim(house))
        try await house.receive(.removal(name, at: house.now))
        _ = try await house.desk.reply(
            to: id, ReplyDraft(text: "On Friday.", clientKey: "key-2"), by: house.user, abilities: House.abilities)
        house.advance(by: .seconds(11))
        _ = try await house.desk.record(.sent(id: name, at: nil, permalink: nil), of: try await Self.claim(house))
        let answers = try await house.messages().filter { $0.direction == .outbound }
        #expect(answers.map(\.text) == ["Tomorrow.", "On Friday."])
        #expect(answers.map { $0.deletedAt == nil } == [false, true])
        #expect(answers.map(\.remoteID) == [nil, name])
        #expect(try await house.receive(.comment("1/reply", below: "1", "On Friday.", isOurs: true)) == [.known])
        #expect(try await house.messages().last?.deletedAt == nil)
    }

    @Test func `an attempt that cannot have arrived opens no doubt; one that may have keeps its time`() async throws {
        let (house, _, entry) = try await Self.answered()
        let first = try await Self.claim(house)
        #expect(first.mayBeThereSince == nil)
        let trouble = SendTrouble(.rateLimited, "429", advice: "wait")
        _ = try await house.desk.record(.retry(at: house.now + .seconds(1), trouble), of: first)
        let second = try await Self.claim(house)
        #expect(second.mayBeThereSince == nil)
        let began = house.now
        _ = try await house.desk.record(.unknown(trouble, .sendAgain(at: house.now + .seconds(2))), of: second)
        let third = try await Self.claim(house)
        #expect(third.mayBeThereSince == began)
        _ = try await house.desk.record(.blocked(until: house.now + .seconds(2), trouble), of: third)
        house.advance(by: .seconds(7_200))
        #expect(try await Self.claim(house).mayBeThereSince == began, "for all the waiting in between")
        #expect(try await house.desk.store.read { try $0.outboxEntry(entry.id) }?.firstTriedAt == began)
    }

    @Test func `sending again after a bounce is another sending`() async throws {
        let (house, _, entry) = try await Self.answered()
        let act = try await Self.claim(house)
        try await house.desk.recordStep(of: entry.id, 1, "the first sending's result")
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: nil, permalink: nil), of: act)
        let bounce = ArrivedReceipt(target: RemoteMessageID("77"), status: .failed, reason: "no such user", at: house.now)
        try await house.receive(.receipt(bounce))
        #expect(try await house.desk.store.read { try $0.outboxEntry(entry.id) }?.state == .bounced)
        _ = try await house.desk.retry(entry.id, by: house.user)
        #expect(try await house.desk.stepResult(of: entry.id, 1) == nil)
        let again = try await Self.claim(house)
        #expect(again.entry.remoteID == nil && again.mayBeThereSince == nil)
    }

    @Test func `of several looks at once one counts`() async throws {
        let (house, _, _) = try await Self.answered()
        let trouble = SendTrouble(.retry, "lost", advice: "look")
        _ = try await house.desk.record(.unknown(trouble, .look(at: house.now)), of: try await Self.claim(house))
        let look = try #require(try await house.desk.unsettled(limit: 5).first)
        #expect(try await house.desk.recordAbsent(look, lookAgainAt: house.now + .seconds(35)))
        #expect(try await house.desk.recordAbsent(look, lookAgainAt: nil) == false)
        #expect(try await house.desk.unsettled(limit: 5).isEmpty)
        house.advance(by: .seconds(36))
        #expect(try await house.desk.unsettled(limit: 5).first?.entry.readBacks == 1)
    }

    @Test func `a key is good for one act`() async throws {
        let (house, _, _) = try await Self.answered()
        let id = try #require(try await house.messages().first?.id)
        _ = try await house.desk.act(.hide, on: id, clientKey: "key-2", by: house.user, abilities: House.abilities)
        await #expect(throws: DeskFailure.self) {
            try await house.desk.act(.delete, on: id, clientKey: "key-2", by: house.user, abilities: House.abilities)
        }
    }

    @Test func `an echo nobody can place waits until the send has settled`() async throws {
        let (house, _, _) = try await Self.answered()
        let act = try await Self.claim(house)
        let delivery = DeliveryID(rawValue: 99)
        let rewritten = Arrival.comment("77", below: "1", "Tomorrow (edited by the platform)", isOurs: true)
        #expect(try await house.receive(rewritten, delivery: delivery) == [.held])
        let held = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: nil, permalink: nil), of: act)
        #expect(held == [delivery])
        #expect(try await house.receive(rewritten, delivery: delivery) == [.known])
        #expect(try await house.messages().count == 2)
    }

    @Test func `an outcome of an older claim is ignored`() async throws {
        let (house, _, entry) = try await Self.answered()
        let old = try await Self.claim(house)
        _ = try await house.desk.adoptOrphans(owner: "b", onlyProcess: true) { _ in .ask }
        let unknown = try await house.desk.store.read { try $0.outboxEntry(entry.id) }
        #expect(unknown?.state == .unknown)
        _ = try await house.desk.settleByHand(entry.id, isThere: false, by: house.user)
        let new = try #require(try await house.desk.claim(owner: "b", busy: [], limit: 5, lease: .seconds(60)).first)
        #expect(new.entry.epoch == old.entry.epoch + 1)
        _ = try await house.desk.record(.failed(SendTrouble(.rejected, "old", advice: "none")), of: old)
        #expect(try await house.desk.store.read { try $0.outboxEntry(entry.id) }?.state == .sending)
    }

    @Test func `what may have left is never sent again by the machine`() async throws {
        let (house, _, entry) = try await Self.answered()
        let act = try await Self.claim(house)
        _ = try await house.desk.record(.unknown(SendTrouble(.retry, "timed out", advice: "look"), .ask), of: act)
        house.advance(by: .seconds(86_400 * 30))
        #expect(try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60)).isEmpty)
        #expect(try await house.desk.unsettled(limit: 5).isEmpty)
        let settled = try await house.desk.settleByHand(entry.id, isThere: true, by: house.user)
        #expect(settled.state == .sent)
        #expect(try await house.onlyConversation().status == .resolved)
    }

    @Test func `what is certainly not sent is tried again after its wait`() async throws {
        let (house, _, _) = try await Self.answered()
        let act = try await Self.claim(house)
        _ = try await house.desk.record(
            .retry(at: house.now + .seconds(30), SendTrouble(.rateLimited, "429", advice: "wait")), of: act)
        #expect(try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60)).isEmpty)
        house.advance(by: .seconds(31))
        let again = try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60))
        #expect(again.map(\.entry.attempts) == [2])
    }

    @Test func `a held answer can be taken back, a sent one cannot`() async throws {
        let (house, id, entry) = try await Self.answered()
        let back = try await house.desk.withdraw(entry.id, by: house.user)
        #expect(back.state == .cancelled && back.text == "Tomorrow.")
        #expect(try await house.messages().count == 1)
        let second = try await house.desk.reply(
            to: id, Self.draft(key: "key-00000002"), by: house.user, abilities: House.abilities)
        let act = try await Self.claim(house)
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: nil, permalink: nil), of: act)
        await #expect(throws: DeskFailure.self) { try await house.desk.withdraw(second.id, by: house.user) }
    }

    @Test func `answers of one conversation leave in their order`() async throws {
        let (house, id, first) = try await Self.answered()
        _ = try await house.desk.reply(
            to: id, Self.draft("And by express.", key: "key-00000002"), by: house.user, abilities: House.abilities)
        let act = try await Self.claim(house)
        #expect(act.entry.id == first.id)
        #expect(
            try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60)).isEmpty, "the first is under way")
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: nil, permalink: nil), of: act)
        #expect(try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60)).count == 1)
    }

    @Test func `a message that came while we answered keeps the conversation open`() async throws {
        let (house, _, _) = try await Self.answered()
        let act = try await Self.claim(house)
        house.advance(by: .seconds(120))
        try await house.receive(.comment("2", below: "1", "One more thing", at: 2))
        _ = try await house.desk.record(
            .sent(id: RemoteMessageID("77"), at: House.morning + .seconds(60), permalink: nil), of: act)
        #expect(try await house.onlyConversation().status == .open)
    }

    @Test func `within the second of our answer the arrival decides whether a message still waits`() async throws {
        let (house, _, _) = try await Self.answered()
        let act = try await Self.claim(house)
        house.advance(by: .milliseconds(49_500))
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: house.now, permalink: nil), of: act)
        #expect(try await house.onlyConversation().status == .resolved)
        house.advance(by: .seconds(5))
        // Our answer is stamped 60.5 s, the customer's next word 60 s: platforms know whole seconds.
        try await house.receive(.comment("2", below: "1", "And then?", at: 1))
        #expect(try await house.onlyConversation().status == .open)
    }

    @Test func `a bounce takes the confirmation back and opens the conversation`() async throws {
        let (house, _, entry) = try await Self.answered()
        let act = try await Self.claim(house)
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: nil, permalink: nil), of: act)
        try await house.receive(
            .receipt(ArrivedReceipt(target: RemoteMessageID("77"), status: .failed, reason: "no such mailbox")))
        #expect(try await house.onlyConversation().status == .open)
        #expect(try await house.onlyConversation().unanswered != nil)
        #expect(try await house.desk.store.read { try $0.outboxEntry(entry.id) }?.state == .bounced)
    }

    @Test func `a channel that needs mending keeps its acts`() async throws {
        let (house, _, _) = try await Self.answered()
        _ = try await house.desk.note(
            ChannelHealth(state: .signInNeeded, since: house.now, reason: "401", advice: "sign in"), of: house.channel.id)
        house.advance(by: .seconds(600))
        #expect(try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60)).isEmpty)
        _ = try await house.desk.note(
            ChannelHealth(state: .running, since: house.now, lastSuccessAt: house.now), of: house.channel.id)
        #expect(try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60)).count == 1)
    }

    @Test func `what the channel cannot carry is refused with the reason`() async throws {
        let house = try await House()
        try await house.receive(.comment("1"))
        let id = try await house.onlyConversation().id
        func refusal(_ text: String, _ abilities: [Ability]) async -> DeskFailure.Code? {
            do {
                _ = try await house.desk.reply(to: id, Self.draft(text), by: house.user, abilities: abilities)
                return nil
            } catch { return (error as? DeskFailure)?.code }
        }
        #expect(await refusal("  \n", House.abilities) == .badRequest)
        #expect(await refusal(String(repeating: "x", count: 501), House.abilities) == .tooLong)
        #expect(await refusal("Hi", []) == .notSupported)
        house.advance(by: .seconds(3 * 3_600))
        #expect(await refusal("Hi", [Ability(verb: .reply, window: .seconds(3_600))]) == .windowClosed)
    }

    @Test func `a window counts from the customer's last word, and for a private reply from the comment`() async throws {
        let house = try await House()
        try await house.receive(.comment("1"))
        let first = try #require(try await house.messages().first)
        let id = try await house.onlyConversation().id
        house.advance(by: .seconds(3 * 3_600))
        try await house.receive(.comment("2", below: "1", "Still there?", at: 179))
        let day = [Ability(verb: .reply, window: .seconds(3_600)), Ability(verb: .replyPrivate, window: .seconds(3_600))]
        var draft = Self.draft("To your first question")
        draft.inReplyTo = first.id
        _ = try await house.desk.reply(to: id, draft, by: house.user, abilities: day)
        (draft.visibility, draft.clientKey) = (.private, "another")
        let late = draft
        await #expect(throws: DeskFailure.self) {
            try await house.desk.reply(to: id, late, by: house.user, abilities: day)
        }
        house.advance(by: .seconds(60))
        let act = try #require(try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60)).first)
        #expect(act.windowOpensAt == House.morning + .seconds(179 * 60))
    }

    @Test func `what a platform allows once is done once, and again only where it failed`() async throws {
        let house = try await House()
        try await house.receive(.comment("1"))
        let id = try await house.onlyConversation().id
        let once = [Ability(verb: .replyPrivate, once: true)]
        func send(_ key: String) async throws -> OutboxEntry {
            var draft = Self.draft("In private")
            (draft.visibility, draft.clientKey) = (.private, key)
            return try await house.desk.reply(to: id, draft, by: house.user, abilities: once)
        }
        _ = try await send("first")
        await #expect(throws: DeskFailure.self) { try await send("second") }
        let act = try await Self.claim(house)
        _ = try await house.desk.record(.failed(SendTrouble(.rejected, "no", advice: "")), of: act)
        _ = try await send("third")
    }

    @Test func `a receipt that overtook the answer to the send counts once the message has its name`() async throws {
        let (house, _, entry) = try await Self.answered()
        let act = try await Self.claim(house)
        try await house.receive(.receipt(ArrivedReceipt(target: RemoteMessageID("77"), status: .read, at: house.now)))
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: nil, permalink: nil), of: act)
        #expect(try await house.desk.store.read { try $0.outboxEntry(entry.id) }?.state == .read)
    }

    @Test(arguments: [
        (ArrivedReceipt.Status.pending, OutboxState.pending), (.delivered, .delivered), (.read, .read), (.failed, .bounced),
    ]) func `a receipt that gives back our key settles what nobody knew`(
        status: ArrivedReceipt.Status, state: OutboxState
    ) async throws {
        let (house, _, entry) = try await Self.answered()
        let act = try await Self.claim(house)
        let trouble = SendTrouble(.retry, "the line broke", advice: "")
        _ = try await house.desk.record(.unknown(trouble, .awaitReceipt(until: house.now + .seconds(3_600))), of: act)
        let receipt = ArrivedReceipt(
            target: RemoteMessageID("wamid.77"), status: status, at: house.now, alsoKnownAs: [entry.clientKey])
        try await house.receive(.receipt(receipt))
        let settled = try #require(try await house.desk.store.read { try $0.outboxEntry(entry.id) })
        #expect(settled.state == state)
        if status != .failed { #expect(settled.remoteID == RemoteMessageID("wamid.77")) }
    }

    @Test func `new words for our answer show once the platform has them, and the old ones are kept`() async throws {
        let (house, _, _) = try await Self.answered()
        let sent = try await Self.claim(house)
        _ = try await house.desk.record(.sent(id: RemoteMessageID("77"), at: nil, permalink: nil), of: sent)
        let answer = try #require(try await house.messages().last)
        let abilities = [Ability(verb: .edit, oursOnly: true, text: TextLimit(max: 20))]
        func edit(_ text: String, key: String = "edit-1") async throws {
            _ = try await house.desk.act(.edit, on: answer.id, text: text, clientKey: key, by: house.user, abilities: abilities)
        }
        await #expect(throws: DeskFailure.self) { try await edit(" ") }
        await #expect(throws: DeskFailure.self) { try await edit(String(repeating: "x", count: 21)) }
        try await edit("On Friday.")
        #expect(try await house.messages().last?.text == "Tomorrow.")
        let act = try await Self.claim(house)
        #expect(act.entry.text == "On Friday.")
        _ = try await house.desk.record(.sent(id: nil, at: nil, permalink: nil), of: act)
        let edited = try #require(try await house.messages().last)
        #expect(edited.text == "On Friday." && edited.revision == answer.revision + 1)
        #expect(try await house.desk.store.read { try $0.revisions(of: answer.id).map(\.text) } == ["Tomorrow."])
    }

    @Test func `hiding shows only once the platform has confirmed it`() async throws {
        let house = try await House()
        try await house.receive(.comment("1"))
        let target = try #require(try await house.messages().first)
        _ = try await house.desk.act(.hide, on: target.id, clientKey: "hide-1", by: house.user, abilities: House.abilities)
        #expect(try await house.messages().first?.hiddenAt == nil)
        let act = try #require(try await house.desk.claim(owner: "a", busy: [], limit: 5, lease: .seconds(60)).first)
        _ = try await house.desk.record(.sent(id: nil, at: nil, permalink: nil), of: act)
        #expect(try await house.messages().first?.hiddenAt != nil)
    }
}
