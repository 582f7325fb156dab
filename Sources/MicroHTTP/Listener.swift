public import HTTPCore

/// An HTTP/1.1 listener over libmicrohttpd. It listens from `init` on, and until `stop`, or until it is let go.
///
/// Each request is read whole, within its deadlines and limits, before the handler gets it; what two readers could
/// understand differently is refused with 400. A request that takes its time holds no thread. TLS is the reverse proxy's.
public final class Listener: Sendable {
    /// Where it listens, with the port that the system chose.
    public let address: ListenerSettings.Address
    private let doorkeeper: Doorkeeper

    /// - Throws: `ListenerFailure` where the address is taken, unknown or forbidden.
    public init(_ settings: ListenerSettings, _ handler: any HTTPHandler) throws(ListenerFailure) {
        let proxies: TrustedProxies
        do throws(TrustedProxies.InvalidNetworks) { proxies = try TrustedProxies(settings.trustedProxies) } catch {
            throw ListenerFailure(
                .invalidSettings, "No network of trusted proxies: \(error.texts.joined(separator: ", ")).",
                advice: "Write networks like 10.0.0.0/8 or 2001:db8::/32, single addresses, or unix for the socket file.")
        }
        let socket = try ListeningSocket.open(settings.address)
        let service = Service(settings, handler, proxies, alarm: try Alarm())
        doorkeeper = Doorkeeper(socket, service, try Daemon(service))
        address = socket.address
        try doorkeeper.start()
    }

    deinit { doorkeeper.orderStop(within: .zero) }

    /// The port of a TCP listener; nil for a socket file.
    public var port: UInt16? { if case .tcp(_, let port) = address { port } else { nil } }

    /// Stops accepting at once, lets requests under way finish, ends streams, and returns when the last connection is closed
    /// and every thread is gone. After `within`, tasks are cancelled, whoever still waits gets 503, and the rest is cut.
    public func stop(within: Duration) async {
        doorkeeper.orderStop(within: within)
        await doorkeeper.stopped()
    }
}
