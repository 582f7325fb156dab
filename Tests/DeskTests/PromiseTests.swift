import Desk
import InboxModel
import Storage
import Testing

struct PromiseTests {
    private static let levels = """
        calendars:
          office: {zone: Europe/Berlin, week: {mon: [["09:00", "17:00"]], tue: [["09:00", "17:00"]], wed: [["09:00", "17:00"]]}}
        policies:
          - name: Complaints
            when: {label: complaint}
            calendar: office
            first_response: 60m
            warn: 15m
          - name: Everything
            calendar: office
            first_response: 4h
            next_response: 4h
        """
    private static let routing = """
        teams: {support: {title: Support}}
        rules:
          - name: Broken things
            when: {text: {any: [broken, kaputt]}}
            then: [{label: complaint}, {priority: high}, {assign: {team: support}}]
        """

    @Test func `a complaint is labelled, assigned and due in office hours`() async throws {
        // Tuesday 10:00 in Berlin.
        let house = try await House(routing: Self.routing, levels: Self.levels)
        try await house.receive(.comment("1", "Das Ding ist kaputt"))
        let conversation = try await house.onlyConversation()
        #expect(conversation.policy == "Complaints")
        #expect(conversation.team == "support" && conversation.priority == .high)
        #expect(conversation.dueAt == House.morning + .seconds(3_600))
        let promise = try #require(try await house.promises().first)
        #expect(promise.metric == "first_response" && promise.state == .running)
        #expect(promise.warnAt == House.morning + .seconds(2_700))
        let rules = try await house.desk.store.read { try $0.appliedRules(of: conversation.id) }
        #expect(rules.map(\.rule) == ["Broken things"])
        #expect(rules.first?.matched.contains("kaputt") == true)
    }

    @Test func `warning and breach are each told once, with their true instants`() async throws {
        let house = try await House(routing: Self.routing, levels: Self.levels)
        try await house.receive(.comment("1", "broken"))
        #expect(try await house.desk.tick() == Ticked())
        #expect(try await house.desk.nextTickAt() == House.morning + .seconds(2_700))
        house.advance(by: .seconds(2_700))
        #expect(try await house.desk.tick().warned == 1)
        #expect(try await house.desk.tick() == Ticked())
        // Asleep for two days: everything at once afterwards.
        house.advance(by: .seconds(2 * 86_400))
        #expect(try await house.desk.tick().breached == 1)
        #expect(try await house.desk.tick() == Ticked())
        let promise = try #require(try await house.promises().first)
        #expect(promise.state == .breached && promise.breachedAt == House.morning + .seconds(3_600))
    }

    @Test func `a confirmed answer meets the promise, an unknown one does not`() async throws {
        let house = try await House(levels: Self.levels)
        try await house.receive(.comment("1"))
        let id = try await house.onlyConversation().id
        _ = try await house.desk.reply(
            to: id, ReplyDraft(text: "Soon.", clientKey: "key-1"), by: house.user, abilities: House.abilities)
        house.advance(by: .seconds(60))
        let act = try #require(try await house.desk.claim(owner: "a", busy: [], limit: 1, lease: .seconds(60)).first)
        _ = try await house.desk.record(.unknown(SendTrouble(.retry, "lost", advice: "look"), .ask), of: act)
        #expect(try await house.promises().map(\.state) == [.running])
        _ = try await house.desk.settleByHand(act.entry.id, isThere: true, by: house.user)
        #expect(try await house.promises().map(\.state) == [.met])
        #expect(try await house.onlyConversation().dueAt == nil)
    }

    @Test func `a question in the very second of our answer starts the next clock`() async throws {
        let house = try await House(levels: Self.levels)
        try await house.receive(.comment("1"))
        let id = try await house.onlyConversation().id
        _ = try await house.desk.reply(
            to: id, ReplyDraft(text: "Soon.", clientKey: "key-1"), by: house.user, abilities: House.abilities)
        house.advance(by: .milliseconds(60_700))
        let act = try #require(try await house.desk.claim(owner: "a", busy: [], limit: 1, lease: .seconds(60)).first)
        _ = try await house.desk.record(.sent(id: RemoteMessageID("9"), at: house.now, permalink: nil), of: act)
        house.advance(by: .milliseconds(900))
        // The platform stamps the whole second in which we answered too.
        try await house.receive(.comment("2", below: "1", "And when exactly?", at: 1))
        #expect(try await house.onlyConversation().status == .open)
        #expect(try await house.promises().map(\.metric) == ["first_response", "next_response"])
        #expect(try await house.promises().map(\.state) == [.met, .running])
    }

    @Test func `what further messages leave alone is what all of history says`() async throws {
        let house = try await House(routing: Self.routing, levels: Self.levels)
        for number in 1...30 {
            let isOurs = number % 7 == 0
            try await house.receive(
                .comment(
                    "\(number)", below: number == 1 ? nil : "1", number % 11 == 0 ? "kaputt" : "Hello?", at: Int64(number),
                    isOurs: isOurs, needsAnswer: number % 5 != 0))
            house.advance(by: .seconds(60))
            let kept = try await house.promises()
            // A label has every clock counted anew.
            let id = try await house.onlyConversation().id
            _ = try await house.desk.label(id, ["seen-\(number)"], by: house.user)
            #expect(try await house.promises() == kept, "after message \(number)")
        }
    }

    @Test func `after an answer the next question starts the next clock`() async throws {
        let house = try await House(levels: Self.levels)
        try await house.receive(.comment("1"))
        house.advance(by: .seconds(3_600))
        try await house.receive(.comment("2", below: "1", "Tomorrow.", at: 30, isOurs: true))
        try await house.receive(.comment("3", below: "1", "And then?", at: 40))
        let promises = try await house.promises()
        #expect(promises.map(\.metric) == ["first_response", "next_response"])
        #expect(promises.map(\.state) == [.met, .running])
    }

    @Test func `history starts no clock`() async throws {
        let house = try await House(levels: Self.levels)
        try await house.receive(.comment("1", at: -60), isHistory: true)
        #expect(try await house.promises().isEmpty)
    }

    @Test func `spam cancels the clock`() async throws {
        let house = try await House(levels: Self.levels)
        try await house.receive(.comment("1"))
        house.advance(by: .seconds(60))
        _ = try await house.desk.setStatus(try await house.onlyConversation().id, .spam, reason: nil, by: house.user)
        #expect(try await house.promises().map(\.state) == [.cancelled])
        #expect(try await house.onlyConversation().dueAt == nil)
    }
}
