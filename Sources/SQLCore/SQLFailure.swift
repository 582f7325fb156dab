/// Why the store refused. `message` carries the engine's own words, never a bound value.
public struct SQLFailure: Error, Sendable, Hashable {
    public enum Code: String, Sendable {
        /// A unique key, a foreign key or a check refused the row.
        case constraint
        /// The queue of writers is full, or a lock was not to be had.
        case busy
        /// The disk is full: nothing was written; it works again when there is space.
        case storageFull
        /// The file cannot be opened, is not a database, or may not be written.
        case unusable
        /// Reading or writing failed beneath us. After one of these in a commit the process must end: what is durable is unknown.
        case io
        /// The statement itself is wrong: our mistake.
        case statement
        case cancelled
        /// The engine is shut down.
        case closed
    }

    public var code: Code
    public var message: String
    public var advice: String

    public init(_ code: Code, _ message: String, advice: String) {
        (self.code, self.message, self.advice) = (code, message, advice)
    }
}
