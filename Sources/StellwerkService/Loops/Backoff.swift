/// How long to wait after failures: doubling from a first span to a ceiling, with full jitter so that many do not return at once.
struct Backoff: Sendable {
    var first: Duration
    var ceiling: Duration
    private(set) var failures = 0

    init(first: Duration, ceiling: Duration) { (self.first, self.ceiling) = (first, ceiling) }

    mutating func succeeded() { failures = 0 }

    /// Notes a failure and gives the wait after it; never less than half of the doubled span.
    mutating func failed() -> Duration {
        failures += 1
        return Self.wait(after: failures, first: first, ceiling: ceiling)
    }

    static func wait(after failures: Int, first: Duration, ceiling: Duration) -> Duration {
        let doubled = min(ceiling, first * (1 << min(20, max(0, failures - 1))))
        return doubled * Double.random(in: 0.5...1)
    }
}
