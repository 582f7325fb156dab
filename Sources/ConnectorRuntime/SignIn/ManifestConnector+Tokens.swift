public import ConnectorKit
import Cryptography
import Expressions
import HTTPCore
import InboxModel

/// Getting tokens and keeping them fresh.
extension ManifestConnector {
    /// Whether calls carry a token that has to be got first.
    var needsToken: Bool { manifest.auth.signIn?.hasToken == true }

    /// Makes sure that there is a token which may be used now.
    func freshToken(refused: Grant? = nil) async throws(ConnectorFailure) {
        guard needsToken, let tokens = binding.tokens else { return }
        _ = try await tokens.fresh(at: now(), refused: refused) { [self] (old) async throws(ConnectorFailure) in
            try await renewed(old)
        }
    }

    /// Gets another token, whatever the one there is says: the test of a sign-in.
    public func renewSignIn() async throws(ConnectorFailure) {
        guard needsToken, let tokens = binding.tokens else { return }
        let kept = try await tokens.kept()
        _ = try await tokens.fresh(at: now(), refused: kept) { [self] (old) async throws(ConnectorFailure) in
            try await renewed(old)
        }
    }

    /// The grant that calls carry now.
    var grantInUse: Grant? { needsToken ? binding.tokens?.current : nil }

    /// After a refusal: true where there is another token now, so that the call may be made once more.
    ///
    /// - Parameter used: the grant that was refused. Where another is in use by now, that one is good enough.
    /// - Throws: what kept the platform from giving one, where that passes by itself: nobody has to sign in for a network fault.
    func hasFreshToken(after failure: ConnectorFailure, used: Grant?) async throws(ConnectorFailure) -> Bool {
        guard failure.label == .authExpired, needsToken, let used else { return false }
        do throws(ConnectorFailure) {
            try await freshToken(refused: used)
        } catch {
            if error.label == .retry || error.label == .config { throw error }
            return false
        }
        return true
    }

    /// Asks the platform something, and once more with a fresh token where the one there was is refused.
    func renewing<Answer>(_ ask: () async throws(ConnectorFailure) -> Answer) async throws(ConnectorFailure) -> Answer {
        let used = grantInUse
        do throws(ConnectorFailure) {
            return try await ask()
        } catch {
            guard try await hasFreshToken(after: error, used: used ?? grantInUse) else { throw error }
            return try await ask()
        }
    }

    private func renewed(_ old: Grant?) async throws(ConnectorFailure) -> Grant {
        switch manifest.auth.signIn {
        case .oauth2(let oauth) where oauth.authorize == nil:
            return try await grant(of: try clientCredentials(oauth), oauth, over: nil)
        case .oauth2(let oauth):
            guard let old else { throw signInNeeded("nobody has signed in yet") }
            return try await refreshed(oauth, old)
        case .jwt(let jwt): return try await grant(of: jwt)
        case .session(let session): return try await grant(of: session, old)
        case .oauth1, nil: throw signInNeeded("there is no token to be had")
        }
    }

    private func signInNeeded(_ why: String) -> ConnectorFailure {
        failures.failure(
            .authExpired, why, advice: "Sign in: stellwerk channel sign-in \(binding.name), or on the page under Channels.")
    }

    // MARK: OAuth 2

