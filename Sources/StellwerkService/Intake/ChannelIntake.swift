import ConnectorKit
import Cryptography
import Desk
import InboxModel
import Storage

/// The connectors' way in: polled pages go into the journal, then into the inbox with their cursors.
struct ChannelIntake: Intake {
    let channel: Channel
    let version: String
    let journal: Journal
    let desk: Desk
    let ids: IdentifierSource
    let chronicle: Chronicle
    let now: @Sendable () -> Timestamp

    func cursor(_ key: String) async throws -> StreamCursor? {
        try await desk.store.read { try $0.cursor(channel.id, key) }.map(StreamCursor.init)
    }

    /// Notes where something stands that brings no items.
    func note(_ value: String, as key: String) async throws {
        _ = try await desk.receive(Batch(channel: channel, items: [], cursors: [key: value], isHistory: false))
    }

    func take(_ page: PolledPage) async throws -> [Novelty] {
        let found = page.interpretation
        guard !found.arrivals.isEmpty || !found.refused.isEmpty else {
            if !page.cursors.isEmpty { _ = try await receive(page, delivery: nil) }
            return []
        }
        let delivery = page.delivery
        // Never waiting: the cursor brings a page again that was not taken in. The reader of what waits would take it in without its
        // cursor, and the next run would stop at it as at known ground.
        let entry = JournalEntry(
            id: ids.make(at: now()), channel: channel.id, origin: "poll", stream: delivery.stream?.rawValue,
            headers: delivery.headers, context: delivery.context, body: delivery.body, receivedAt: delivery.receivedAt,
            isHistory: delivery.isHistory, state: .processed)
        // Another version of the connector may make more of the same bytes.
        let digest = Digest.sha256(Array("\(version)\n".utf8) + delivery.body)
        let address = [delivery.stream?.rawValue, delivery.context].compactMap { $0 }.joined(separator: " ")
        // The same bytes as last time bring nothing: the page is neither kept nor taken in again.
        if try await journal.isUnchanged(digest, from: address, of: channel.id) {
            if !page.cursors.isEmpty { _ = try await receive(page, delivery: nil, items: false) }
            return found.arrivals.map { _ in .known }
        }
        try await journal.append(entry)
        let outcomes = try await receive(page, delivery: entry.id)
        let refusals =
            found.refused.map { JournalRefusal($0, version: version) } + outcomes.refusals(of: found, version: version)
        try await journal.settle([(entry.id, refusals)], at: now())
        // What was refused is kept once: it is replayed when the connector reads it.
        try await journal.notePage(digest, from: address, of: channel.id, at: now())
        for refusal in refusals {
            chronicle.note(
                .quarantined(channel: channel.name, delivery: entry.id, place: refusal.place, reason: refusal.reason))
        }
        chronicle.note(
            .pageTaken(
                channel: channel.name, new: outcomes.count { $0 == .new }, changed: outcomes.count { $0 == .changed }))
        return outcomes.map(\.novelty)
    }

    private func receive(_ page: PolledPage, delivery: DeliveryID?, items: Bool = true) async throws -> [ItemOutcome] {
        let arrivals = items ? page.interpretation.arrivals : []
        return try await desk.receive(
            Batch(
                channel: channel,
                items: arrivals.map { BatchItem($0, delivery: delivery, receivedAt: page.delivery.receivedAt) },
                cursors: page.cursors.mapValues(\.rawValue), isHistory: page.delivery.isHistory))
    }

    func stored(_ wanted: StoredQuery) async throws -> [StoredItem] {
        let since = now() - wanted.within
        return try await desk.store.read { transaction in
            try transaction.storedMessages(
                in: channel.id, kinds: wanted.kinds, since: since, includingOpen: wanted.includingOpen,
                includingOurs: wanted.includingOurs, limit: wanted.limit)
        }.compactMap(StoredItem.init)
    }

    func places(of stream: StreamName, since: Timestamp) async throws -> [StoredPlace] {
        try await desk.store.read { try $0.places(in: channel.id, of: stream.rawValue, since: since) }.map {
            StoredPlace(id: $0.id, at: $0.at, firstSeenAt: $0.firstSeenAt, keep: $0.keep)
        }
    }
}

extension ItemOutcome {
    var novelty: Novelty {
        switch self {
        case .new: .new
        case .changed: .changed
        case .known, .held: .known
        case .refused: .quarantined
        }
    }
}

extension [ItemOutcome] {
    /// What the desk refused, as rows of the journal.
    func refusals(of found: Interpretation, version: String) -> [JournalRefusal] {
        zip(self, found.arrivals).compactMap { outcome, arrival in
            guard case .refused(let code, let reason, let advice) = outcome else { return nil }
            return JournalRefusal(
                place: "item \(arrival.remoteID)", reason: "\(code): \(reason)", advice: advice, version: version)
        }
    }
}

extension JournalRefusal {
    init(_ refusal: Refusal, version: String) {
        self.init(place: refusal.place, reason: refusal.reason, advice: refusal.advice, version: version)
    }
}

extension StoredItem {
    /// A stored message as its connector sees it; nil while the platform has not named it.
    init?(_ stored: StoredMessage) {
        guard let id = stored.message.remoteID else { return nil }
        self.init(
            id: id, kind: stored.message.kind, visibility: stored.message.visibility, thread: stored.thread,
            parent: stored.message.parent, post: stored.post, author: stored.author,
            isOurs: stored.message.direction == .outbound, at: stored.message.at, subject: stored.message.subject,
            keep: stored.message.keep)
    }
}
