import ConnectorKit
import InboxModel

/// Keeps one channel's webhook registered: looks and registers when the channel has signed in, looks again every ten minutes
/// where the platform can be asked (it may have switched the webhook off), renews before a registration runs out, and takes it
/// away while the channel is paused.
struct HookLoop {
    let active: ActiveChannel
    let plan: HookPlan
    let intake: ChannelIntake
    let now: @Sendable () -> Timestamp
    /// False while the channel is paused or retired.
    let isOn: @Sendable () async -> Bool

    private static let lookEvery = Duration.seconds(600)
    /// How soon it is noticed that a channel was paused or resumed.
    private static let glance = Duration.seconds(15)
    /// The cursor that keeps when it was last renewed.
    private static let renewedKey = "webhook.renewed"

    func run() async {
        guard let address = active.hook.registered else { return }
        var backoff = Backoff(first: .seconds(15), ceiling: .seconds(900))
        var wasOn: Bool?
        var due = ContinuousClock.now
        while !Task.isCancelled {
            let isOn = await isOn()
            guard active.account != nil, isOn != wasOn || .now >= due else {
                let rest = due - .now
                await active.hookBell.wait(atMost: active.account != nil && rest > .zero ? min(rest, Self.glance) : Self.glance)
                continue
            }
            do {
                let rest = isOn ? try await keep(address, isFirst: wasOn != true) : try await takeAway(address)
                (wasOn, due) = (isOn, .now + rest)
                backoff.succeeded()
            } catch {
                if let failure = error as? ConnectorFailure { await active.healthKeeper.failed(failure) }
                await active.hookBell.wait(atMost: backoff.failed())
            }
        }
    }

    /// How long it may now be left alone.
    private func keep(_ address: String, isFirst: Bool) async throws -> Duration {
        if isFirst || plan.looksFirst { try await active.connector.subscribe(to: address) }
        guard let every = plan.renewEvery else { return Self.lookEvery }
        // Without a look the registration was made just now.
        let isFresh = isFirst && !plan.looksFirst
        let renewed = isFresh ? nil : try await intake.cursor(Self.renewedKey).flatMap { Timestamp(rfc3339: $0.rawValue) }
        if isFresh {
            try await intake.note(now().rfc3339, as: Self.renewedKey)
        } else if renewed.map({ now() - $0 >= every }) ?? true {
            try await active.connector.renew(address)
            try await intake.note(now().rfc3339, as: Self.renewedKey)
        }
        return min(Self.lookEvery, every)
    }

    private func takeAway(_ address: String) async throws -> Duration {
        try await active.connector.unsubscribe(from: address)
        return .seconds(86_400)
    }
}
