/// How a `CurlClient` behaves, apart from where it may go.
public struct CurlSettings: Sendable {
    /// Sent where a call names none.
    public var userAgent: String
    /// Calls of one lane that run at once; each holds at most one connection.
    public var connectionsPerLane: Int
    /// Calls of one lane that may wait for a connection; beyond them a call fails with `busy`.
    public var waitingPerLane: Int
    /// How long the connections of a lane without calls are kept.
    public var keepsIdleLanes: Duration
    /// A PEM file of certificates that are trusted besides the system's: private installations and tests.
    public var extraCAFile: String?

    public init(
        userAgent: String = "Stellwerk", connectionsPerLane: Int = 6, waitingPerLane: Int = 64,
        keepsIdleLanes: Duration = .seconds(90), extraCAFile: String? = nil
    ) {
        (self.userAgent, self.connectionsPerLane, self.waitingPerLane) = (userAgent, connectionsPerLane, waitingPerLane)
        (self.keepsIdleLanes, self.extraCAFile) = (keepsIdleLanes, extraCAFile)
    }

    /// Lanes without calls that keep connections: thousands of polled channels must not hold a descriptor each.
    static let mostIdleLanes = 256
}
