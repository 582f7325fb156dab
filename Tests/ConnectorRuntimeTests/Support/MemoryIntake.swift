import ConnectorKit
import InboxModel
import Synchronization

/// An intake in memory that keeps the contract of the real one: items and cursors together, one verdict per item.
final class MemoryIntake: Intake {
    struct Crash: Error {}

    struct State {
        var cursors: [String: StreamCursor] = [:]
        var items: [String: Arrival] = [:]
        var order: [String] = []
        var pages: [PolledPage] = []
        var refusals: [Refusal] = []
        var history: Set<String> = []
        var stored: [StoredItem] = []
        var places: [String: [StoredPlace]] = [:]
        /// Fails before the n-th page from now is stored (0: the next), or after.
        var crash: (after: Int, isStored: Bool)?
    }

    private let state = Mutex(State())

    func change(_ body: (inout sending State) -> Void) { state.withLock { body(&$0) } }
    var snapshot: State { state.withLock { $0 } }

    func cursor(_ key: String) async throws -> StreamCursor? { state.withLock { $0.cursors[key] } }

    func take(_ page: PolledPage) async throws -> [Novelty] {
        try state.withLock { state in
            if let crash = state.crash {
                if crash.after == 0, !crash.isStored { throw Crash() }
                state.crash = (crash.after - 1, crash.isStored)
            }
            state.cursors.merge(page.cursors) { $1 }
            state.pages.append(page)
            state.refusals += page.interpretation.refused
            let verdicts = page.interpretation.arrivals.map { Self.store($0, page.delivery.isHistory, &state) }
            if let crash = state.crash, crash.isStored, crash.after < 0 { throw Crash() }
            return verdicts
        }
    }

    private static func store(_ arrival: Arrival, _ isHistory: Bool, _ state: inout State) -> Novelty {
        let key: String
        switch arrival {
        case .reaction(let reaction): key = "reaction \(reaction.target) \(reaction.author.id?.rawValue ?? "")"
        case .receipt(let receipt): key = "receipt \(receipt.target) \(receipt.status)"
        case .place(let place):
            key = "place \(place.stream) \(place.id)"
            keep(place, &state)
        case .post(let post): key = "post \(post.id)"
        default: key = arrival.remoteID
        }
        guard let known = state.items[key] else {
            state.items[key] = arrival
            state.order.append(key)
            if isHistory { state.history.insert(key) }
            return .new
        }
        if known == arrival { return .known }
        state.items[key] = arrival
        return .changed
    }

    private static func keep(_ place: ArrivedPlace, _ state: inout State) {
        let known = state.places[place.stream]?.first { $0.id == place.id }
        state.places[place.stream, default: []].removeAll { $0.id == place.id }
        if place.isGone { return }
        state.places[place.stream]!.append(
            StoredPlace(id: place.id, at: place.at, firstSeenAt: known?.firstSeenAt ?? noon, keep: place.keep))
    }

    func places(of stream: StreamName, since: Timestamp) async throws -> [StoredPlace] {
        state.withLock { ($0.places[stream.rawValue] ?? []).filter { $0.at.map { $0 >= since } ?? true } }
    }

    func stored(_ wanted: StoredQuery) async throws -> [StoredItem] {
        state.withLock { state in
            state.stored.filter { wanted.kinds.isEmpty || wanted.kinds.contains($0.kind) }.prefix(wanted.limit).map { $0 }
        }
    }
}

/// Results of steps in memory.
final class MemoryJournal: StepJournal {
    private let results: Mutex<[Int: String]>

    init(_ results: [Int: String] = [:]) { self.results = Mutex(results) }

    var all: [Int: String] { results.withLock { $0 } }
    func result(of step: Int) async throws -> String? { results.withLock { $0[step] } }
    func record(_ result: String, of step: Int) async throws { results.withLock { $0[step] = result } }
}
