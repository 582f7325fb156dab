/// Why the desk refused something a person asked for. `WebApp` maps the codes to HTTP statuses in one table.
public struct DeskFailure: Error, Sendable, Hashable {
    public enum Code: String, Sendable, CaseIterable {
        /// No such thing, or not for this person.
        case notFound = "not_found"
        /// The request says something impossible.
        case badRequest = "bad_request"
        /// The channel cannot do it.
        case notSupported = "not_supported"
        /// Too late: it has left, or somebody else was quicker.
        case conflict
        /// The channel is paused, retired or needs mending.
        case channelDown = "channel_down"
        case tooLong = "too_long"
        /// The platform's messaging window has closed.
        case windowClosed = "window_closed"
    }

    public var code: Code
    public var message: String
    public var advice: String

    public init(_ code: Code, _ message: String, advice: String) {
        (self.code, self.message, self.advice) = (code, message, advice)
    }
}
