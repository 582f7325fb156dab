import InboxModel
import Testing

struct IdentifierTests {
    @Test func `ids of one source rise, also within a millisecond and when the clock steps back`() {
        let source = IdentifierSource()
        let moments = [5_000, 5_000, 5_000, 4_000, 6_000].flatMap { Array(repeating: Int64($0), count: 2_000) }
        let ids = moments.map { source.make(at: Timestamp(milliseconds: $0)) as MessageID }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test(arguments: ["", "0", "-5", "x", "12.5", "9223372036854775808"])
    func `what is no id is refused`(_ text: String) {
        #expect(ConversationID(text) == nil)
    }

    @Test func `an id reads back from its digits`() {
        #expect(ConversationID("3766612838400000001")?.description == "3766612838400000001")
    }
}
