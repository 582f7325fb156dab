import InboxModel
import Synchronization

/// Who was let in lately, by the digest of what they proved it with. It opens nothing: it only tells before a large body is read
/// whether it may be worth reading.
final class RecentCallers: Sendable {
    private static let span = Duration.seconds(600)
    private static let most = 1_000

    private let seen = Mutex<[[UInt8]: Timestamp]>([:])

    func note(_ digest: [UInt8], at now: Timestamp) {
        seen.withLock { seen in
            if seen.count >= Self.most { seen = seen.filter { now - $0.value < Self.span } }
            if seen.count < Self.most || seen[digest] != nil { seen[digest] = now }
        }
    }

    func knows(_ digest: [UInt8], at now: Timestamp) -> Bool {
        seen.withLock { $0[digest].map { now - $0 < Self.span } ?? false }
    }
}
