public import FoundationEssentials
import Synchronization

/// Everything the platforms accepted from us, for tests that prove nothing was sent twice.
public final class Ledger: Sendable {
    /// One accepted act.
    public struct Sending: Sendable, Hashable {
        public var platform: Platform
        /// Where it went: a chat, a status, a comment.
        public var target: String
        public var text: String
        /// The idempotency key it came with.
        public var key: String?
        /// How often the platform made something of it. More than once is what the public sees twice.
        public var count: Int
        /// How often it came again under its key and was answered with what was there already.
        public var repeats: Int
        /// What the platform made of it.
        public var ids: [String]
        public var firstAt: Date
    }

    private let sendings = Mutex<[Sending]>([])

    public init() {}

    public var all: [Sending] { sendings.withLock { $0 } }

    func accept(_ platform: Platform, target: String, text: String, key: String? = nil, id: String, at now: Date) {
        sendings.withLock { sendings in
            let known = sendings.firstIndex { $0.platform == platform && $0.target == target && $0.text == text }
            guard let known else {
                sendings.append(
                    Sending(
                        platform: platform, target: target, text: text, key: key, count: 1, repeats: 0, ids: [id], firstAt: now)
                )
                return
            }
            sendings[known].count += 1
            sendings[known].ids.append(id)
        }
    }

    func noteRepeat(_ platform: Platform, id: String) {
        sendings.withLock { sendings in
            guard let known = sendings.firstIndex(where: { $0.platform == platform && $0.ids.contains(id) }) else { return }
            sendings[known].repeats += 1
        }
    }

    var document: Document {
        [
            "items": .list(
                all.map {
                    [
                        "platform": .text($0.platform.rawValue), "target": .text($0.target), "text": .text($0.text),
                        "key": Document($0.key), "count": .whole(Int64($0.count)), "repeats": .whole(Int64($0.repeats)),
                        "ids": .list($0.ids.map(Document.text)), "firstAt": .text($0.firstAt.withMilliseconds),
                    ]
                })
        ]
    }
}

/// The platforms of the town.
public enum Platform: String, Sendable, CaseIterable {
    case telegram, mastodon, wordpress
}
