import ConnectorKit
import Expressions
import InboxModel
import Synchronization

/// The inbox of a scenario: what it holds at the start, and what comes in. Keeps the contract of the real one.
final class TapeIntake: Intake {
    /// An item the inbox holds already.
    struct Known: Sendable {
        var item: StoredItem
        /// What the tape says of it: an arrival that differs in one of these is an edit.
        var written: TapeValue

        var isPlace: Bool { written.json["kind"].text == "place" }
    }

    private struct State {
        var cursors: [String: StreamCursor] = [:]
        var arrivals: [Arrival] = []
        var seen: [String: Arrival] = [:]
        var refusals: [Refusal] = []
        var skipped = 0
        var poke: [StreamName] = []
    }

    let known: [Known]
    private let standing: @Sendable (String) -> StreamCursor?
    private let state = Mutex(State())

    /// - Parameter standing: where a stream stood before the run, by cursor key.
    init(known: [Known], standing: @escaping @Sendable (String) -> StreamCursor?) {
        (self.known, self.standing) = (known, standing)
    }

    /// What came and was not known with the same content, in order.
    var arrivals: [Arrival] { state.withLock { $0.arrivals } }
    var refusals: [Refusal] { state.withLock { $0.refusals } }
    var skipped: Int { state.withLock { $0.skipped } }

    /// Where the run left a cursor, and under which key.
    var cursors: [String: StreamCursor] { state.withLock { $0.cursors } }

    func cursor(_ key: String) async throws -> StreamCursor? { state.withLock { $0.cursors[key] } ?? standing(key) }

    func take(_ page: PolledPage) async throws -> [Novelty] {
        state.withLock { state in
            state.cursors.merge(page.cursors) { $1 }
            return Self.add(page.interpretation, known, &state)
        }
    }

    /// Takes a webhook's items.
    func take(_ interpretation: Interpretation) { _ = state.withLock { Self.add(interpretation, known, &$0) } }

    private static func add(_ interpretation: Interpretation, _ known: [Known], _ state: inout State) -> [Novelty] {
        state.refusals += interpretation.refused
        state.skipped += interpretation.skipped
        state.poke += interpretation.poke
        return interpretation.arrivals.map { arrival in
            let novelty = Self.novelty(arrival, known, state.seen)
            state.seen[arrival.identity] = arrival
            if novelty != .known { state.arrivals.append(arrival) }
            return novelty
        }
    }

    private static func novelty(_ arrival: Arrival, _ known: [Known], _ seen: [String: Arrival]) -> Novelty {
        if let earlier = seen[arrival.identity] { return earlier == arrival ? .known : .changed }
        guard arrival.identity == "item \(arrival.remoteID)",
            let held = known.first(where: { $0.item.id.rawValue == arrival.remoteID })
        else { return .new }
        return ItemComparison.differences(held.written, arrival.value, "").isEmpty ? .known : .changed
    }

    func stored(_ wanted: StoredQuery) async throws -> [StoredItem] {
        let items = known.filter { !$0.isPlace }.map(\.item).filter { item in
            (wanted.kinds.isEmpty || wanted.kinds.contains(item.kind)) && (wanted.includingOurs || !item.isOurs)
        }
        return Array(items.sorted { $0.at > $1.at }.prefix(wanted.limit))
    }

    /// Places that the tape gives, and those that the run brought. A tape does not say of which stream a place is.
    func places(of stream: StreamName, since: Timestamp) async throws -> [StoredPlace] {
        let given = known.filter(\.isPlace).map { place in
            StoredPlace(id: place.item.id.rawValue, at: place.item.at, firstSeenAt: place.item.at, keep: place.item.keep)
        }
        let found: [StoredPlace] = state.withLock { state in
            state.arrivals.compactMap { arrival in
                guard case .place(let place) = arrival, place.stream == stream.rawValue, !place.isGone else { return nil }
                return StoredPlace(id: place.id, at: place.at, firstSeenAt: place.at ?? since, keep: place.keep)
            }
        }
        return given.filter { place in !found.contains { $0.id == place.id } } + found
    }
}

extension Arrival {
    /// What makes it one and the same item: reactions and receipts share their target's id with it.
    var identity: String {
        switch self {
        case .reaction(let reaction):
            "reaction \(reaction.target) \(reaction.author.id?.rawValue ?? "") \(reaction.value ?? "") \(reaction.isRemoved)"
        case .receipt(let receipt): "receipt \(receipt.target) \(receipt.status)"
        case .post(let post): "post \(post.id)"
        case .place(let place): "place \(place.stream) \(place.id)"
        case .message, .removal: "item \(remoteID)"
        }
    }
}

extension StoredItem {
    /// An item as a tape writes it.
    init(_ value: TapeValue, now: Timestamp) {
        let json = value.json
        let id = json["id"].idText ?? ""
        let at = json["at"].text.flatMap(Timestamp.init(rfc3339:)) ?? json["at"].int64.map { Timestamp(seconds: $0) }
        self.init(
            id: RemoteMessageID(id), kind: json["kind"].text.flatMap(MessageKind.init(rawValue:)) ?? .comment,
            visibility: json["private"] == true ? .private : .public,
            thread: ThreadKey(json["thread"].idText ?? id), parent: json["parent"].idText.map { RemoteMessageID($0) },
            post: (json["post"].idText ?? json["post"]["id"].idText).map { RemotePostID($0) },
            author: (json["author"].idText ?? json["author"]["id"].idText).map { RemoteAuthorID($0) },
            isOurs: json["mine"] == true, at: at ?? now - .seconds(3_600), subject: json["subject"].text,
            keep: json["keep"].isNull ? nil : json["keep"].encodedText())
    }
}

extension JSON {
    /// The text of an id, written as text or as a number.
    var idText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        default: nil
        }
    }
}

/// Results of steps in memory.
final class TapeJournal: StepJournal {
    private let results = Mutex<[Int: String]>([:])

    func result(of step: Int) async throws -> String? { results.withLock { $0[step] } }
    func record(_ result: String, of step: Int) async throws { results.withLock { $0[step] = result } }
}
