public import HTTPCore
import Synchronization

/// What goes wrong at a platform, and how often still.
public struct Fault: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The answer comes late.
        case slow(Duration)
        /// The platform acts, and its answer is lost: the connection ends without one.
        case lost
        /// The connection ends before the platform has acted.
        case cut
        /// Refused with this status, and the wait the platform asks for, in seconds.
        case status(Int, retryAfter: Int?)
    }

    public var platform: Platform
    /// Only calls whose path holds this; empty for all.
    public var path: String
    /// Only calls by this method; nil for all.
    public var method: HTTPMethod?
    public var kind: Kind
    public var times: Int

    public init(_ platform: Platform, _ kind: Kind, path: String = "", method: HTTPMethod? = nil, times: Int = 1) {
        (self.platform, self.kind, self.path, self.method, self.times) = (platform, kind, path, method, times)
    }
}

/// The faults that are switched on. Each is used up by the calls it meets, the oldest first.
final class Faults: Sendable {
    private let waiting = Mutex<[Fault]>([])

    func add(_ fault: Fault) { waiting.withLock { $0.append(fault) } }

    func clear() { waiting.withLock { $0.removeAll() } }

    var all: [Fault] { waiting.withLock { $0 } }

    /// What this call meets.
    func meet(_ platform: Platform, _ request: HTTPRequest) -> Fault.Kind? {
        waiting.withLock { faults in
            let index = faults.firstIndex {
                $0.platform == platform && ($0.path.isEmpty || request.path.contains($0.path))
                    && ($0.method == nil || $0.method == request.method)
            }
            guard let index else { return nil }
            let kind = faults[index].kind
            faults[index].times -= 1
            if faults[index].times <= 0 { faults.remove(at: index) }
            return kind
        }
    }
}

extension Fault {
    /// Reads what `POST /side/faults` takes: `{"platform": "telegram", "kind": "lost", "path": "sendMessage", "times": 1}`; kinds
    /// are `slow` with `milliseconds`, `lost`, `cut`, and `status` with `status` and `retryAfter`. Nil for anything else.
    init?(_ document: Document) {
        guard let platform = document["platform"]?.text.flatMap(Platform.init) else { return nil }
        let kind: Kind
        switch document["kind"]?.text {
        case "slow": kind = .slow(.milliseconds(document["milliseconds"]?.whole ?? 1_000))
        case "lost": kind = .lost
        case "cut": kind = .cut
        case "status":
            guard let status = document["status"]?.whole, (400...599).contains(status) else { return nil }
            kind = .status(Int(status), retryAfter: document["retryAfter"]?.whole.map { Int($0) })
        default: return nil
        }
        let method = document["method"]?.text
        if let method, HTTPMethod(rawValue: method) == nil { return nil }
        self.init(
            platform, kind, path: document["path"]?.text ?? "", method: method.flatMap(HTTPMethod.init),
            times: Int(document["times"]?.whole ?? 1))
    }
}
