/// Why a cryptographic request was refused. No failure carries a key, a secret or a password.
public struct CryptographyFailure: Error, Sendable, Hashable {
    public enum Code: String, Sendable {
        /// The key file is not where it should be.
        case keyMissing
        /// The key file is there and cannot serve: wrong size, readable by others, unreadable for us, or a full disk
        /// while making it.
        case keyUnusable
        /// The key at hand is not the one that something was sealed with.
        case keyWrong
        /// A sealed secret was changed, cut, or moved here from another channel or field.
        case altered
        /// Bytes or text that are no key, no sealed secret or no password hash of a known form.
        case unreadable
        case passwordTooShort, passwordTooLong, passwordTooCommon
        /// Too many passwords are being hashed already.
        case busy
        /// libcrypto or libargon2 refused, mostly for want of memory.
        case library
    }

    public var code: Code
    /// What happened, with the names involved.
    public var message: String
    /// What to do now.
    public var advice: String

    public init(_ code: Code, _ message: String, advice: String) {
        (self.code, self.message, self.advice) = (code, message, advice)
    }
}
