import FoundationEssentials

/// A rate limit that refills steadily: so many calls at once, then one each `interval`.
struct Bucket: Sendable {
    let capacity: Double
    let interval: Double
    private var level: Double
    private var touchedAt: Date

    init(capacity: Int, seconds interval: Double, now: Date) {
        (self.capacity, self.interval, level, touchedAt) = (Double(capacity), interval, Double(capacity), now)
    }

    /// Takes one call. Nil when there was room, else the seconds until there will be.
    mutating func take(at now: Date) -> Double? {
        level = min(capacity, level + max(0, now.timeIntervalSince(touchedAt)) / interval)
        touchedAt = now
        guard level < 1 else {
            level -= 1
            return nil
        }
        return (1 - level) * interval
    }
}

/// A rate limit by fixed windows, as Mastodon counts.
struct Window: Sendable {
    let limit: Int
    let seconds: Double
    private(set) var used = 0
    private(set) var resetsAt: Date

    init(limit: Int, seconds: Double, now: Date) {
        (self.limit, self.seconds, resetsAt) = (limit, seconds, now.addingTimeInterval(seconds))
    }

    var remaining: Int { max(0, limit - used) }

    /// Takes one call; false where the window is used up.
    mutating func take(at now: Date) -> Bool {
        if now >= resetsAt { (used, resetsAt) = (0, now.addingTimeInterval(seconds)) }
        guard used < limit else { return false }
        used += 1
        return true
    }
}
