import ConnectorKit
import InboxModel
import Synchronization

/// Keeps a stream's live line open: its records come at once, and polling slows down to a sweep meanwhile. Whenever the line opens
/// or breaks a poll follows, which finds what the line did not tell.
struct LiveLoop {
    let active: ActiveChannel
    let stream: StreamName
    let intake: ChannelIntake
    let chronicle: Chronicle
    /// False while the channel is paused or retired.
    let isOn: @Sendable () async -> Bool

    /// A line that stood this long was a good one.
    private static let good = Duration.seconds(60)

    func run() async {
        var backoff = Backoff(first: .seconds(1), ceiling: .seconds(300))
        while !Task.isCancelled {
            guard await isOn() else {
                try? await Task.sleep(for: .seconds(30))
                continue
            }
            let began = ContinuousClock.now
            let asked = await followWhileOn()
            active.openLines.close(stream)
            if Task.isCancelled { return }
            active.pollBells[stream]?.ring()
            if .now - began >= Self.good { backoff.succeeded() }
            try? await Task.sleep(for: max(asked ?? .zero, backoff.failed()))
        }
    }

    /// Follows until the line ends, or the channel is paused. How long the platform wants us to stay away.
    private func followWhileOn() async -> Duration? {
        await withTaskGroup(of: Duration?.self) { group in
            group.addTask { await follow() }
            group.addTask {
                while await isOn(), (try? await Task.sleep(for: .seconds(30))) != nil {}
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    private func follow() async -> Duration? {
        let (active, stream) = (active, stream)
        do throws(ConnectorFailure) {
            let end = try await active.connector.follow(stream, intake: intake) {
                active.openLines.open(stream)
                active.pollBells[stream]?.ring()
            }
            return end.comeBackAfter
        } catch {
            // Polling goes on at its own pace, and it is polling that tells how the channel stands.
            if !Task.isCancelled {
                chronicle.note(.pollFailed(channel: active.name, stream: "\(stream.rawValue) (live)", reason: error.message))
            }
            return error.retryAfter ?? (error.isNetworkFault ? nil : .seconds(60))
        }
    }
}

/// Which live lines of a channel stand.
final class OpenLines: Sendable {
    private let open = Mutex<Set<StreamName>>([])

    func open(_ stream: StreamName) { open.withLock { _ = $0.insert(stream) } }
    func close(_ stream: StreamName) { open.withLock { _ = $0.remove(stream) } }
    func contains(_ stream: StreamName) -> Bool { open.withLock { $0.contains(stream) } }
}
