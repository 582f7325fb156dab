import ConnectorKit
import InboxModel

/// Reads one stream of one channel again and again, at its own pace. Another channel's trouble never reaches it.
struct PollLoop {
    let active: ActiveChannel
    let plan: StreamPlan
    let intake: ChannelIntake
    let chronicle: Chronicle
    /// False while the channel is paused or retired.
    let isOn: @Sendable () async -> Bool

    func run() async {
        guard let bell = active.pollBells[plan.name] else { return }
        var backoff = Backoff(first: .seconds(5), ceiling: .seconds(900))
        // Channels do not all begin in the same instant.
        await bell.wait(atMost: .milliseconds(Int.random(in: 0...500)))
        while !Task.isCancelled, !active.isRetired {
            guard await isOn() else {
                await bell.wait(atMost: .seconds(30))
                continue
            }
            await bell.wait(atMost: await pollOnce(&backoff))
        }
    }

    /// One run; how long to rest afterwards.
    private func pollOnce(_ backoff: inout Backoff) async -> Duration {
        let brake = active.pokeBrake.wait(for: plan.name, now: .now)
        if brake > .zero { try? await Task.sleep(for: brake) }
        do {
            try await active.connector.poll(plan.name, intake: intake)
            backoff.succeeded()
            await active.healthKeeper.succeeded()
            active.lookupBell.ring()
            guard plan.wait == nil else { return .zero }
            return active.openLines.contains(plan.name) ? plan.sweep ?? plan.every : plan.every
        } catch {
            guard !Task.isCancelled else { return .zero }
            chronicle.note(.pollFailed(channel: active.name, stream: plan.name.rawValue, reason: error.message))
            await active.healthKeeper.failed(error)
            let rest = backoff.failed()
            switch error.label {
            // Refused credentials and wrong settings are looked at again each minute: mended, they work at once.
            case .authExpired, .authDenied, .config: return max(.seconds(30), min(rest, .seconds(60)))
            case .rateLimited: return error.retryAfter ?? max(rest, plan.every)
            default: return max(error.retryAfter ?? .zero, rest)
            }
        }
    }
}
