/// Why a listener could not start.
public struct ListenerFailure: Error, Sendable, Hashable {
    public enum Code: String, Sendable {
        /// Someone listens there already.
        case addressInUse
        /// The host is no address of this machine, or no name that resolves.
        case addressUnavailable
        /// The system does not let us: a port below 1024, a folder that is not ours.
        case notPermitted
        /// The address, the path or a network of the settings cannot be one.
        case invalidSettings
        /// The system has no socket, no memory or no thread left.
        case system
    }

    public var code: Code
    /// What happened, with the address.
    public var message: String
    /// What to do now.
    public var advice: String

    public init(_ code: Code, _ message: String, advice: String) {
        (self.code, self.message, self.advice) = (code, message, advice)
    }
}
