extension ManifestCompiler {
    mutating func compile(_ written: Manifest.Auth) -> CompiledManifest.Auth {
        var auth = CompiledManifest.Auth(
            basic: written.basic.map { (tree($0.user, .auth), tree($0.password, .auth)) },
            bearer: written.bearer.map { tree($0, .auth) }, headers: headers(written.headers, .auth),
            query: trees(written.query, .auth))
        auth.signIn = signIn(written)
        let mentioned = (auth.headers + auth.query).contains { $0.value.variables.contains("token") }
        auth.bearsToken = auth.signIn?.hasToken == true && auth.bearer == nil && auth.basic == nil && !mentioned
        let derived = manifest.account?.secrets.keys ?? []
        let trees = [auth.bearer].compactMap { $0 } + (auth.headers + auth.query).map(\.value)
        auth.followsAccount = derived.contains { name in trees.contains { $0.mentions("$secrets.\(name)") } }
        return auth
    }

    private mutating func signIn(_ written: Manifest.Auth) -> CompiledManifest.SignIn? {
        if let oauth = written.oauth2 { return .oauth2(compile(oauth)) }
        if let jwt = written.jwt { return .jwt(compile(jwt)) }
        if let session = written.session { return .session(compile(session)) }
        return written.oauth1.map {
            .oauth1(
                CompiledManifest.OAuth1(
                    consumerKey: tree($0.consumerKey, .signIn), consumerSecret: tree($0.consumerSecret, .signIn),
                    token: tree($0.token, .signIn), tokenSecret: tree($0.tokenSecret, .signIn)))
        }
    }

    private mutating func compile(_ written: Manifest.OAuth2) -> CompiledManifest.OAuth2 {
        if manifest.app["client_id"] == nil, case .address = written.token {
            error(
                "`oauth2` wants the app's id: write app: {client_id: {type: string, title: Client ID}, …}",
                at: written.authorize?.place ?? SourcePlace(line: 1, column: 1))
        }
        return CompiledManifest.OAuth2(
            authorize: written.authorize.map { address($0, .signIn) }, token: compile(written.token),
            usesBasic: written.client == .basic, scopes: written.scopes.map { tree($0, .signIn) },
            separator: written.separator, parameters: trees(written.params, .signIn),
            rename: Dictionary(written.rename.entries.map { ($0.key, $0.value.value) }) { first, _ in first },
            exchange: written.exchange.map { request($0, .signIn) }, refresh: written.refresh.map { request($0, .signIn) },
            answer: formula(orNil: written.answer, .signIn))
    }

    private mutating func compile(_ written: Manifest.TokenCall) -> CompiledManifest.TokenCall {
        switch written {
        case .address(let text): .address(address(text, .signIn))
        case .request(let written): .request(request(written, .signIn))
        }
    }

    private mutating func compile(_ written: Manifest.JWT) -> CompiledManifest.JWT {
        CompiledManifest.JWT(
            algorithm: written.algorithm == .rs256 ? .rs256 : .es256, key: tree(written.key, .signIn),
            kid: written.kid.map { tree($0, .signIn) }, claims: tree(written.claims, .signIn, inJSON: true),
            token: written.token.map { address($0, .signIn) }, expires: written.expires)
    }

    private mutating func compile(_ written: Manifest.Session) -> CompiledManifest.Session {
        CompiledManifest.Session(
            login: request(written.login, .signIn), refresh: written.refresh.map { request($0, .signIn) },
            token: formula(written.token, .signIn), refreshToken: formula(orNil: written.refreshToken, .signIn),
            expires: formula(orNil: written.expires, .signIn))
    }

    mutating func compile(_ written: Manifest.Account) -> CompiledManifest.Account {
        room = "account"
        return CompiledManifest.Account(
            request: request(written.request, .auth), id: formula(written.id, .auth), name: formula(orNil: written.name, .auth),
            url: formula(orNil: written.url, .auth), each: formula(orNil: written.each, .auth),
            pages: written.pages.map { compile($0) },
            secrets: written.secrets.entries.map { ($0.key, formula($0.value, .auth)) })
    }
}
