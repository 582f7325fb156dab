/// Why a mail cannot be written.
public struct MailBuildFailure: Error, Sendable, Hashable {
    public enum Code: String, Sendable { case noRecipient, address, messageID }

    public var code: Code
    /// What happened, with the value in question where it is safe to show.
    public var message: String
    public var advice: String

    init(_ code: Code, _ value: String) {
        self.code = code
        let shown = EncodedWords.withoutControls(String(value.prefix(80)))
        switch code {
        case .noRecipient:
            (message, advice) = ("The mail has no recipient.", "Answer a message whose sender left an address.")
        case .address:
            message = "'\(shown)' is no mail address that can be written to."
            advice = "Correct the address; it must be of the form name@domain, without blanks and control characters."
        case .messageID:
            (message, advice) = ("'\(shown)' is no message id.", "This is a fault of Stellwerk: please report it.")
        }
    }
}
