import ConnectorKit
import InboxModel

/// Tells one item that a platform stumbles over from a platform that is ill: it is not asked for every other item then.
struct Stumbles {
    private static let most = 3
    private var row = 0

    /// Counts how the next item went; throws what went wrong where too many in a row did.
    mutating func count(_ failure: ConnectorFailure?) throws(ConnectorFailure) {
        guard let failure, failure.label == .retry else {
            row = 0
            return
        }
        row += 1
        if row >= Self.most { throw failure }
    }
}
