import ConnectorKit
import CurlHTTP
import InboxModel

extension MailFailure {
    /// The failure in the connector's words: label, and whether the network or the server's word stopped it.
    var asConnectorFailure: ConnectorFailure {
        ConnectorFailure(code.label, message, advice: advice, isNetworkFault: code.isNetworkFault)
    }
}

extension MailFailure.Code {
    /// The closed list's word for each way mail can fail. A missing folder is a setting, not a password: nobody is sent to sign in again for it.
    var label: ErrorLabel {
        switch self {
        case .dns, .connect, .tls, .timeout, .broken, .nonsense, .cancelled, .temporary, .refused, .unknownDelivery: .retry
        case .invalid, .forbidden, .noStartTLS, .noFolder: .config
        case .credentialsRefused, .tokenRefused: .authExpired
        case .permission: .authDenied
        case .noRecipient: .gone
        case .rejected, .tooLarge: .rejected
        }
    }

    var isNetworkFault: Bool {
        switch self {
        case .dns, .connect, .tls, .timeout, .broken, .nonsense, .cancelled: true
        default: false
        }
    }
}
