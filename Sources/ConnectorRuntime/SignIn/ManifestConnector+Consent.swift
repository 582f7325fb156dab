public import ConnectorKit
import Cryptography
import Expressions
import HTTPCore
import InboxModel

/// What a person's way to the platform and back is made of.
public struct Consent: Sendable, Hashable {
    /// Where the person goes.
    public var address: String
    /// Comes back with the person, and only once (RFC 6749, 10.12).
    public var state: String
    /// Kept here until then: whoever has the code alone gets nothing for it (RFC 7636).
    public var verifier: String
    public var redirect: String
}

extension ManifestConnector {
    /// Whether signing in needs a person in a browser.
    public var asksPerson: Bool { manifest.auth.signIn?.asksPerson == true }

    /// Makes the address at which a person agrees.
    ///
    /// - Parameter redirect: where the platform sends the person back to.
    public func beginSignIn(redirect: String) throws(ConnectorFailure) -> Consent {
        guard case .oauth2(let oauth)? = manifest.auth.signIn, let authorize = oauth.authorize else {
            throw failures.failure(.config, "nobody is asked to sign in here", advice: "Look at the channel's settings.")
        }
        let (state, verifier) = (Base64.url.encode(randomBytes(24)), Base64.url.encode(randomBytes(48)))
        let challenge = Base64.url.encode(Digest.sha256(Array(verifier.utf8))).filter { $0 != "=" }
        var names = trusted()
        names["redirect"] = .string(redirect)
        var fields = [
            ("response_type", "code"), ("client_id", names["app"]?["client_id"].text ?? ""), ("redirect_uri", redirect),
            ("state", state), ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ]
        let scopes = try scopes(of: oauth)
        if !scopes.isEmpty { fields.append(("scope", scopes)) }
        for parameter in oauth.parameters {
            let value = try evaluated { () throws(FormulaFailure) in try parameter.value.value(.null, names) }
            if let text = scalarText(value) { fields.append((parameter.name, text)) }
        }
        let query = fields.map { "\(Percent.query(oauth.rename[$0.0] ?? $0.0))=\(Percent.query($0.1))" }.joined(separator: "&")
        let address: String
        do throws(Fault) {
            let maker = try maker()
            address = maker.addresses.destination(of: try maker.addresses.named(authorize, names))
        } catch {
            throw failures.failure(error)
        }
        return Consent(
            address: address + (address.contains("?") ? "&" : "?") + query, state: state, verifier: verifier, redirect: redirect
        )
    }

    /// Trades the code that came back for a grant and keeps it.
    public func finishSignIn(_ consent: Consent, code: String) async throws(ConnectorFailure) {
        guard case .oauth2(let oauth)? = manifest.auth.signIn, let tokens = binding.tokens else { return }
        let fields = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", consent.redirect),
            ("code_verifier", consent.verifier),
        ]
        let more: [String: JSON] = [
            "code": .string(code), "redirect": .string(consent.redirect), "verifier": .string(consent.verifier),
        ]
        var grant = try await grant(of: try tokenCall(oauth, fields, more: more), oauth, over: nil)
        if let exchange = oauth.exchange {
            grant = try await self.grant(of: try call(exchange, token: grant.token), oauth, over: grant)
        }
        try await tokens.take(grant)
    }
}
