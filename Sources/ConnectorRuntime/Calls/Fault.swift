import ConnectorKit
import InboxModel

/// What went wrong while a request was put together: the manifest or the settings are to blame, nothing was sent.
struct Fault: Error {
    var message: String
    var advice: String

    init(_ message: String, advice: String) { (self.message, self.advice) = (message, advice) }

    init(_ failure: FormulaFailure, _ connector: String) {
        message = "\(connector)/connector.yaml:\(failure.place.line):\(failure.place.column): \(failure.message)"
        advice = failure.advice
    }
}
