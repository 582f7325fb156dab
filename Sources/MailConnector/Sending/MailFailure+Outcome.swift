import ConnectorKit
import CurlHTTP

extension MailFailure {
    /// What became of an answer that this failure stopped. Only where the whole mail had left and no answer came is its fate open;
    /// a server's refusal, even after the data, means for certain: not sent.
    var outcome: SendOutcome {
        let failure = asConnectorFailure
        if dataLeft, code != .rejected, code != .temporary, code != .noRecipient, code != .permission {
            return .unknown(failure)
        }
        switch code {
        case .unknownDelivery: return .unknown(failure)
        case .dns, .connect, .tls, .timeout, .broken, .nonsense, .cancelled, .temporary: return .retry(after: nil, failure)
        case .forbidden, .noStartTLS, .credentialsRefused, .tokenRefused, .permission, .noFolder: return .blocked(failure)
        case .invalid, .refused, .noRecipient, .rejected, .tooLarge: return .failed(failure)
        }
    }
}
