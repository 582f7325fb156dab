import ConnectorKit
import Desk
import InboxModel
import Storage

extension Bench {
    /// What draining a backlog took.
    public struct Drained: Sendable {
        public var messages: Int
        public var appended: Duration
        public var drained: Duration

        public var perSecond: Int { Int(Double(messages) / max(0.001, drained.inSeconds)) }
    }

    /// Fills the journal with deliveries, then reads them all: mapping, rules, promises, events, every row. The whole line without
    /// its two ends.
    public func drain(_ count: Int) async throws -> Drained {
        let ids = IdentifierSource()
        let active = service.board.all[0]
        let clock = ContinuousClock()
        let journal = service.journal
        let appended = try await clock.measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for slice in 0..<32 {
                    group.addTask {
                        for number in stride(from: slice + 1, through: count, by: 32) {
                            try await journal.append(
                                JournalEntry(
                                    id: ids.make(at: .system), channel: active.id, origin: "webhook",
                                    body: Bench.delivery(number),
                                    receivedAt: .system))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        guard let channel = try await service.desk.store.read({ try $0.channel(active.id) }) else {
            return Drained(messages: 0, appended: appended, drained: .zero)
        }
        let reader = DeliveryReader(
            channel: channel, active: active, journal: journal, desk: service.desk, chronicle: service.chronicle,
            now: { .system })
        let drained = try await clock.measure { try await reader.drain() }
        let messages = try await service.desk.store.read { try $0.queueCounts().reduce(0) { $0 + $1.count } }
        return Drained(messages: messages == 0 ? 0 : count, appended: appended, drained: drained)
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
