import ConnectorKit
import Cryptography
import Desk
import FoundationEssentials
import HTTPCore
import InboxModel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import StellwerkService

/// The whole way of a webhook call: a real listener, the store, the loops, and a platform on loopback.
struct HookRoutesTests {
    @Test func `an app's address verifies, shares out, and keeps what is nobody's`() async throws {
        let house = try await House()
        try await house.live { port in
            let shop = try #require(house.service.board["shop"])
            #expect(try await soon { shop.account == "1" })
            let hook = try #require(house.service.board.app("pages")?.hook)
            #expect(hook == shop.hook)
            let path = "/hooks/app/pages/\(hook.key)"
            #expect(hook.url == "https://inbox.example\(path)")

            // The handshake, with the right word and with a wrong one.
            let asked = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
            #expect(try await call(port, "GET", path + asked + hook.secret).text == "1158201444")
            #expect(try await call(port, "GET", path + asked + "wrong").status == 401)

            // Two accounts in one batch: one is the channel's, one is nobody's.
            let batch = House.batch(comment: "a", of: "1") + "," + House.batch(comment: "b", of: "2")
            #expect(try await call(port, "POST", path, House.signed(#"{"entry":[\#(batch)]}"#)).status == 200)
            #expect(try await soon { try await house.texts() == ["a"] })
            #expect(try await house.service.journal.list(.unclaimed, limit: 10).map(\.stream) == ["pages"])
            #expect(house.service.chronicle.counts["stellwerk_deliveries_unclaimed_total{app=\"pages\"}"] == 1)
            // A delivery is settled after its words are there.
            #expect(
                try await soon {
                    try await house.service.journal.list(nil, channel: shop.id, limit: 10).map(\.state) == [.processed]
                })

            // Nothing that is not signed is let in, at this address or at another.
            var forged = House.signed(#"{"entry":[\#(House.batch(comment: "c", of: "1"))]}"#)
            forged.body = forged.body.replacing("\"c\"", with: "\"d\"")
            #expect(try await call(port, "POST", path, forged).status == 401)
            let right = House.signed("{}")
            #expect(try await call(port, "POST", "/hooks/app/pages/wrong", right).status == 401)
            #expect(try await call(port, "POST", "/hooks/app/others/\(hook.key)", right).status == 401)
            #expect(try await call(port, "POST", "/hooks/shop/\(hook.key)", right).status == 401)
            #expect(try await house.service.journal.list(nil, limit: 10).count == 2)
        }
    }

    @Test func `a registration is made where it is missing, and taken away while the channel is paused`() async throws {
        let house = try await House()
        try await house.live { _ in
            let shop = try #require(house.service.board["shop"])
            #expect(try await soon { house.platform.asked.contains("POST /hooks") })
            house.platform.isRegistered = true
            let admin = User(
                id: IdentifierSource().make(at: .system), name: "admin", displayName: "A", role: .admin, createdAt: .system)
            try await house.service.desk.store.write { try $0.insert(admin, password: nil) }
            _ = try await house.service.desk.pause(shop.id, true, by: admin)
            shop.hookBell.ring()
            #expect(try await soon { house.platform.asked.contains("DELETE /hooks/6") })
            house.platform.isRegistered = false
            _ = try await house.service.desk.pause(shop.id, false, by: admin)
            shop.hookBell.ring()
            #expect(try await soon { house.platform.asked.filter { $0 == "POST /hooks" }.count == 2 })
        }
    }

    @Test(arguments: [
        ("shop: {connector: pages}", "its platform calls one address for a whole app, and no app is named under `app:`"),
        ("shop: {connector: pages, app: page}", "there is no app `page` in apps.yaml; did you mean `pages`?"),
    ]) func `a channel without its app is told so before anything changes`(channels: String, problem: String) async throws {
        let house = try await House()
        try await house.live { _ in
            try await house.dismiss(channels)
            #expect(house.service.board["shop"] != nil)
            #expect(house.problems.contains { $0.contains("channel shop: \(problem)") })
        }
    }

    @Test func `a channel that Config no longer names is not called any more`() async throws {
        let house = try await House()
        house.platform.isRegistered = true
        try await house.live { _ in
            let isLooked = try await soon { house.platform.asked.contains("GET /hooks") }
            #expect(isLooked)
            try await house.dismiss()
            #expect(house.service.board["shop"] == nil)
            #expect(try await soon { house.platform.asked.contains("DELETE /hooks/6") })
        }
    }

    @Test func `a registration that runs out is renewed in time`() async throws {
        let house = try await House(renew: #"renew: {every: 1s, patch: '/hooks/\($found.id)'}"#)
        house.platform.isRegistered = true
        try await house.live { _ in
            let isRenewed = try await soon { house.platform.asked.filter { $0 == "PATCH /hooks/6" }.count >= 2 }
            #expect(isRenewed)
            #expect(!house.platform.asked.contains("POST /hooks"))
        }
    }

    @Test func `what was nobody's is the channel's that signs in as its account`() async throws {
        let house = try await House(account: "2")
        house.platform.isDown = true
        try await house.live { port in
            let hook = try #require(house.service.board.app("pages")?.hook)
            let body = #"{"entry":[\#(House.batch(comment: "early", of: "2"))]}"#
            #expect(try await call(port, "POST", "/hooks/app/pages/\(hook.key)", House.signed(body)).status == 200)
            #expect(try await house.service.journal.list(.unclaimed, limit: 10).count == 1)
            house.platform.isDown = false
            let shop = try #require(house.service.board["shop"])
            let signIn = SignInLoop(active: shop, desk: house.service.desk, journal: house.service.journal)
            #expect(await signIn.signIn() == nil)
            #expect(try await soon { try await house.texts() == ["early"] })
            #expect(try await house.service.journal.list(.unclaimed, limit: 10).isEmpty)
        }
    }
}

// MARK: The house and its platform

private func call(_ port: UInt16, _ method: String, _ path: String, _ call: (signature: String, body: String) = ("", ""))
    async throws -> RawAnswer
{
    try await onThread {
        let client = try RawClient(port: port)
        try client.send(
            "\(method) \(path) HTTP/1.1\r\nHost: inbox.example\r\nSig: \(call.signature)\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(call.body.utf8.count)\r\nConnection: close\r\n\r\n\(call.body)")
        return try client.receive()
    }
}

/// A platform with accounts, one of which signs in, and a list of registrations.
private final class Platform: Sendable {
    private let server: ScriptedServer
    var port: UInt16 { server.port }

