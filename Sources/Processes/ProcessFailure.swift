/// Why a program could not be started, or is of no more use.
public struct ProcessFailure: Error, Sendable, Hashable {
    public enum Code: String, Sendable {
        /// It cannot be started at all: not there, not executable, no interpreter.
        case unstartable
        /// The kernel does not give the walls without which no program is started.
        case unprotected
        /// It has ended.
        case ended
        /// It said nothing in time.
        case silent
        /// It said more than may be taken in.
        case excessive
    }

    public var code: Code
    public var message: String
    public var advice: String

    public init(_ code: Code, _ message: String, advice: String) {
        (self.code, self.message, self.advice) = (code, message, advice)
    }
}
