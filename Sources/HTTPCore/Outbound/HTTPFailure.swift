/// Why a call brought no answer.
public struct HTTPFailure: Error, Sendable, Hashable {
    public enum Code: String, Sendable {
        /// The address, a header or the method cannot be sent; our mistake or a hostile value.
        case invalid
        /// The policy forbids the address (private, loopback, another port, another scheme).
        case forbidden
        case dns, connect, tls
        /// All connections of the lane are taken and its waiting line is full; nothing was sent.
        case busy
        /// The deadline passed.
        case timeout
        /// The peer closed or reset, or spoke no HTTP.
        case broken
        /// More bytes than `HTTPLimits.answerBytes`, or headers past their limit.
        case tooLarge
        case tooManyRedirects
        case cancelled
    }

    public var code: Code
    /// What happened, with host and port, never with a query, a path or a secret.
    public var message: String
    /// What to do now.
    public var advice: String
    /// Whether any byte of the request left for the platform. False means for certain: not sent, safe to try again.
    /// True means the platform may have acted on it.
    public var requestLeft: Bool

    public init(_ code: Code, _ message: String, advice: String, requestLeft: Bool) {
        (self.code, self.message, self.advice, self.requestLeft) = (code, message, advice, requestLeft)
    }
}
