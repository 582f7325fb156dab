/// Where and how a listener listens; `MicroHTTP.Listener` takes it.
public struct ListenerSettings: Sendable {
    public enum Address: Sendable, Hashable {
        /// Port 0 picks a free one.
        case tcp(host: String, port: UInt16)
        /// A socket file, made with mode 0600.
        case unix(path: String)
    }

    public var address: Address
    /// Threads that serve; each has its own epoll.
    public var threads: Int
    public var connections: Int
    /// Connections of one peer; nil for no limit (behind a proxy).
    public var connectionsPerPeer: Int?
    /// From accept, or from a later request's first line, to the last byte of the head.
    public var headDeadline: Duration
    /// From accept, or from a later request's first line, to the last byte of the body; and again for the peer to take the
    /// answer, with a second more for each 16 KiB of it.
    public var requestDeadline: Duration
    /// From the last byte of the body to the handler's answer; then 504, and the handler's task is cancelled.
    public var answerDeadline: Duration
    /// From an answer to the next request's first line.
    public var idleDeadline: Duration
    /// Networks (`10.0.0.0/8`, `::1`) whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, and for whom there is no
    /// limit per peer; `unix` means whoever may open the socket file.
    public var trustedProxies: [String]

    public init(
        address: Address, threads: Int = 2, connections: Int = 1_024, connectionsPerPeer: Int? = 64,
        headDeadline: Duration = .seconds(10), requestDeadline: Duration = .seconds(30),
        answerDeadline: Duration = .seconds(120), idleDeadline: Duration = .seconds(60), trustedProxies: [String] = []
    ) {
        (self.address, self.threads, self.connections) = (address, threads, connections)
        (self.connectionsPerPeer, self.headDeadline, self.requestDeadline) = (connectionsPerPeer, headDeadline, requestDeadline)
        (self.answerDeadline, self.idleDeadline, self.trustedProxies) = (answerDeadline, idleDeadline, trustedProxies)
    }
}
