import ConnectorKit
import Desk
import InboxModel
import Storage

/// Reads a channel's journalled deliveries in their order and takes them in. It runs when its bell rings; what waited before a
/// restart is read first.
struct DeliveryReader {
    let channel: Channel
    let active: ActiveChannel
    let journal: Journal
    let desk: Desk
    let chronicle: Chronicle
    let now: @Sendable () -> Timestamp

    /// Deliveries read at once: they share transactions.
    private static let chunk = 100

    func run() async throws {
        var backoff = Backoff(first: .milliseconds(200), ceiling: .seconds(30))
        while !Task.isCancelled {
            do {
                try await drain()
                backoff.succeeded()
                await active.deliveryBell.wait(atMost: .seconds(60))
            } catch {
                if Task.isCancelled { return }
                chronicle.note(.storeRefused("deliveries of \(channel.name)", error))
                await active.deliveryBell.wait(atMost: backoff.failed())
            }
        }
    }

    /// Takes in what waits until nothing does. While one chunk is being written, the next is read and mapped.
    func drain() async throws {
        var next = try await read(after: nil)
        while let last = next.last {
            let chunk = next
            async let following = chunk.count == Self.chunk ? read(after: last.entry.id) : []
            try await take(chunk)
            next = try await following
        }
    }

    private typealias Chunk = [(entry: JournalEntry, found: Interpretation)]

    /// The oldest unread deliveries behind `id`, mapped; empty when there are none.
    private func read(after id: DeliveryID?) async throws -> Chunk {
        try await journal.waiting(channel.id, after: id, limit: Self.chunk).map {
            (entry: $0, found: active.connector.interpret(RawDelivery($0)))
        }
    }

    private func take(_ chunk: Chunk) async throws {
        // History and the present do not share a batch; deliveries keep their order.
        var outcomes: [[ItemOutcome]] = []
        for group in chunk.chunked(by: { $0.entry.isHistory == $1.entry.isHistory }) {
            let items = group.flatMap { read in
                read.found.arrivals.map { BatchItem($0, delivery: read.entry.id, receivedAt: read.entry.receivedAt) }
            }
            var taken = try await desk.receive(
                Batch(channel: channel, items: items, isHistory: group.first?.entry.isHistory ?? false))[...]
            for read in group {
                outcomes.append(Array(taken.prefix(read.found.arrivals.count)))
                taken = taken.dropFirst(read.found.arrivals.count)
            }
        }
        try await settle(chunk, outcomes)
    }

    private func settle(_ read: Chunk, _ outcomes: [[ItemOutcome]]) async throws {
        let version = active.connector.profile.version
        let settled = zip(read, outcomes).map { read, outcomes in
            (
                id: read.entry.id,
                refusals: read.found.refused.map { JournalRefusal($0, version: version) }
                    + outcomes.refusals(of: read.found, version: version)
            )
        }
        try await journal.settle(settled, at: now())
        for (id, refusals) in settled {
            for refusal in refusals {
                chronicle.note(.quarantined(channel: channel.name, delivery: id, place: refusal.place, reason: refusal.reason))
            }
        }
        chronicle.note(.deliveryTaken(channel: channel.name, items: outcomes.joined().count { $0 == .new }))
        for stream in Set(read.flatMap(\.found.poke)) { active.poke(stream) }
        active.lookupBell.ring()
        // What the platform said of the channel long ago says nothing about now: polls and sends tell.
        let signals = read.filter { now() - $0.entry.receivedAt < .seconds(3_600) }.flatMap(\.found.signals)
        for label in Set(signals) { await active.healthKeeper.told(label) }
        if signals.isEmpty { await active.healthKeeper.succeeded() }
    }
}

extension RawDelivery {
    init(_ entry: JournalEntry) {
        self.init(
            origin: entry.origin == "poll" ? .poll : .webhook, stream: entry.stream.map(StreamName.init),
            headers: entry.headers,
            body: entry.body, context: entry.context, receivedAt: entry.receivedAt, isHistory: entry.isHistory)
    }
}

extension Array {
    /// Runs of neighbours that belong together.
    fileprivate func chunked(by together: (Element, Element) -> Bool) -> [[Element]] {
        reduce(into: []) { runs, element in
            if let last = runs.last?.last, together(last, element) {
                runs[runs.count - 1].append(element)
            } else {
                runs.append([element])
            }
        }
    }
}
