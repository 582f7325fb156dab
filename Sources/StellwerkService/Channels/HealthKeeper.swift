import ConnectorKit
import Desk
import InboxModel
import Synchronization

/// Watches the calls of one channel and says when its state changes: one row, one event, one line in the log per change.
final class HealthKeeper: Sendable {
    private let id: ChannelID
    private let name: String
    private let desk: Desk
    private let chronicle: Chronicle
    private let now: @Sendable () -> Timestamp
    private let last: Mutex<ChannelState>
    /// What to know while it works on: a newer connector was not taken.
    private let warning = Mutex<(reason: String, advice: String)?>(nil)
    private let touchedAt = Mutex(Timestamp(milliseconds: 0))

    init(_ channel: Channel, desk: Desk, chronicle: Chronicle, now: @escaping @Sendable () -> Timestamp) {
        (id, name, self.desk, self.chronicle, self.now) = (channel.id, channel.name, desk, chronicle, now)
        last = Mutex(channel.health.state)
    }

    /// A call went well.
    func succeeded() async {
        let now = now()
        let isNews = last.withLock { $0 != .running }
        let isDue = touchedAt.withLock { touched in
            // The time of the last success is kept to ten seconds: every call would be a write.
            guard isNews || now - touched >= .seconds(10) else { return false }
            touched = now
            return true
        }
        guard isDue else { return }
        await report(running(now, lastSuccessAt: now))
    }

    private func running(_ now: Timestamp, lastSuccessAt: Timestamp? = nil) -> ChannelHealth {
        let warning = warning.withLock { $0 }
        return ChannelHealth(
            state: .running, since: now, lastSuccessAt: lastSuccessAt, reason: warning?.reason, advice: warning?.advice)
    }

    /// Says something on the page that stops nothing; it stays until it is cleared.
    func warn(_ reason: String, advice: String) async {
        warning.withLock { $0 = (reason, advice) }
        if last.withLock({ $0 == .running }) { await report(running(now())) }
    }

    func clearWarning() async {
        let wasWarned = warning.withLock { warning in
            defer { warning = nil }
            return warning != nil
        }
        if wasWarned, last.withLock({ $0 == .running }) { await report(running(now())) }
    }

    /// A call did not do what it should; what that means for the channel, if anything.
    func failed(_ failure: ConnectorFailure) async {
        let state: ChannelState
        switch failure.label {
        case .authExpired, .authDenied: state = .signInNeeded
        case .config: state = .misconfigured
        case .rateLimited: state = .slowed
        case .retry: state = .networkFault
        case .ok, .gone, .windowClosed, .duplicate, .rejected, .pending, .end: return
        }
        await report(ChannelHealth(state: state, since: now(), reason: failure.message, advice: failure.advice))
    }

    /// The platform said of its own accord how the channel stands: the app was removed, a bot was thrown out.
    func told(_ label: ErrorLabel) async {
        await failed(
            ConnectorFailure(
                label, "The platform says that channel '\(name)' has lost its access.",
                advice: "Sign in again, or add our account there again; then press Test."))
    }

    private func report(_ health: ChannelHealth) async {
        do {
            let changed = try await desk.note(health, of: id)
            last.withLock { $0 = health.state }
            if changed { chronicle.note(.channelChanged(name, health.state, reason: health.reason, advice: health.advice)) }
        } catch {
            chronicle.note(.storeRefused("channel health of \(name)", error))
        }
    }
}
