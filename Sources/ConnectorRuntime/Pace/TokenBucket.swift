import InboxModel

/// So many calls per span of time, spread as they come: a bucket that fills steadily and is never fuller than `count`.
struct TokenBucket: Sendable {
    let count: Int
    let span: Duration
    /// In thousandths of a call; below zero while calls wait for their turn.
    private var level: Int64
    private var filledAt: Timestamp

    init(count: Int, span: Duration, now: Timestamp) {
        (self.count, self.span) = (count, span)
        (level, filledAt) = (Int64(count) * 1_000, now)
    }

    /// How long the next call would have to wait; nothing is taken.
    mutating func wait(now: Timestamp) -> Duration {
        fill(now)
        guard level < 1_000 else { return .zero }
        let milliseconds = span.wholeMilliseconds
        return .milliseconds(((1_000 - level) * milliseconds + Int64(count) * 1_000 - 1) / (Int64(count) * 1_000))
    }

    /// Takes one call, now or for later.
    mutating func take() { level -= 1_000 }

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
