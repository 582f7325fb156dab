import HTTPCore
import Synchronization

/// How often one address may call from a page in a minute. Pages hold no secret, so their calls are counted; platforms' are not.
final class VisitorBrake: Sendable {
    private struct Window {
        var since: ContinuousClock.Instant
        var calls: Int
    }

    static let span = Duration.seconds(60)
    /// More addresses than this are not remembered: the oldest counts are given up first.
    static let addresses = 10_000

    private let limit: Int
    private let windows = Mutex<[String: Window]>([:])

    init(limit: Int) { self.limit = limit }

    /// Counts a call; false where it is one too many.
    func allows(_ caller: String, now: ContinuousClock.Instant) -> Bool {
        // Whoever has an IPv6 address has a whole /64 of them.
        let address = IPAddress(caller)?.group.description ?? caller
        return windows.withLock { windows in
            var window = windows[address] ?? Window(since: now, calls: 0)
            if now - window.since >= Self.span { window = Window(since: now, calls: 0) }
            window.calls += 1
            if windows.count >= Self.addresses, windows[address] == nil { Self.forget(&windows, now) }
            windows[address] = window
            return window.calls <= limit
        }
    }

    private static func forget(_ windows: inout [String: Window], _ now: ContinuousClock.Instant) {
        windows = windows.filter { now - $0.value.since < span }
        guard windows.count >= addresses else { return }
        let oldest = windows.sorted { $0.value.since < $1.value.since }.prefix(addresses / 10)
        for (address, _) in oldest { windows[address] = nil }
    }
}
