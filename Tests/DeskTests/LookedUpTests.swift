import Desk
import InboxModel
import Storage
import Testing

/// Places, and what the platform told of authors and posts when it was asked.
struct LookedUpTests {
    private func asked(_ house: House) async throws -> [String] {
        let channel = house.channel.id
        return try await house.desk.store.read { transaction in
            try transaction.authorsToAsk(
                in: channel, since: Timestamp(milliseconds: 0), askedBefore: Timestamp(milliseconds: 0), wantsName: true,
                wantsAvatar: false, wantsFollowers: false, limit: 10
            ).compactMap(\.remoteID?.rawValue)
        }
    }

    private func nameless(_ id: String, by author: String) -> Arrival {
        guard case .message(var message) = Arrival.comment(id, by: author) else { return .comment(id) }
        message.author = ArrivedAuthor(id: RemoteAuthorID(author))
        return .message(message)
    }

    @Test func `an author without a name is asked for once and then has one`() async throws {
        let house = try await House()
        try await house.receive(nameless("1", by: "u7"), .comment("2", below: "1", by: "tom"))
        #expect(try await asked(house) == ["u7"])
        let id = RemoteAuthorID("u7")
        try await house.desk.take(ArrivedAuthor(id: id, name: "Ada"), for: id, in: house.channel)
        #expect(try await asked(house).isEmpty)
        let identity = try #require(try await house.messages().first { $0.remoteID?.rawValue == "1" }?.identity)
        let (name, contact) = try await house.desk.store.read { transaction in
            let identity = try transaction.identity(identity)
            return (identity?.name, try identity.flatMap { try transaction.contact($0.contact)?.name })
        }
        #expect(name == "Ada" && contact == "Ada")
    }

    @Test func `an author of whom the platform tells nothing is not asked for again`() async throws {
        let house = try await House()
        try await house.receive(nameless("1", by: "u7"))
        try await house.desk.take(ArrivedAuthor?.none, for: RemoteAuthorID("u7"), in: house.channel)
        #expect(try await asked(house).isEmpty)
    }

    @Test func `a place is kept, changed and gone, and opens no conversation`() async throws {
        let house = try await House()
        func place(_ keep: String, isGone: Bool = false) -> Arrival {
            .place(ArrivedPlace(id: "7", stream: "boards", keep: keep, isGone: isGone))
        }
        func places() async throws -> [String?] {
            let channel = house.channel.id
            return try await house.desk.store.read {
                try $0.places(in: channel, of: "boards", since: Timestamp(milliseconds: 0)).map(\.keep)
            }
        }
        #expect(try await house.receive(place("{}"), place("{}"), place(#"{"n":1}"#)) == [.new, .known, .changed])
        #expect(try await places() == [#"{"n":1}"#])
        #expect(try await house.receive(place(#"{"n":1}"#, isGone: true)) == [.changed])
        #expect(try await places().isEmpty)
        let open = try await house.desk.store.read { try $0.queue(QueueQuery(status: .open)).rows.count }
        #expect(open == 0)
    }

    @Test func `what the connector keeps of a message follows the platform without an edit`() async throws {
        let house = try await House()
        func comment(_ keep: String) -> Arrival {
            guard case .message(var message) = Arrival.comment("1") else { return .comment("1") }
            message.keep = keep
            return .message(message)
        }
        #expect(try await house.receive(comment(#"{"n":0}"#), comment(#"{"n":1}"#)) == [.new, .known])
        let message = try #require(try await house.messages().first)
        #expect(message.keep == #"{"n":1}"# && message.revision == 1)
    }
}
