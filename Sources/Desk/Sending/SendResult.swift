public import InboxModel

/// What the courier tells the desk of an attempt.
public enum SendResult: Sendable, Hashable {
    /// The platform confirmed it.
    case sent(id: RemoteMessageID?, at: Timestamp?, permalink: String?)
    /// Accepted, not visible yet.
    case pending(id: RemoteMessageID?)
    /// Certainly not sent: again at this moment.
    case retry(at: Timestamp, SendTrouble)
    /// Certainly not sent: the channel must be mended first; looked at again at this moment.
    case blocked(until: Timestamp, SendTrouble)
    /// Certainly not sent, and not tried again by the machine.
    case failed(SendTrouble)
    /// It may have arrived.
    case unknown(SendTrouble, UnclearPlan)

    /// Nothing of it stands on the platform, by this attempt.
    var isCertainlyNotSent: Bool {
        switch self {
        case .retry, .blocked: true
        case .sent, .pending, .failed, .unknown: false
        }
    }
}

/// What happens next to an act whose outcome nobody knows.
public enum UnclearPlan: Sendable, Hashable {
    /// The platform keeps our key: sending again is safe.
    case sendAgain(at: Timestamp)
    /// Look for it on the platform at this moment.
    case look(at: Timestamp)
    /// A status message of the platform will tell; a person is asked after this moment.
    case awaitReceipt(until: Timestamp)
    /// A person decides.
    case ask
}

/// Why an attempt did not go through, in words for a person.
public struct SendTrouble: Error, Sendable, Hashable {
    public var label: ErrorLabel
    public var message: String
    public var advice: String

    public init(_ label: ErrorLabel, _ message: String, advice: String) {
        (self.label, self.message, self.advice) = (label, message, advice)
    }
}

extension Timestamp {
    /// Later than every moment the product meets: for what waits for a person, not for a time.
    static let never = Timestamp(milliseconds: 1 << 52)
}
