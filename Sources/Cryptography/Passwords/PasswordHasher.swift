import Dispatch

/// Hashes and checks passwords, two at a time: each takes 46 MiB and a core for 70 ms, and strangers decide how often.
///
/// At most 16 more wait; beyond that it throws `.busy`, which an API answers with 503. The work runs on a queue of its
/// own, so no other task waits for a thread.
public actor PasswordHasher {
    private let queue = DispatchQueue(label: "stellwerk.passwords", attributes: .concurrent)
    private let atOnce: Int
    private let mostWaiting: Int
    private let cost: Argon2
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// Stands in for the hash of a user who does not exist. Nothing fits it.
    private let nobody: PasswordHash

    public init() { self.init(cost: .current) }

    init(cost: Argon2, atOnce: Int = 2, mostWaiting: Int = 16) {
        (self.cost, self.atOnce, self.mostWaiting) = (cost, atOnce, mostWaiting)
        nobody = PasswordHash(
            cost: cost, salt: randomBytes(PasswordHash.saltLength), tag: randomBytes(PasswordHash.tagLength))
    }

    /// A fresh hash of a password. Ask `PasswordRules` first.
    public func hash(_ password: String) async throws(CryptographyFailure) -> PasswordHash {
        let cost = cost
        return try await inTurn { () throws(CryptographyFailure) in try PasswordHash.make(password, cost: cost) }
    }

    /// Whether the password is the one that was hashed. Pass nil for a user who does not exist: it takes as long and is
    /// never right.
    public func isRight(_ password: String, for hash: PasswordHash?) async throws(CryptographyFailure) -> Bool {
        // Nobody can have set one so long, and hashing megabytes is an attack.
        let (password, isPossible) = password.utf8.count <= PasswordRules.mostBytes ? (password, true) : ("", false)
        let subject = hash ?? nobody
        let fits = try await inTurn { () throws(CryptographyFailure) in try subject.fits(password) }
        return fits && isPossible && hash != nil
    }

    private func inTurn<Value: Sendable>(
        _ work: @escaping @Sendable () throws(CryptographyFailure) -> Value
    ) async throws(CryptographyFailure) -> Value {
        try await enter()
        let outcome = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result(catching: work)) }
        }
        leave()
        return try outcome.get()
    }

    private func enter() async throws(CryptographyFailure) {
        if running < atOnce {
            running += 1
            return
        }
        guard waiting.count < mostWaiting else {
            throw CryptographyFailure(.busy, "too many sign-ins at once", advice: "Try again in a few seconds.")
        }
        // Whoever leaves hands its place over, so `running` is right again when this returns.
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
    }
}
