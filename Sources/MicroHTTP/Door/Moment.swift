import Glibc

/// A point on the monotonic clock, in nanoseconds. Deadlines against slow peers are the one thing here that needs time, and
/// libmicrohttpd's threads have no other way to get it.
typealias Moment = Int64

extension Moment {
    static let never = Moment.max

    /// Within four milliseconds: a request asks several times, and the coarse clock costs next to nothing.
    static var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return Moment(time.tv_sec) * 1_000_000_000 + Moment(time.tv_nsec)
    }

    static func after(_ duration: Duration, from start: Moment = .now) -> Moment { start &+ duration.nanoseconds }
}

extension Duration {
    /// Whole nanoseconds, at most a century.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(seconds, 3_155_760_000) * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
