import ConnectorKit
import HTTPCore
import InboxModel

/// Says what went wrong in the words of errors: the channel and the platform named, no secret in it.
struct Failures: Sendable {
    let channel: String
    let title: String
    let redaction: Redaction

    func failure(_ verdict: Verdict) -> ConnectorFailure {
        let said = verdict.message.isEmpty ? "" : ": \(verdict.message)"
        return ConnectorFailure(
            verdict.label, redaction("\(title) answered \(verdict.status) to channel '\(channel)'\(said)"),
            advice: advice(verdict.label, verdict), retryAfter: verdict.retryAfter)
    }

    func failure(_ failure: HTTPFailure) -> ConnectorFailure {
        switch failure.code {
        case .invalid, .forbidden, .tooManyRedirects:
            ConnectorFailure(.config, redaction("Channel '\(channel)': \(failure.message)"), advice: redaction(failure.advice))
        default:
            ConnectorFailure(
                .retry, redaction("Channel '\(channel)': \(failure.message)"), advice: redaction(failure.advice),
                isNetworkFault: true)
        }
    }

    /// The manifest or the settings are to blame.
    func failure(_ fault: Fault) -> ConnectorFailure {
        ConnectorFailure(.config, redaction("Channel '\(channel)': \(fault.message)"), advice: fault.advice)
    }

    func failure(_ label: ErrorLabel, _ message: String, advice: String, retryAfter: Duration? = nil) -> ConnectorFailure {
        ConnectorFailure(label, redaction("Channel '\(channel)': \(message)"), advice: advice, retryAfter: retryAfter)
    }

    private func advice(_ label: ErrorLabel, _ verdict: Verdict) -> String {
        switch label {
        case .authExpired:
            "The credentials of channel '\(channel)' were refused (\(verdict.status)). Renew them under Settings › Channels and press Reconnect."
        case .authDenied: "The account lacks a permission for this. Grant it at \(title), then try again."
        case .rateLimited: "Nothing to do: it goes on by itself when \(title) allows it."
        case .retry: "Nothing to do: it is tried again. If it lasts, look at the status page of \(title)."
        case .gone: "It is no longer there, or the account may not see it."
        case .windowClosed: "\(title) does not allow this any more. Answer in another way."
        case .duplicate: "\(title) has it already."
        case .rejected: "Change the content, or what is asked for, and try again."
        case .config: "Look at the settings of channel '\(channel)' and at the connector's notes."
        case .ok, .pending, .end: "Nothing to do."
        }
    }
}
