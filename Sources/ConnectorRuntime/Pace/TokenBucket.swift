import InboxModel

/// So many calls per span of time, spread as they come: a bucket that fills steadily and is never fuller than `count`.
struct TokenBucket: Sendable {
    let count: Int
    let span: Duration
    /// In thousandths of a call; below zero while calls wait for their turn.
    private var level: Int64
    private var filledAt: Timestamp

    /// - Parameter left: calls that are left; nil: all.
    init(count: Int, span: Duration, left: Int64? = nil, now: Timestamp) {
        (self.count, self.span) = (count, span)
        (level, filledAt) = ((left ?? Int64(count)) * 1_000, now)
    }

    /// How long the next call would have to wait; nothing is taken. What costs more than there can ever be waits for a full bucket.
    mutating func wait(for cost: Int = 1, now: Timestamp) -> Duration {
        fill(now)
        let wanted = Int64(min(cost, count)) * 1_000
        guard level < wanted else { return .zero }
        let milliseconds = span.wholeMilliseconds
        return .milliseconds(((wanted - level) * milliseconds + Int64(count) * 1_000 - 1) / (Int64(count) * 1_000))
    }

    /// Takes a call, now or for later.
    mutating func take(_ cost: Int = 1) { level -= Int64(cost) * 1_000 }

    /// Whole calls that are left.
    var left: Int64 { level / 1_000 }

    private mutating func fill(_ now: Timestamp) {
        let elapsed = (now - filledAt).wholeMilliseconds
        // A clock that steps back fills nothing, and does not stop the bucket either.
        guard elapsed > 0 else {
            filledAt = min(filledAt, now)
            return
        }
        let full = Int64(count) * 1_000
        let milliseconds = span.wholeMilliseconds
        if elapsed >= milliseconds * 2 {
            level = full
        } else {
            level = min(full, level + elapsed * full / milliseconds)
        }
        filledAt = now
    }
}
