import Desk
import InboxModel
import Testing

/// Order does not matter: edits, deletions, reactions and answers may come before what they are about.
struct OrderTests {
    /// A conversation with everything in it; the times are the platform's.
    private static let log: [Arrival] = [
        .comment("1", "When?", at: -60), .comment("1", "When do you ship?", at: -60, editedAt: -50),
        .comment("1", "When do you ship to Austria?", at: -60, editedAt: -40),
        .comment("2", below: "1", by: "tom", "Same here", at: -30),
        .comment("3", below: "2", "Tomorrow.", at: -20, isOurs: true),
        .comment("4", below: "3", by: "tom", "Thanks, and to Vienna?", at: -10),
        .removal(RemoteMessageID("2"), at: House.morning + .seconds(-300)),
        .reaction(
            ArrivedReaction(
                target: RemoteMessageID("3"), author: ArrivedAuthor(id: RemoteAuthorID("hanna"), name: "hanna"), value: "👍",
                at: House.morning + .seconds(-200))),
        .reaction(
            ArrivedReaction(
                target: RemoteMessageID("3"), author: ArrivedAuthor(id: RemoteAuthorID("hanna"), name: "hanna"), value: "👍",
                isRemoved: true, at: House.morning + .seconds(-100))),
        .comment("9", by: "eva", "Unrelated", at: -5),
    ]

    @Test func `any order and any repetition of a log ends in the same state`() async throws {
        let expected = try await state(after: Self.log)
        #expect(expected.contains { $0.hasPrefix("message|3|1|comment|outbound") })
        var random = SplitMix(seed: 4_711)
        for _ in 0..<40 {
            let order = (Self.log + Self.log.shuffled(using: &random).prefix(4)).shuffled(using: &random)
            let found = try await state(after: order)
            #expect(found == expected, "order: \(order.map(\.remoteID))")
            guard found == expected else { return }
        }
    }

    private func state(after log: [Arrival]) async throws -> [String] {
        let house = try await House()
        for arrival in log { try await house.receive(arrival) }
        return try await house.export()
    }
}

/// A small generator with a seed, so that a failing order can be run again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