    init(account: String) throws {
        let hookURL = "https://inbox.example/hooks/app/pages/"
        let words = Words()
        server = try ScriptedServer { connection in
            while let request = try connection.readRequest() {
                words.add("\(request.method) \(request.path)")
                guard !words.isDown else {
                    connection.answer(503)
                    continue
                }
                switch request.path {
                case "/me": connection.answer(200, headers: json, body: #"{"id":"\#(account)","name":"Shop"}"#)
                case "/hooks" where request.method == "GET":
                    let found = words.isRegistered ? #"{"id":6,"url":"\#(hookURL)"}"# : ""
                    connection.answer(200, headers: json, body: #"{"data":[\#(found)]}"#)
                default: connection.answer(200, headers: json, body: "{}")
                }
            }
        }
        self.words = words
    }

    /// What the script and the test both see.
    private final class Words: Sendable {
        private struct State {
            var isDown = false
            var isRegistered = false
            var asked: [String] = []
        }

        private let state = Mutex(State())
        func add(_ asked: String) { state.withLock { $0.asked.append(asked) } }
        var asked: [String] { state.withLock { $0.asked } }
        var isDown: Bool {
            get { state.withLock { $0.isDown } }
            set { state.withLock { $0.isDown = newValue } }
        }
        var isRegistered: Bool {
            get { state.withLock { $0.isRegistered } }
            set { state.withLock { $0.isRegistered = newValue } }
        }
    }

    private let words: Words
    var asked: [String] { words.asked }
    var isDown: Bool {
        get { words.isDown }
        set { words.isDown = newValue }
    }
    var isRegistered: Bool {
        get { words.isRegistered }
        set { words.isRegistered = newValue }
    }
}

private let json = ["Content-Type: application/json"]

/// A Stellwerk with one connector, one app and one channel of it.
private struct House {
    let service: StellwerkService
    let platform: Platform
    private let installation: Installation

    private static let manifest = #"""
        manifest: 1
        version: 1.0.0
        title: Pages
        http: {base: https://graph.example}
        account: {get: /me, id: .id, name: .name}
        streams: {comments: {map: {kind: comment, id: .comment, text: .text, author: {id: .from}, at: .at}}}
        webhook:
          scope: app
          verify: {hmac: sha256, secret: $app.client_secret, signature: $req.headers.sig}
          answers:
            - when: $req.query["hub.mode"] == "subscribe" and $req.query["hub.verify_token"] == $hook.secret
              text: \($req.query["hub.challenge"])
          each: .entry[]
          account: .id
          into: {comments: '.changes[]?'}
          subscribe:
            exists: {get: /hooks, each: '.data[]', when: '.url as $url | $hook.url | startswith($url)'}
            post: /hooks
            json: {url: \($hook.url)}
            renew: 30d
            remove: {delete: /hooks/\($found.id)}
        """#

    init(account: String = "1", renew: String = "renew: 30d") async throws {
        platform = try Platform(account: account)
        installation = try Installation([
            "connectors/pages/connector.yaml": Self.manifest.replacing("renew: 30d", with: renew),
            "config/stellwerk.yaml":
                "public_url: https://inbox.example\nlog: {level: error}\nnetwork: {allow: ['127.0.0.1:\(platform.port)']}\n",
            "config/apps.yaml": "pages: {connector: pages, client_id: '77', client_secret: '${env:PAGES_SECRET}'}\n",
            "config/channels.yaml": """
            shop:
              connector: pages
              app: pages
              origins: {'https://graph.example': 'http://127.0.0.1:\(platform.port)'}
            """,
        ])
        service = try await installation.service(environment: ["PAGES_SECRET": "app-secret"])
    }

    /// Runs it for as long as a test needs it.
    func live(_ test: (UInt16) async throws -> Void) async throws {
        try await service.live { try await test(try #require(service.port)) }
    }

    /// Takes the channel out of Config while the service runs.
    func dismiss(_ channels: String = "{}") async throws {
        try installation.write("config/channels.yaml", "\(channels)\n")
        await service.reload()
    }

    /// What `stellwerk check` says.
    var problems: [String] { StellwerkService.check(service.setup.folders, environment: service.setup.environment) }

    func texts() async throws -> [String] {
        try await service.desk.store.read { transaction in
            try transaction.storedMessages(
                in: try transaction.channels()[0].id, kinds: [], since: Timestamp(milliseconds: 0), includingOpen: true,
                includingOurs: false, limit: 10
            ).map(\.message.text)
        }
    }

    static func batch(comment: String, of account: String) -> String {
        #"{"id":"\#(account)","changes":[{"comment":"\#(comment)","text":"\#(comment)","from":"9","at":1785592000}]}"#
    }

    static func signed(_ body: String) -> (signature: String, body: String) {
        (Hex.encode(HMAC.sha256(Array(body.utf8), key: Array("app-secret".utf8))), body)
    }
}
