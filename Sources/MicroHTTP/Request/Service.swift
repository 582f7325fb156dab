import CMicrohttpd
import HTTPCore
import Synchronization

/// What all connections of a listener share.
final class Service: Sendable {
    let settings: ListenerSettings
    let handler: any HTTPHandler
    let proxies: TrustedProxies
    let roster = Roster()
    let alarm: Alarm
    private let stopping = Atomic(Stop.none.rawValue)

    init(_ settings: ListenerSettings, _ handler: any HTTPHandler, _ proxies: TrustedProxies, alarm: Alarm) {
        (self.settings, self.handler, self.proxies, self.alarm) = (settings, handler, proxies, alarm)
    }

    /// How far the listener has been asked to stop.
    enum Stop: UInt8 {
        case none
        /// No further request: every answer closes its connection, streams end.
        case gracefully
        /// Nobody waits any longer.
        case now
    }

    var stop: Stop {
        get { Stop(rawValue: stopping.load(ordering: .sequentiallyConsistent))! }
        set { stopping.store(newValue.rawValue, ordering: .sequentiallyConsistent) }
    }
}
