import ConnectorRuntime
import Cryptography
import InboxModel
import Storage
import Synchronization

/// The sign-ins of this installation: one keeper a grant, shared by all channels that name it; tokens are sealed in the store.
final class GrantShelf: Sendable {
    private let store: InboxStore
    private let sealer: Sealer
    private let chronicle: Chronicle
    private let now: @Sendable () -> Timestamp
    private let keepers = Mutex<[String: TokenKeeper]>([:])

    init(_ store: InboxStore, key: FileKey, chronicle: Chronicle, now: @escaping @Sendable () -> Timestamp) {
        (self.store, sealer, self.chronicle, self.now) = (store, Sealer(key), chronicle, now)
    }

    /// The keeper of a grant, by its name.
    func keeper(_ name: String) -> TokenKeeper {
        keepers.withLock { keepers in
            if let known = keepers[name] { return known }
            let kept = SealedGrants(name: name, store: store, sealer: sealer, now: now)
            let keeper = TokenKeeper(kept) { [chronicle] in chronicle.keepSecret($0) }
            keepers[name] = keeper
            return keeper
        }
    }
}

/// One grant in the store.
private struct SealedGrants: GrantStore {
    let name: String
    let store: InboxStore
    let sealer: Sealer
    let now: @Sendable () -> Timestamp

    private var place: Sealer.Place { Sealer.Place(tenant: "stellwerk", channel: name, field: "grant") }

    func grant() async throws -> Grant? {
        let sealed = try await store.read { [name] in try $0.sealedGrant(name) }
        return try sealed.flatMap { Grant(encoded: try sealer.open($0, for: place)) }
    }

    func save(_ grant: Grant) async throws {
        let sealed = try sealer.seal(grant.encoded, for: place)
        try await store.write { [name, now] in try $0.saveGrant(name, sealed: sealed, at: now()) }
    }
}
