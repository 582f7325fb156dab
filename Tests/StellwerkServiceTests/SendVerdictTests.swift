import ConnectorKit
import Desk
import InboxModel
import Storage
import Testing

@testable import StellwerkService

struct SendVerdictTests {
    private static let now = Timestamp(rfc3339: "2026-11-24T09:00:00Z")!
    private static let trouble = ConnectorFailure(.retry, "the platform did not answer", advice: "wait")

    private func verdict(_ rule: UnclearRule, attempts: Int = 1, age: Duration = .seconds(1)) -> SendVerdict {
        var entry = OutboxEntry(
            id: OutboxEntryID(rawValue: 1), channel: ChannelID(rawValue: 1), conversation: nil, verb: .reply, clientKey: "key",
            state: .sending, nextTryAt: Self.now, createdAt: Self.now - age)
        (entry.attempts, entry.firstTriedAt) = (attempts, Self.now - age)
        let channel = Channel(
            id: ChannelID(rawValue: 1), name: "bot", connector: "telegram", space: IdentitySpace("bot"),
            health: ChannelHealth(state: .running, since: Self.now))
        return SendVerdict(
            ClaimedAct(entry: entry, channel: channel, target: nil), ability: Ability(verb: .reply, unclear: rule),
            now: Self.now)
    }

    @Test func `an unclear send is repeated only while the platform keeps our key`() {
        guard case .unknown(_, .sendAgain(let at)) = verdict(.repeat(within: .seconds(3_600))).result(.unknown(Self.trouble))
        else {
            Issue.record("it is safe to repeat")
            return
        }
        #expect(at > Self.now)
        let late = verdict(.repeat(within: .seconds(3_600)), age: .seconds(3_601)).result(.unknown(Self.trouble))
        #expect(late == .unknown(SendTrouble(Self.trouble), .ask))
    }

    @Test(arguments: [UnclearRule.ask, .receipt, .readBack])
    func `an unclear send is never repeated blindly`(_ rule: UnclearRule) {
        guard case .unknown(_, let plan) = verdict(rule).result(.unknown(Self.trouble)) else {
            Issue.record("the outcome is unknown and must stay so")
            return
        }
        if case .sendAgain = plan { Issue.record("\(rule) sends again") }
    }

    @Test func `a certain refusal waits as long as the platform asks, and ends some day`() {
        guard case .retry(let at, _) = verdict(.ask).result(.retry(after: .seconds(120), Self.trouble)) else {
            Issue.record("it is tried again")
            return
        }
        #expect(at >= Self.now + .seconds(120))
        guard case .failed(let told) = verdict(.ask, attempts: 12).result(.retry(after: nil, Self.trouble)) else {
            Issue.record("the twelfth time is the last")
            return
        }
        #expect(told.message.contains("Given up after 12 attempts"))
    }

    @Test func `what can be repeated safely is not repeated for ever`() {
        let worn = verdict(.repeat(within: nil), attempts: 12).result(.unknown(Self.trouble))
        #expect(worn == .unknown(SendTrouble(Self.trouble), .ask))
    }

    @Test func `three looks, then a person is asked`() {
        let looks = (0..<4).map { SendVerdict.nextLook(after: $0, from: Self.now) }
        #expect(looks.map { $0 == nil } == [false, false, false, true])
    }
}
