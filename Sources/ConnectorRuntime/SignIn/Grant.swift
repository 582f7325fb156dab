public import Expressions
public import InboxModel
import Synchronization

/// What one sign-in at a platform brought: the token with all that the platform said beside it.
public struct Grant: Sendable, Hashable {
    /// `$token`: the platform's answer, always with `access_token`; with `refresh_token` where there is one.
    public var token: JSON
    /// Nil: it ends when the platform says so.
    public var expiresAt: Timestamp?
    public var obtainedAt: Timestamp

    public init(token: JSON, expiresAt: Timestamp? = nil, obtainedAt: Timestamp) {
        (self.token, self.expiresAt, self.obtainedAt) = (token, expiresAt, obtainedAt)
    }

    /// As it is kept: sealed by whoever keeps it.
    public var encoded: [UInt8] {
        var members = JSONObject([("token", token), ("obtained_at", .integer(obtainedAt.milliseconds))])
        members["expires_at"] = expiresAt.map { .integer($0.milliseconds) }
        return JSON.object(members).encoded()
    }

    /// Nil for bytes that are no grant.
    public init?(encoded: [UInt8]) {
        guard let json = try? JSON(parsing: encoded), json["token"]["access_token"].text != nil,
            let obtained = json["obtained_at"].int64
        else { return nil }
        self.init(
            token: json["token"], expiresAt: json["expires_at"].int64.map(Timestamp.init(milliseconds:)),
            obtainedAt: Timestamp(milliseconds: obtained))
    }

    /// What must never be shown.
    public var secrets: [String] {
        ["access_token", "refresh_token", "id_token"].compactMap { token[$0].text }.filter { !$0.isEmpty }
    }

    /// Whether it is about to end: a call that begins now should not end with a refusal.
    func isStale(at now: Timestamp) -> Bool { expiresAt.map { $0 - now < .seconds(60) } ?? false }
}

/// Where one grant is kept.
public protocol GrantStore: Sendable {
    func grant() async throws -> Grant?
    func save(_ grant: Grant) async throws
}

/// A grant in memory: tapes and tests.
public final class MemoryGrants: GrantStore {
    private let kept: Mutex<Grant?>

    public init(_ grant: Grant? = nil) { kept = Mutex(grant) }

    public func grant() async throws -> Grant? { kept.withLock { $0 } }
    public func save(_ grant: Grant) async throws { kept.withLock { $0 = grant } }
}
