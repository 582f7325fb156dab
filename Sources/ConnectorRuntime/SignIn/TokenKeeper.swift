public import ConnectorKit
import Expressions
import InboxModel
import Synchronization

/// Keeps one grant fresh for all the channels that share it. Whoever needs a token at the same time waits for the same refresh: a
/// refresh token that is rotated can be used once.
public actor TokenKeeper {
    private let store: any GrantStore
    /// Told of every token, so that the log hides it.
    private let announce: @Sendable ([String]) -> Void
    private var renewal: Task<Result<Grant, ConnectorFailure>, Never>?
    private let isFixed: Bool
    /// Got, but not kept yet: the platform has forgotten the pair before it, so this one must not be lost.
    private var unsaved: Grant?
    private nonisolated let held = Mutex<Grant?>(nil)

    /// - Parameter isFixed: true where nothing is renewed: what is kept is all there is.
    public init(
        _ store: any GrantStore, isFixed: Bool = false, announce: @escaping @Sendable ([String]) -> Void = { _ in }
    ) {
        (self.store, self.isFixed, self.announce) = (store, isFixed, announce)
    }

    /// Secrets that came with the grant: the log hides them too.
    nonisolated func hide(_ secrets: [String]) { announce(secrets.filter { !$0.isEmpty }) }

    /// The grant in use; nil before the first one is read.
    nonisolated var current: Grant? { held.withLock { $0 } }

    /// A grant that may be used now.
    ///
    /// - Parameters:
    ///   - refused: the grant that the platform has just refused.
    ///   - renew: fetches a new one with the old one; the new one is saved before anybody uses it.
    func fresh(
        at now: Timestamp, refused: Grant? = nil,
        renew: @escaping @Sendable (Grant?) async throws(ConnectorFailure) -> Grant
    ) async throws(ConnectorFailure) -> Grant {
        if let held = current, !held.isStale(at: now), held != refused { return held }
        let task = renewal ?? start(at: now, refused, renew)
        let result = await task.value
        return try result.get()
    }

    private func start(
        at now: Timestamp, _ refused: Grant?, _ renew: @escaping @Sendable (Grant?) async throws(ConnectorFailure) -> Grant
    ) -> Task<Result<Grant, ConnectorFailure>, Never> {
        let task = Task<Result<Grant, ConnectorFailure>, Never> {
            let result: Result<Grant, ConnectorFailure>
            do throws(ConnectorFailure) {
                result = .success(try await self.next(at: now, refused, renew))
            } catch {
                result = .failure(error)
            }
            self.renewal = nil
            return result
        }
        renewal = task
        return task
    }

    /// What is kept may be newer than what is in use: another process, or a person who has signed in again.
    private func next(
        at now: Timestamp, _ refused: Grant?, _ renew: @Sendable (Grant?) async throws(ConnectorFailure) -> Grant
    ) async throws(ConnectorFailure) -> Grant {
        if let unsaved {
            try await save(unsaved)
            return unsaved
        }
        let kept = try await self.kept()
        if isFixed {
            guard let kept, kept != refused else {
                throw ConnectorFailure(.authExpired, "The sign-in was refused", advice: "Sign in again.")
            }
            return use(kept)
        }
        if let kept, kept != refused, !kept.isStale(at: now) { return use(kept) }
        let grant: Grant
        do throws(ConnectorFailure) {
            grant = try await renew(kept)
        } catch {
            // Refused: unless somebody else was faster, a person has to sign in.
            if error.label == .authExpired, let again = try await self.kept(), again != kept { return use(again) }
            throw error
        }
        try await save(grant)
        return grant
    }

    /// Takes the grant of a sign-in.
    public func take(_ grant: Grant) async throws(ConnectorFailure) { try await save(grant) }

    func kept() async throws(ConnectorFailure) -> Grant? {
        do { return try await store.grant() } catch { throw Self.storeFailure(error) }
    }

    private func save(_ grant: Grant) async throws(ConnectorFailure) {
        unsaved = grant
        do { try await store.save(grant) } catch { throw Self.storeFailure(error) }
        unsaved = nil
        _ = use(grant)
    }

    private func use(_ grant: Grant) -> Grant {
        announce(grant.secrets)
        held.withLock { $0 = grant }
        return grant
    }

    private static func storeFailure(_ error: any Error) -> ConnectorFailure {
        ConnectorFailure(.retry, "The sign-in could not be read or kept: \(error)", advice: "Nothing to do: it is tried again.")
    }
}
