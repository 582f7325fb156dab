public import ConnectorKit
import Cryptography
import Expressions
import HTTPCore
import InboxModel
import Synchronization

/// The public keys that a platform signs its calls with, as last read. Looked at on the listener's thread, filled by a loop.
final class KeyRing: Sendable {
    private struct Entry {
        let name: String?
        let key: PublishedKey
    }

    private struct State {
        var entries: [Entry] = []
        var readAt: Timestamp?
    }

    /// An unknown key is a reason to read again, but no more often than this: anybody can make up names of keys.
    private static let rest = Duration.seconds(60)

    private let state = Mutex(State())

    /// Keys of this name; without a name all of the kind.
    func keys(named name: String?, for algorithm: PublishedKey.Algorithm) -> [PublishedKey] {
        state.withLock { state in
            state.entries.filter { $0.key.algorithm == algorithm && (name == nil || $0.name == name) }.map(\.key)
        }
    }

    /// Whether the platform may have changed its keys since they were read.
    func mayBeOld(at now: Timestamp) -> Bool {
        state.withLock { state in state.readAt.map { now - $0 >= Self.rest } ?? true }
    }

    /// Takes over a JWK set (RFC 7517); keys of other kinds are passed over. False where none is left: then the old ones stay.
    func fill(from set: JSON, at now: Timestamp) -> Bool {
        let entries = (set["keys"].elements ?? []).prefix(64).compactMap { jwk in
            PublishedKey(jwk).map { Entry(name: jwk["kid"].text, key: $0) }
        }
        return state.withLock { state in
            state.readAt = now
            if entries.isEmpty { return false }
            state.entries = entries
            return true
        }
    }
}

extension PublishedKey {
    /// A key as RFC 7517 and 8037 write it.
    fileprivate init?(_ jwk: JSON) {
        let bytes = { (name: String) in jwk[name].text.flatMap { Base64.url.decode($0) } }
        if let use = jwk["use"].text, use != "sig" { return nil }
        let key: PublishedKey? =
            switch (jwk["kty"].text, jwk["crv"].text) {
            case ("RSA", _):
                if let modulus = bytes("n"), let exponent = bytes("e") {
                    try? PublishedKey(rsaModulus: modulus, exponent: exponent)
                } else {
                    nil
                }
            case ("EC", "P-256"):
                if let x = bytes("x"), let y = bytes("y") { try? PublishedKey(p256X: x, y: y) } else { nil }
            case ("OKP", "Ed25519"): if let x = bytes("x") { try? PublishedKey(ed25519: x) } else { nil }
            default: nil
            }
        guard let key else { return nil }
        self = key
    }
}

extension ManifestConnector {
    public func readHookKeys() async throws(ConnectorFailure) {
        guard case .signedToken(let token) = manifest.webhook?.verify else { return }
        let call: HTTPCall
        do throws(Fault) {
            let addresses = try AddressMaker(manifest, trusted(), origins: binding.origins)
            let address = try addresses.published(token.keys, trusted())
            call = HTTPCall(.get, addresses.destination(of: address), lane: binding.name)
        } catch {
            throw failures.failure(error)
        }
        let exchange = try await exchange(call, reading: .json)
        guard exchange.unreadable == nil else { throw unreadable(exchange) }
        guard keyRing.fill(from: exchange.body, at: now()) else {
            throw failures.failure(
                .config, "\(manifest.title) publishes no key that can be used",
                advice: "Look at the address under `verify: {jwt: {keys}}`: it must hold a JWK set with RSA, P-256 or Ed25519.")
        }
    }
}
