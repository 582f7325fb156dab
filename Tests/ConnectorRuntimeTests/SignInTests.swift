import ConnectorKit
import Cryptography
import Expressions
import HTTPCore
import InboxModel
import Synchronization
import Testing

@testable import ConnectorRuntime

/// A token endpoint that rotates refresh tokens and takes each once.
private final class TokenServer: Sendable {
    struct State {
        var refresh = "r0"
        var made = 0
        var calls: [String] = []
        var isRefusing = false
        var isIll = false
        var challenge: String?
    }
    let state = Mutex(State())

    func answer(_ call: HTTPCall) -> HTTPAnswer {
        guard call.url.hasPrefix("https://id.example/token") else { return resource(call) }
        guard case .bytes(let bytes, _)? = call.body else { return .json("{}", status: 400) }
        let form = String(decoding: bytes, as: UTF8.self)
        return state.withLock { state in
            state.calls.append(form)
            if state.isIll { return .json("{}", status: 503) }
            let isRight: Bool
            if form.contains("grant_type=refresh_token") {
                isRight = !state.isRefusing && form.contains("refresh_token=\(state.refresh)&")
            } else if let challenge = state.challenge, let verifier = Self.value("code_verifier", form) {
                isRight = Base64.url.encode(Digest.sha256(Array(verifier.utf8))).filter { $0 != "=" } == challenge
            } else {
                isRight = form.contains("grant_type=client_credentials")
            }
            guard isRight else { return .json(#"{"error":"invalid_grant"}"#, status: 400) }
            state.made += 1
            state.refresh = "r\(state.made)"
            return .json(
                #"{"access_token":"a\#(state.made)","refresh_token":"r\#(state.made)","expires_in":3600,"open_id":"o"}"#)
        }
    }

    /// The API behind it: knows the newest token only.
    private func resource(_ call: HTTPCall) -> HTTPAnswer {
        let newest = state.withLock { "Bearer a\($0.made)" }
        return call.headers["Authorization"] == newest
            ? .json(#"{"id":"1","name":"us"}"#) : .json(#"{"error":"expired"}"#, status: 401)
    }

    private static func value(_ name: String, _ form: String) -> String? {
        form.split(separator: "&").first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
}

/// A store whose first saving fails, as a full disk makes it.
private final class FailingGrants: GrantStore {
    struct Full: Error {}
    let kept: Mutex<(grant: Grant, isFull: Bool)>

    init(_ grant: Grant) { kept = Mutex((grant, true)) }

    func grant() async throws -> Grant? { kept.withLock { $0.grant } }

    func save(_ grant: Grant) async throws {
        try kept.withLock { kept in
            defer { kept.isFull = false }
            if kept.isFull { throw Full() }
            kept.grant = grant
        }
    }
}

struct SignInTests {
    private static let manifest = """
        manifest: 1
        version: 1.0.0
        title: T
        app: {client_id: {type: string, title: I}, client_secret: {type: secret, title: S}}
        http: {base: https://api.example}
        auth:
          oauth2:
            authorize: https://id.example/authorize
            token: https://id.example/token
            scopes: [read, write]
            params: {access_type: offline}
        account: {get: /me, id: .id, name: .name}
        """

    private func connector(
        _ server: TokenServer, _ keeper: TokenKeeper?, _ text: String = manifest, now: Timestamp = noon
    ) throws -> ManifestConnector {
        var binding = ChannelBinding(name: "c")
        binding.app = AppCredentials(name: "app", values: ["client_id": "id"], secrets: ["client_secret": "s3cret"])
        binding.tokens = keeper
        return ManifestConnector(
            try compiled(text), binding: binding, client: ScriptedPlatform { call, _ in server.answer(call) },
            clock: ContinuousClock(),
            now: { now })
    }

    private func grant(_ access: String, _ refresh: String, endsIn seconds: Int64 = 3_600) -> Grant {
        Grant(
            token: ["access_token": .string(access), "refresh_token": .string(refresh), "open_id": "o"],
            expiresAt: noon + .seconds(seconds), obtainedAt: noon - .seconds(60))
    }

    @Test func `a person agrees, and the code is worth nothing without what was kept here`() async throws {
        let server = TokenServer()
        let keeper = TokenKeeper(MemoryGrants())
        let connector = try connector(server, keeper)
        await #expect(throws: ConnectorFailure.self) { try await connector.account() }
        let consent = try connector.beginSignIn(redirect: "https://desk.example/oauth/callback")
        #expect(consent.address.hasPrefix("https://id.example/authorize?response_type=code&client_id=id&"))
        #expect(consent.address.contains("scope=read%20write") && consent.address.contains("access_type=offline"))
        #expect(!consent.address.contains(consent.verifier) && !consent.address.contains("s3cret"))
        let challenge = try #require(consent.address.split(separator: "code_challenge=").last?.split(separator: "&").first)
        server.state.withLock { $0.challenge = String(challenge) }
        var stolen = consent
        stolen.verifier = "guessed"
        await #expect(throws: ConnectorFailure.self) { try await connector.finishSignIn(stolen, code: "k") }
        try await connector.finishSignIn(consent, code: "k")
        #expect(try await connector.account() == RemoteAccount(id: "1", name: "us"))
    }

    @Test func `many that need a token at once cause one refresh, and the new pair is kept`() async throws {
        let server = TokenServer()
        let store = MemoryGrants(grant("a0", "r0", endsIn: 30))
        let keeper = TokenKeeper(store)
        let connectors = try (0..<8).map { _ in try connector(server, keeper) }
        try await withThrowingTaskGroup(of: RemoteAccount.self) { group in
            for connector in connectors { group.addTask { try await connector.account() } }
            for try await account in group { #expect(account.id == "1") }
        }
        #expect(server.state.withLock { $0.calls.count } == 1)
        let kept = try #require(try await store.grant())
        #expect(kept.token["refresh_token"].text == "r1" && kept.token["open_id"].text == "o")
    }

    @Test func `a token that is refused before its time is renewed once, then a person is asked`() async throws {
        let server = TokenServer()
        server.state.withLock { ($0.made, $0.refresh) = (4, "r4") }
        let keeper = TokenKeeper(MemoryGrants(grant("a3", "r4")))
        #expect(try await connector(server, keeper).account().id == "1")
        server.state.withLock { ($0.made, $0.isRefusing) = (9, true) }
        let connector = try connector(server, keeper)
        let failure = await #expect(throws: ConnectorFailure.self) { try await connector.account() }
        #expect(failure?.label == .authExpired)
        #expect(failure.map { !"\($0.message) \($0.advice)".contains("r5") && !$0.message.contains("a5") } == true)
    }

    @Test func `what somebody else has renewed is taken, not renewed again`() async throws {
        let server = TokenServer()
        server.state.withLock { ($0.made, $0.refresh) = (1, "r1") }
        let store = MemoryGrants(grant("a0", "r0"))
        let keeper = TokenKeeper(store)
        let connector = try connector(server, keeper)
        await #expect(throws: ConnectorFailure.self) { try await connector.account() }
        try await store.save(grant("a1", "r1"))
        #expect(try await connector.account().id == "1")
    }

    @Test func `a pair that cannot be kept is not used before it is, and not lost`() async throws {
        let server = TokenServer()
        let store = FailingGrants(grant("a0", "r0", endsIn: 30))
        let keeper = TokenKeeper(store)
        let connector = try connector(server, keeper)
        let failure = await #expect(throws: ConnectorFailure.self) { try await connector.account() }
        #expect(failure?.label == .retry, "nobody has to sign in for a full disk")
        #expect(keeper.current == nil)
        #expect(try await connector.account().id == "1")
        #expect(server.state.withLock { $0.calls.count } == 1, "the spent refresh token is not sent again")
        #expect(store.kept.withLock { $0.grant.token["refresh_token"].text } == "r1")
    }

    @Test func `a refusal that comes late does not renew what has been renewed`() async throws {
        let server = TokenServer()
        let keeper = TokenKeeper(MemoryGrants(grant("a0", "r0")))
        let connector = try connector(server, keeper)
        try await connector.freshToken()
        let old = try #require(connector.grantInUse)
        let refused = ConnectorFailure(.authExpired, "401", advice: "")
        for _ in 1...2 { #expect(try await connector.hasFreshToken(after: refused, used: old)) }
        #expect(server.state.withLock { $0.calls.count } == 1)
    }

    @Test func `after one channel has signed in, the other of the same sign-in asks for its own token again`() async throws {
        let server = TokenServer()
        let hidden = Mutex<[String]>([])
        let keeper = TokenKeeper(MemoryGrants(grant("a0", "r0"))) { secrets in hidden.withLock { $0 += secrets } }
        let text = Self.manifest.replacing("name: .name}", with: "name: .name, secrets: {page_token: $token.access_token}}")
        let other = try connector(server, keeper, text)
        try await other.learnAccount()
        #expect(other.trusted()["secrets"]?["page_token"].text == "a0")
        server.state.withLock { $0.made = 1 }
        try await keeper.take(grant("a1", "r1"))
        try await other.learnAccount()
        #expect(other.trusted()["secrets"]?["page_token"].text == "a1")
        #expect(hidden.withLock { Set($0) }.isSuperset(of: ["a0", "a1", "r1"]))
    }

    @Test func `nobody has to sign in because the platform is ill`() async throws {
        let server = TokenServer()
        server.state.withLock { ($0.made, $0.isIll) = (1, true) }
        let connector = try connector(server, TokenKeeper(MemoryGrants(grant("a0", "r0"))))
        let failure = await #expect(throws: ConnectorFailure.self) { try await connector.account() }
        #expect(failure?.label == .retry)
    }

    @Test func `an app signs in by itself`() async throws {
        let server = TokenServer()
        let text = Self.manifest.replacing("authorize: https://id.example/authorize", with: "grant: client_credentials")
            .replacing("    params: {access_type: offline}\n", with: "")
        #expect(try await connector(server, TokenKeeper(MemoryGrants()), text).account().id == "1")
        #expect(
            server.state.withLock { $0.calls } == [
                "grant_type=client_credentials&scope=read%20write&client_id=id&client_secret=s3cret"
            ])
    }

    @Test func `requests are signed as RFC 5849 shows`() {
        let signature = OAuth1Signature(
            consumerKey: "dpf43f3p2l4k3l03", consumerSecret: "kd94hf93k423kf44", token: "nnch734d00sl2jdk",
            tokenSecret: "pfkkdhi9sl3r4s00")
        let header = signature.header(
            method: "GET", address: "http://photos.example.net/photos?file=vacation.jpg&size=original",
            timestamp: 137_131_202, nonce: "chapoH")
        // The RFC leaves the scheme's version out, as we do; its example signs the same parameters.
        #expect(header.contains("oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\""))
    }

    static let ends: [(String, Int64)] = [
        ("3600", 3_600), ("\"3600\"", 3_600), ("1785602800", 10_000), ("\"2026-08-01T16:46:40Z\"", 10_000),
    ]

    @Test(arguments: ends) func `each platform's way of saying when a token ends is understood`(_ text: String, seconds: Int64)
        throws
    {
        #expect(TokenAnswer.end(try JSON(parsing: Array(text.utf8)), now: noon) == noon + .seconds(seconds))
    }
}
