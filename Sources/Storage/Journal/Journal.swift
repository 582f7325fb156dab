public import InboxModel
public import SQLCore

/// The journal of raw deliveries: what a platform was told we have is here before anything interprets it.
public struct Journal: Sendable {
    private let engine: any SQLEngine

    /// - Parameter engine: opened, and migrated by `JournalSchema.schema`.
    public init(_ engine: any SQLEngine) { self.engine = engine }

    // MARK: Taking in

    /// Appends from any thread without blocking. `completion` comes once, when the entry is durable or could not be written.
    /// False: the queue is full, nothing was taken, and the caller says so (503).
    public func append(
        _ entry: JournalEntry, completion: @escaping @Sendable (Result<Void, any Error>) -> Void
    ) -> Bool {
        append([entry], completion: completion)
    }

    /// Appends several, all of them or none.
    public func append(
        _ entries: [JournalEntry], completion: @escaping @Sendable (Result<Void, any Error>) -> Void
    ) -> Bool {
        engine.enqueue({ for entry in entries { try Self.insert(entry, into: $0) } }, completion: completion)
    }

    /// Appends and returns when the entry is durable.
    public func append(_ entry: JournalEntry) async throws {
        try await engine.write { try Self.insert(entry, into: $0) }
    }

    /// Whether a polled page holds the same bytes as the last one that was taken in whole from this address.
    public func isUnchanged(_ digest: [UInt8], from address: String, of channel: ChannelID) async throws -> Bool {
        try await engine.read { session in
            try session.first(
                "SELECT 1 FROM page_seen WHERE channel_id = $1 AND address = $2 AND digest = $3",
                [.id(channel), .text(address), .blob(digest)]
            ) { _ in true } ?? false
        }
    }

    /// Notes a polled page that was taken in whole.
    public func notePage(_ digest: [UInt8], from address: String, of channel: ChannelID, at now: Timestamp) async throws {
        try await engine.write { session in
            try session.run(
                """
                INSERT INTO page_seen (channel_id, address, digest, seen_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (channel_id, address) DO UPDATE SET digest = $3, seen_at = $4
                """, [.id(channel), .text(address), .blob(digest), .moment(now)])
        }
    }

    // MARK: Reading

    /// Deliveries of a channel that nobody has read yet, oldest first; those behind `id` only, where it is given.
    public func waiting(_ channel: ChannelID, after id: DeliveryID? = nil, limit: Int) async throws -> [JournalEntry] {
        try await engine.read { session in
            try session.rows(
                "SELECT \(Self.columns) FROM delivery WHERE state = 'waiting' AND channel_id = $1 AND id > $2 ORDER BY id LIMIT $3",
                [.id(channel), .integer(id?.rawValue ?? 0), .number(limit)], Self.entry)
        }
    }

    /// How many deliveries of each channel wait and how many are in quarantine.
    public func backlog() async throws -> [ChannelID: (waiting: Int, quarantined: Int)] {
        try await engine.read { session in
            var backlog: [ChannelID: (waiting: Int, quarantined: Int)] = [:]
            try session.forEach(
                """
                SELECT channel_id, state, count(*) FROM delivery WHERE state = 'waiting' GROUP BY channel_id
                UNION ALL SELECT channel_id, state, count(*) FROM delivery WHERE state = 'quarantined' GROUP BY channel_id
                """, []
            ) { row in
                let isWaiting = row.text(1) == "waiting"
                backlog[row.id(0), default: (0, 0)].waiting += isWaiting ? Int(row.integer(2)) : 0
                backlog[row.id(0), default: (0, 0)].quarantined += isWaiting ? 0 : Int(row.integer(2))
                return true
            }
            return backlog
        }
    }

    public func entry(_ id: DeliveryID) async throws -> JournalEntry? {
        try await engine.read { try $0.first("SELECT \(Self.columns) FROM delivery WHERE id = $1", [.id(id)], Self.entry) }
    }

    /// Deliveries in a state (nil: any), newest first, without their bytes.
    public func list(
        _ state: JournalEntry.State?, channel: ChannelID? = nil, before: DeliveryID? = nil, limit: Int
    ) async throws -> [JournalLine] {
        try await engine.read { session in
            try session.rows(
                """
                SELECT id, channel_id, origin, stream, received_at, length(body), state FROM delivery
                WHERE ($1 IS NULL OR state = $1) AND ($2 IS NULL OR channel_id = $2) AND id < $3 ORDER BY id DESC LIMIT $4
                """, [.word(state), .id(channel), .integer(before?.rawValue ?? .max), .number(limit)]
            ) {
                JournalLine(
                    id: $0.id(0), channel: $0.id(1), origin: $0.text(2), stream: $0.optionalText(3), receivedAt: $0.moment(4),
                    size: Int($0.integer(5)), state: try $0.word(6))
            }
        }
    }

