import ConnectorKit
import HTTPCore
import InboxModel

/// The one table that turns a label into what became of a send (promise P3).
enum Outcomes {
    /// An answer came, so the request had left. Only what the platform says for certain is called "not sent".
    ///
    /// - Parameter looks: whether the action can look for its own answer on the platform.
    static func outcome(_ verdict: Verdict, _ failure: ConnectorFailure, looks: Bool) -> SendOutcome? {
        switch verdict.label {
        case .ok: nil
        case .pending: .pending(id: nil)
        case .rateLimited: .retry(after: verdict.retryAfter, failure)
        case .authExpired, .config: .blocked(failure)
        case .authDenied, .gone, .windowClosed, .rejected, .end: .failed(failure)
        // The platform has it: this attempt's own doing, or an earlier one's. Who can look, looks which.
        case .duplicate: looks ? .unknown(failure) : .sent(id: nil, at: nil, permalink: nil)
        // 408, 409 and 5xx: the platform may have acted before it failed.
        case .retry: .unknown(failure)
        }
    }

    /// No answer came.
    static func outcome(_ failure: HTTPFailure, _ words: ConnectorFailure) -> SendOutcome {
        if failure.requestLeft { return .unknown(words) }
        switch failure.code {
        case .invalid, .forbidden: return .blocked(words)
        default: return .retry(after: nil, words)
        }
    }
}

extension ManifestConnector {
    /// What became of a send whose call brought nothing.
    ///
    /// - Parameter isHarmless: whether the call only asked, and can be made again even where it may have arrived.
    func outcome(_ fault: CallFault, isHarmless: Bool) -> SendOutcome {
        let words = failure(fault)
        switch fault {
        case .made: return .blocked(words)
        case .late(let after): return .retry(after: after, words)
        case .cancelled: return .retry(after: nil, words)
        case .network(let failure):
            let outcome = Outcomes.outcome(failure, words)
            if isHarmless, case .unknown = outcome { return .retry(after: nil, words) }
            return outcome
        }
    }
}
