import Glibc
public import InboxModel
import Synchronization

/// What the service tells of itself. Each fact becomes one line on standard error and moves its counters; no line holds message
/// text, names of people, or a secret: known secret values are struck out here, whatever brought them.
public final class Chronicle: Sendable {
    /// Something worth telling.
    public enum Fact: Sendable {
        case started(address: String, channels: Int, milliseconds: Int)
        case stopping
        case configurationRead(channels: Int)
        case configurationRefused(String)
        case connectorTaken(String, version: String, channels: [String])
        case connectorRefused(String, String)
        case channelChanged(String, ChannelState, reason: String?, advice: String?)
        case pollFailed(channel: String, stream: String, reason: String)
        case pageTaken(channel: String, new: Int, changed: Int)
        case deliveryTaken(channel: String, items: Int)
        case quarantined(channel: String, delivery: DeliveryID, place: String, reason: String)
        case hookRefused(remote: String)
        /// A verified delivery for an account that no channel has.
        case unclaimed(app: String, account: String)
        case keysUnread(String, reason: String)
        /// The platform still calls for a channel that is gone.
        case hookLeft(channel: String, reason: String)
        case sent(channel: String, entry: OutboxEntryID, attempt: Int)
        case sendUnsettled(channel: String, entry: OutboxEntryID, outcome: String, reason: String)
        case told(warned: Int, breached: Int)
        case storeRefused(String, any Error)
        case internalError(id: String, String)
    }

    private let level: LogLevel
    private let secrets = Mutex<[String]>([])
    private let counters = Mutex<[String: Int]>([:])
    private let write: @Sendable (String) -> Void
    private let now: @Sendable () -> Timestamp

    public init(
        level: LogLevel = .info, now: @escaping @Sendable () -> Timestamp,
        write: (@Sendable (String) -> Void)? = nil
    ) {
        (self.level, self.now, self.write) = (level, now, write ?? StandardError.write)
    }

    /// Values that no line may ever show.
    public func keepSecret(_ values: [String]) {
        secrets.withLock { $0 = Array(Set($0 + values.filter { $0.utf8.count >= 6 })) }
    }

    public func note(_ fact: Fact) {
        for (name, change) in fact.counts { counters.withLock { $0[name, default: 0] += change } }
        guard fact.level >= level else { return }
        var line = fact.line
        for secret in secrets.withLock({ $0 }) where line.contains(secret) {
            line = line.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "•••")
        }
        write("\(now().rfc3339) \(fact.level.rawValue) \(line.filter { !$0.isNewline || $0 == " " })\n")
    }

    /// Every counter by its Prometheus name with labels.
    public var counts: [String: Int] { counters.withLock { $0 } }
}

extension Chronicle.Fact {
    var level: LogLevel {
        switch self {
        case .pageTaken, .deliveryTaken, .hookRefused, .sent: .debug
        case .started, .stopping, .configurationRead, .connectorTaken, .told: .info
        case .channelChanged(_, let state, _, _): state == .running || state == .paused ? .info : .warning
        case .pollFailed, .quarantined, .sendUnsettled, .unclaimed, .keysUnread, .hookLeft: .warning
        case .configurationRefused, .connectorRefused, .storeRefused, .internalError: .error
        }
    }

    var line: String {
        switch self {
        case .started(let address, let channels, let milliseconds):
            "listening on \(address) with \(channels) channels after \(milliseconds) ms"
        case .stopping: "stopping: running work ends first"
        case .configurationRead(let channels): "configuration read: \(channels) channels"
        case .configurationRefused(let why): "configuration refused, the old one keeps running: \(why)"
        case .connectorTaken(let name, let version, let channels):
            "connector \(name) \(version) is in force" + (channels.isEmpty ? "" : " for \(channels.joined(separator: ", "))")
        case .connectorRefused(let name, let why): "connector \(name) was not taken: \(why)"
        case .channelChanged(let name, let state, let reason, let advice):
            "channel \(name) is \(state.rawValue)" + (reason.map { ": \($0)" } ?? "") + (advice.map { "; \($0)" } ?? "")
        case .pollFailed(let channel, let stream, let reason): "channel \(channel), stream \(stream): \(reason)"
        case .pageTaken(let channel, let new, let changed): "channel \(channel): \(new) new, \(changed) changed"
        case .deliveryTaken(let channel, let items): "channel \(channel): delivery of \(items)"
        case .quarantined(let channel, let delivery, let place, let reason):
            "channel \(channel): delivery \(delivery) at \(place) is in quarantine: \(reason)"
        case .hookRefused(let remote): "webhook call from \(remote) refused"
        case .unclaimed(let app, let account):
            "app \(app): a delivery for account '\(account)', which no channel has, is kept; a channel that signs in as it gets it"
        case .hookLeft(let channel, let reason):
            "channel \(channel) is retired, and its webhook could not be taken away: \(reason); take it away on the platform"
        case .keysUnread(let name, let reason): "the public keys of \(name) could not be read: \(reason)"
        case .sent(let channel, let entry, let attempt): "channel \(channel): act \(entry) sent at attempt \(attempt)"
        case .sendUnsettled(let channel, let entry, let outcome, let reason):
            "channel \(channel): act \(entry) is \(outcome): \(reason)"
        case .told(let warned, let breached): "promises: \(warned) warned, \(breached) breached"
        case .storeRefused(let what, let error): "the store refused \(what): \(error)"
        case .internalError(let id, let what): "internal error \(id): \(what)"
        }
    }

    var counts: [(String, Int)] {
        switch self {
        case .pageTaken(let channel, let new, _): [("stellwerk_items_received_total{channel=\"\(channel)\",way=\"poll\"}", new)]
        case .deliveryTaken(let channel, let items):
            [("stellwerk_items_received_total{channel=\"\(channel)\",way=\"webhook\"}", items)]
        case .quarantined(let channel, _, _, _): [("stellwerk_items_quarantined_total{channel=\"\(channel)\"}", 1)]
        case .pollFailed(let channel, _, _): [("stellwerk_polls_failed_total{channel=\"\(channel)\"}", 1)]
        case .hookRefused: [("stellwerk_webhook_calls_refused_total", 1)]
        case .unclaimed(let app, _): [("stellwerk_deliveries_unclaimed_total{app=\"\(app)\"}", 1)]
        case .sent(let channel, _, _): [("stellwerk_acts_sent_total{channel=\"\(channel)\"}", 1)]
        case .sendUnsettled(let channel, _, let outcome, _):
            [("stellwerk_acts_unsettled_total{channel=\"\(channel)\",outcome=\"\(outcome)\"}", 1)]
        case .told(let warned, let breached):
            [("stellwerk_promises_warned_total", warned), ("stellwerk_promises_breached_total", breached)]
        case .internalError: [("stellwerk_internal_errors_total", 1)]
        default: []
        }
    }
}

/// Whole lines to standard error.
enum StandardError {
    static func write(_ text: String) {
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            let written = Glibc.write(2, Array(bytes[at...]), bytes.count - at)
            guard written > 0 else { return }
            at += written
        }
    }
}
