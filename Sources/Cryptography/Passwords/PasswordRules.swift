/// What a new password must be: long, and not one that everybody tries first. Nothing is said about digits or symbols
/// (OWASP ASVS 5.0, 6.2.1 to 6.2.5).
public enum PasswordRules {
    /// In characters as people count them.
    public static let fewest = 12
    public static let most = 256
    /// A character takes at most a few dozen bytes; this stops one that is built of a million accents.
    static let mostBytes = 4096

    /// Throws `.passwordTooShort`, `.passwordTooLong` or `.passwordTooCommon`. `names` are words that are easy to guess
    /// for this user: name, mail address, brand.
    public static func check(_ password: String, avoiding names: [String] = []) throws(CryptographyFailure) {
        guard password.count >= fewest else {
            throw CryptographyFailure(
                .passwordTooShort, "a password needs at least \(fewest) characters",
                advice: "Use four or five words that do not belong together.")
        }
        guard password.count <= most, password.utf8.count <= mostBytes else {
            throw CryptographyFailure(
                .passwordTooLong, "a password may have at most \(most) characters", advice: "Use a shorter one.")
        }
        guard !CommonPasswords.contains(password, besides: names) else {
            throw CryptographyFailure(
                .passwordTooCommon, "this password is one of those that are tried first",
                advice: "Use four or five words that do not belong together.")
        }
    }
}
