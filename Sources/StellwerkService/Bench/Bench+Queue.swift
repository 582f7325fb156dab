import Desk
import InboxModel
import Storage

extension Bench {
    /// Fills the store with conversations as a year would: six tenths open, spread over people, teams, priorities, labels and dues.
    /// - Parameter progress: told how many stand.
    public func fillQueue(_ count: Int, progress: @escaping @Sendable (Int) -> Void) async throws {
        let ids = IdentifierSource()
        let channel = service.board.all[0].id
        let now = Timestamp.system
        let batch = 5_000
        for start in stride(from: 0, to: count, by: batch) {
            try await service.desk.store.write { transaction in
                for number in start..<min(start + batch, count) {
                    try transaction.insertExample(number, in: channel, ids: ids, now: now)
                }
            }
            progress(min(start + batch, count))
        }
    }

    /// The first page of the open queue by due time: without a filter, and with each.
    public func measureQueue(rounds: Int) async throws -> [(name: String, latencies: Latencies)] {
        var queries = [("open by due", QueueQuery(status: .open))]
        func with(_ name: String, _ change: (inout QueueQuery) -> Void) {
            var query = QueueQuery(status: .open)
            change(&query)
            queries.append((name, query))
        }
        let channel = service.board.all[0].id
        with("one channel") { $0.channel = channel }
        with("unassigned") { $0.assignee = .nobody }
        with("one team") { $0.team = "team-3" }
        with("urgent") { $0.priority = .urgent }
        with("one goal") { $0.goal = .product }
        with("a common label") { $0.label = "common" }
        with("a rare label") { $0.label = "rare" }
        with("newest first") { $0.sort = .newest }
        var results: [(String, Latencies)] = []
        let clock = ContinuousClock()
        for (name, query) in queries {
            var measured: [Duration] = []
            for _ in 0..<rounds {
                let start = clock.now
                _ = try await service.desk.store.read { try $0.queue(query) }
                measured.append(clock.now - start)
            }
            results.append((name, Latencies(measured)))
        }
        return results
    }
}

extension InboxTransaction {
    fileprivate func insertExample(_ number: Int, in channel: ChannelID, ids: IdentifierSource, now: Timestamp) throws {
        let contact = Contact(id: ids.make(at: now), name: "Kundin \(number)", createdAt: now)
        try insert(contact)
        var identity = Identity(
            id: ids.make(at: now), space: IdentitySpace("bench"), remoteID: RemoteAuthorID("\(number)"), contact: contact.id)
        identity.name = contact.name
        try save(identity)
        let age = Duration.seconds(number % 31_536_000)
        var conversation = Conversation(
            id: ids.make(at: now), channel: channel, threadKey: ThreadKey("bench-\(number)"), identity: identity.id,
            kind: .comment,
            visibility: .public, status: number % 10 < 6 ? .open : number % 10 < 7 ? .waiting : .resolved, createdAt: now - age,
            lastMessageAt: now - age)
        conversation.priority = Priority(rank: number % 50 == 0 ? 3 : number % 3) ?? .normal
        conversation.team = "team-\(number % 12)"
        conversation.goal = number % 7 == 0 ? .product : nil
        conversation.dueAt = number % 4 == 0 ? nil : now + .seconds(number * 7_919 % 600_000)
        conversation.excerpt = "Beispiel \(number): wann kommt das Paket, und was ist mit der zweiten Sendung?"
        conversation.messageCount = 1
        try insert(conversation)
        if number % 10 == 0 { _ = try add("common", to: conversation.id) }
        if number % 20_000 == 0 { _ = try add("rare", to: conversation.id) }
    }
}
