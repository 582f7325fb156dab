/// Why a pattern was not accepted, or why it gave no answer for a text.
///
/// A failure never hides a result: `Pattern` either tells the whole truth about a text or throws one of these.
public struct PatternFailure: Error, Sendable, Hashable {
    public enum Code: String, Sendable {
        /// The pattern cannot be read.
        case syntax
        /// The pattern can be read, but uses a construct that this dialect leaves out.
        case refused
        /// The pattern, or the text given to it, is larger than the limits allow.
        case tooLarge
        /// The answer would have cost more steps, nesting or memory than the limits allow.
        case tooManySteps
        /// A letter among the flags is unknown or unsupported.
        case flag
    }

    public var code: Code
    /// What happened, in words an author of patterns understands.
    public var message: String
    /// What to do now.
    public var advice: String
    /// Where in the pattern, counted in code points from 0; nil when no one place is to blame.
    public var offset: Int?

    public init(_ code: Code, _ message: String, advice: String, offset: Int? = nil) {
        (self.code, self.message, self.advice, self.offset) = (code, message, advice, offset)
    }
}