    private func refreshed(_ oauth: CompiledManifest.OAuth2, _ old: Grant) async throws(ConnectorFailure) -> Grant {
        if let request = oauth.refresh {
            return try await grant(of: try call(request, token: old.token), oauth, over: old)
        }
        guard let refresh = old.token["refresh_token"].text else {
            throw signInNeeded("the sign-in has ended, and \(manifest.title) gives no refresh token")
        }
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)]
        return try await grant(of: try tokenCall(oauth, form), oauth, over: old)
    }

    private func clientCredentials(_ oauth: CompiledManifest.OAuth2) throws(ConnectorFailure) -> HTTPCall {
        var form = [("grant_type", "client_credentials")]
        let scopes = try scopes(of: oauth)
        if !scopes.isEmpty { form.append(("scope", scopes)) }
        return try tokenCall(oauth, form)
    }

    func scopes(of oauth: CompiledManifest.OAuth2) throws(ConnectorFailure) -> String {
        var words: [String] = []
        for scope in oauth.scopes {
            let value = try evaluated { () throws(FormulaFailure) in try scope.value(.null, trusted()) }
            if let word = scalarText(value) { words.append(word) }
        }
        return words.joined(separator: oauth.separator)
    }

    /// The call to the token endpoint in its usual form: the app's credentials beside what is asked for.
    func tokenCall(
        _ oauth: CompiledManifest.OAuth2, _ fields: [(String, String)], more: [String: JSON] = [:]
    ) throws(ConnectorFailure) -> HTTPCall {
        switch oauth.token {
        case .request(let request): return try call(request, token: nil, more)
        case .address(let template):
            let app = trusted()["app"] ?? .null
            let (id, secret) = (app["client_id"].text ?? "", app["client_secret"].text ?? "")
            var form = fields
            if !oauth.usesBasic {
                form.append(("client_id", id))
                if !secret.isEmpty { form.append(("client_secret", secret)) }
            }
            let text = form.map { "\(Percent.query(oauth.rename[$0.0] ?? $0.0))=\(Percent.query($0.1))" }
                .joined(separator: "&")
            var call = try made { (maker) throws(Fault) in
                try maker.tokenCall(at: template, filling(), Array(text.utf8))
            }
            if oauth.usesBasic {
                let pair = "\(Percent.query(id)):\(Percent.query(secret))"
                call.headers["Authorization"] = "Basic " + Base64.standard.encode(Array(pair.utf8))
            }
            return call
        }
    }

    /// A request that is made before there is a token, or to get another one: it carries no credentials but its own.
    func call(
        _ request: CompiledManifest.Request, token: JSON?, _ more: [String: JSON] = [:]
    ) throws(ConnectorFailure) -> HTTPCall {
        var names = trusted(more)
        names["token"] = token ?? .null
        return try made { (maker) throws(Fault) in
            try maker.anonymous(request, RequestMaker.Filling(names: names, trusted: names))
        }
    }

    private func made(_ body: (RequestMaker) throws(Fault) -> HTTPCall) throws(ConnectorFailure) -> HTTPCall {
        do throws(Fault) { return try body(try maker()) } catch { throw failures.failure(error) }
    }

    /// Sends a call for a token and reads its answer.
    func grant(
        of call: HTTPCall, _ oauth: CompiledManifest.OAuth2, over old: Grant?
    ) async throws(ConnectorFailure) -> Grant {
        let exchange = try await tokenExchange(call)
        let body = try evaluated { () throws(FormulaFailure) in
            try oauth.answer?.first(exchange.body, trusted()) ?? exchange.body
        }
        return try grant(from: body, over: old)
    }

    func grant(from answer: JSON, over old: Grant?) throws(ConnectorFailure) -> Grant {
        let now = now()
        guard let read = TokenAnswer(answer, over: old?.token, now: now) else {
            throw failures.failure(
                .config, "\(manifest.title) answered without a token", advice: "Look at the connector's notes: `oauth2.token`.")
        }
        return Grant(token: read.token, expiresAt: read.expiresAt, obtainedAt: now)
    }

    /// Refused credentials are told apart from a network fault and from a server that is ill.
    private func tokenExchange(_ call: HTTPCall) async throws(ConnectorFailure) -> Exchange {
        let answer: HTTPAnswer
        do throws(HTTPFailure) { answer = try await client.send(call) } catch { throw failures.failure(error) }
        let exchange = Exchange(answer, reading: nil)
        if exchange.isSuccess, exchange.unreadable == nil, exchange.body["error"].text == nil { return exchange }
        let said = exchange.body["error_description"].text ?? exchange.body["error"].text ?? ""
        let words =
            "\(manifest.title) answered \(exchange.status) to the request for a token\(said.isEmpty ? "" : ": \(said.prefix(200))")"
        switch (exchange.status, exchange.body["error"].text) {
        case (408, _), (429, _), (500..., _):
            throw failures.failure(.retry, words, advice: "Nothing to do: it is tried again.")
        case (404, _), (405, _), (_, "invalid_client"), (_, "unauthorized_client"), (_, "invalid_scope"),
            (_, "unsupported_grant_type"):
            throw failures.failure(
                .config, words, advice: "Look at client_id and client_secret in apps.yaml, and at the connector's notes.")
        default: throw signInNeeded(words)
        }
    }

    // MARK: Signed statements

    private func grant(of jwt: CompiledManifest.JWT) async throws(ConnectorFailure) -> Grant {
        let now = now()
        let names = trusted()
        let signed = try evaluated { () throws(FormulaFailure) in
            (
                key: try jwt.key.value(.null, names), kid: try jwt.kid?.value(.null, names) ?? .null,
                claims: try jwt.claims.value(.null, names)
            )
        }
        let end = now + jwt.expires
        var claims = JSONObject()
        if case .object(let written) = signed.claims { claims = written }
        if claims["iat"] == nil { claims["iat"] = .integer(now.seconds) }
        if claims["exp"] == nil { claims["exp"] = .integer(end.seconds) }
        let statement = try self.statement(jwt, key: signed.key.text ?? "", kid: signed.kid.text, claims)
        guard let address = jwt.token else {
            return Grant(token: ["access_token": .string(statement)], expiresAt: end, obtainedAt: now)
        }
        let form = "grant_type=\(Percent.query("urn:ietf:params:oauth:grant-type:jwt-bearer"))&assertion=\(statement)"
        let call = try made { (maker) throws(Fault) in try maker.tokenCall(at: address, filling(), Array(form.utf8)) }
        return try grant(from: try await tokenExchange(call).body, over: nil)
    }

    private func statement(
        _ jwt: CompiledManifest.JWT, key: String, kid: String?, _ claims: JSONObject
    ) throws(ConnectorFailure) -> String {
        var head = JSONObject([("alg", .string(jwt.algorithm.rawValue)), ("typ", "JWT")])
        if let kid { head["kid"] = .string(kid) }
        let parts = [JSON.object(head), .object(claims)].map { Base64.url.encode($0.encoded()).filter { $0 != "=" } }
        let text = parts.joined(separator: ".")
        do throws(CryptographyFailure) {
            let signing = try SigningKey(pem: key, SigningKey.Algorithm(rawValue: jwt.algorithm.rawValue) ?? .rs256)
            return "\(text).\(Base64.url.encode(try signing.sign(Array(text.utf8))).filter { $0 != "=" })"
        } catch {
            throw failures.failure(.config, error.message, advice: error.advice)
        }
    }

    // MARK: Sessions

    private func grant(of session: CompiledManifest.Session, _ old: Grant?) async throws(ConnectorFailure) -> Grant {
        if let old, let request = session.refresh, old.token["refresh_token"].text != nil {
            do throws(ConnectorFailure) {
                return try await self.session(session, try call(request, token: old.token), over: old)
            } catch  where error.label == .authExpired {
                // The refresh token has ended too; name and password are there.
            }
        }
        return try await self.session(session, try call(session.login, token: nil), over: nil)
    }

    private func session(
        _ session: CompiledManifest.Session, _ call: HTTPCall, over old: Grant?
    ) async throws(ConnectorFailure) -> Grant {
        let answer = try await tokenExchange(call).body
        let names = trusted()
        let (token, refresh, end) = try evaluated { () throws(FormulaFailure) in
            (
                try session.token.first(answer, names) ?? .null, try session.refreshToken?.first(answer, names) ?? .null,
                try session.expires?.first(answer, names) ?? .null
            )
        }
        var members = JSONObject()
        if case .object(let said) = answer { members = said }
        members["access_token"] = token
        members["refresh_token"] = refresh.isNull ? nil : refresh
        var grant = try grant(from: .object(members), over: old)
        grant.expiresAt = TokenAnswer.end(end, now: now()) ?? grant.expiresAt
        return grant
    }
}