    public func refusals(of id: DeliveryID) async throws -> [JournalRefusal] {
        try await engine.read { session in
            try session.rows(
                "SELECT place, reason, advice, version FROM refusal WHERE delivery_id = $1 ORDER BY place", [.id(id)]
            ) { JournalRefusal(place: $0.text(0), reason: $0.text(1), advice: $0.text(2), version: $0.text(3)) }
        }
    }

    // MARK: Settling

    /// Writes what became of deliveries that were read: processed, or in quarantine with the reasons. Refusals of an earlier
    /// reading are forgotten.
    public func settle(_ outcomes: [(id: DeliveryID, refusals: [JournalRefusal])], at now: Timestamp) async throws {
        try await engine.write { session in
            for (id, refusals) in outcomes {
                try session.run("DELETE FROM refusal WHERE delivery_id = $1", [.id(id)])
                for refusal in refusals {
                    try session.run(
                        """
                        INSERT INTO refusal (delivery_id, place, reason, advice, version) VALUES ($1, $2, $3, $4, $5)
                        ON CONFLICT DO NOTHING
                        """,
                        [.id(id), .text(refusal.place), .text(refusal.reason), .text(refusal.advice), .text(refusal.version)])
                }
                let state: JournalEntry.State = refusals.isEmpty ? .processed : .quarantined
                try session.run(
                    "UPDATE delivery SET state = $2, settled_at = $3 WHERE id = $1", [.id(id), .word(state), .moment(now)])
            }
        }
    }

    /// Puts a delivery back in the line, to be read again. False if there is none, or no channel to read it.
    public func replay(_ id: DeliveryID) async throws -> Bool {
        try await engine.write { session in
            try session.run("UPDATE delivery SET state = 'waiting' WHERE id = $1 AND state <> 'unclaimed'", [.id(id)]) > 0
        }
    }

    /// Gives a channel what was kept for its account. Returns how many there were.
    public func claim(_ context: String, of app: String, for channel: ChannelID) async throws -> Int {
        try await engine.write { session in
            try session.run(
                """
                UPDATE delivery SET state = 'waiting', channel_id = $1, stream = NULL
                WHERE state = 'unclaimed' AND stream = $2 AND context = $3
                """, [.id(channel), .text(app), .text(context)])
        }
    }

    /// Takes away what was settled or is nobody's and came before a moment; what waits or is in quarantine stays. A page unchanged for that long is
    /// taken once more when it is next read, and brings nothing new. Returns how many went.
    public func purge(before moment: Timestamp, limit: Int = 1_000) async throws -> Int {
        try await engine.write { session in
            let bounds: [SQLValue] = [.moment(moment), .number(limit)]
            let deliveries = try session.run(
                """
                DELETE FROM delivery WHERE id IN (
                  SELECT id FROM delivery WHERE received_at < $1 AND state IN ('processed', 'unclaimed') ORDER BY received_at LIMIT $2)
                """, bounds)
            let pages = try session.run(
                """
                DELETE FROM page_seen WHERE (channel_id, address) IN (
                  SELECT channel_id, address FROM page_seen WHERE seen_at < $1 ORDER BY seen_at LIMIT $2)
                """, bounds)
            return deliveries + pages
        }
    }
}

extension Journal {
    private static var columns: String {
        "id, channel_id, origin, sequence, stream, headers, context, body, received_at, is_history, state"
    }

    /// The same sequence of the same origin again changes nothing: an edge listener may hand a delivery over twice.
    private static func insert(_ entry: JournalEntry, into session: any SQLSession) throws {
        try session.run(
            """
            INSERT INTO delivery (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (origin, sequence) DO NOTHING
            """,
            [
                .id(entry.id), .id(entry.channel), .text(entry.origin), .integer(orNull: entry.sequence),
                .text(orNull: entry.stream), .text(orNull: entry.headers.lines), .text(orNull: entry.context),
                .blob(entry.body), .moment(entry.receivedAt), .flag(entry.isHistory), .word(entry.state),
            ])
    }

    private static func entry(_ row: any SQLRow) throws -> JournalEntry {
        var entry = JournalEntry(
            id: row.id(0), channel: row.id(1), origin: row.text(2), stream: row.optionalText(4),
            headers: [String: String](lines: row.optionalText(5)), context: row.optionalText(6), body: row.blob(7),
            receivedAt: row.moment(8), isHistory: row.flag(9), state: try row.word(10))
        entry.sequence = row.optionalInteger(3)
        return entry
    }
}

extension [String: String] {
    /// Header lines as the wire has them; a value holds no line break.
    fileprivate var lines: String? {
        isEmpty ? nil : sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
    }

    fileprivate init(lines: String?) {
        self.init()
        for line in (lines ?? "").split(separator: "\n") {
            guard let cut = line.firstIndex(of: ":") else { continue }
            self[String(line[..<cut])] = String(line[line.index(after: cut)...].drop { $0 == " " })
        }
    }
}
