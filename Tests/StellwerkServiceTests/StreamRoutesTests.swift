import ConnectorKit
import Cryptography
import Desk
import Dispatch
import Expressions
import FoundationEssentials
import HTTPCore
import InboxModel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import StellwerkService

/// The whole way of what is read: a platform on loopback, the loops, the store, and the API.
struct StreamRoutesTests {
    @Test func `places lead to what is written under them, and what is missing is asked for`() async throws {
        let board = try await Board()
        try await board.service.live { () async throws in
            #expect(try await soon { try await board.message("7") != nil })
            #expect(try await soon { try await board.author(of: "7") == "Ada" })
            #expect(try await soon { try await board.postTitle() == "Lost and found" })
            // What was asked is not asked again.
            let asked = board.platform.asked
            #expect(asked.count { $0 == "GET /users/u7" } == 1 && asked.count { $0 == "GET /topics/b1" } == 1)
            let conversations = try await board.service.desk.store.read { try $0.queue(QueueQuery(status: .open)).rows.count }
            #expect(conversations == 1, "a place is no conversation")
        }
    }

    @Test func `a line that breaks is opened anew and nothing is lost in between`() async throws {
        let board = try await Board()
        try await board.service.live { () async throws in
            board.platform.tell("8")
            #expect(try await soon { try await board.message("8") != nil })
            board.platform.hangUp()
            #expect(try await soon { board.platform.lines >= 2 })
            board.platform.tell("9")
            #expect(try await soon { try await board.message("9") != nil })
            #expect(board.platform.lastIDs == [nil, "8"])
        }
    }

    @Test func `a file is fetched from its platform when somebody looks at it, and by whom it is sent to when it leaves`()
        async throws
    {
        let board = try await Board()
        try await board.service.live { () async throws in
            #expect(try await soon { try await board.message("7") != nil })
            let message = try #require(try await board.message("7"))
            #expect(!board.platform.asked.contains("GET /files/7.gif"), "nobody has looked yet")
            let shown = try await board.call("GET", "/api/v1/attachments/\(message.id)/0")
            #expect(shown.status == 200 && shown.headers["Content-Type"] == "image/gif" && shown.body == Board.gif)
            let upload = try await board.call("POST", "/api/v1/uploads?name=a.gif", Board.gif, type: "application/octet-stream")
            let id = try #require(try JSON(parsing: upload.body)["id"].text)
            let body = #"{"text":"Here.","files":["\#(id)"],"hold":0}"#
            let sent = try await board.call(
                "POST", "/api/v1/conversations/\(message.conversation)/replies", Array(body.utf8), key: "a-key-of-the-page")
            #expect(sent.status == 201)
            // The platform fetches the file from the address it was given.
            #expect(try await soon { board.platform.sent != nil })
            let address = try #require(board.platform.sent)
            #expect(address.hasPrefix("https://inbox.example/files/\(id)-"))
            let path = String(address.dropFirst("https://inbox.example".count))
            let fetched = try await board.call("GET", path, token: nil)
            #expect(fetched.body == Board.gif)
            let forged = try await board.call("GET", String(path.dropLast()) + "x", token: nil)
            #expect(forged.status == 404)
        }
    }
}

/// A board with one topic, its posts, their authors, files, and a line.
private final class Platform: Sendable {
    /// What the line that stands is to do.
    private enum Order { case say(String), hangUp }

    private struct State {
        var asked: [String] = []
        var lastIDs: [String?] = []
        var orders: [Order] = []
        var sent: String?
    }

    private let state: Shared
    private let server: ScriptedServer
    var port: UInt16 { server.port }

    private final class Shared: Sendable {
        let state = Mutex(State())
        /// Rung for an order.
        let bell = DispatchSemaphore(value: 0)

        func give(_ order: Order) {
            state.withLock { $0.orders.append(order) }
            bell.signal()
        }
    }

    init() throws {
        let shared = Shared()
        state = shared
        server = try ScriptedServer { connection in
            while let request = try connection.readRequest() {
                shared.state.withLock { $0.asked.append("\(request.method) \(request.path)") }
                if request.path == "/line" {
                    shared.state.withLock { $0.lastIDs.append(request["Last-Event-ID"]) }
                    connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
                    Self.speak(on: connection, shared)
                    return
                }
                Self.answer(request, on: connection, shared)
            }
        }
    }

    /// Says what it is told to say, until it is told to break or nobody listens any more.
    private static func speak(on connection: ScriptedServer.Connection, _ shared: Shared) {
        while connection.write(":\n") {
            switch shared.state.withLock({ $0.orders.isEmpty ? nil : $0.orders.removeFirst() }) {
            case nil: _ = shared.bell.wait(timeout: .now() + .milliseconds(50))
            case .hangUp: return connection.reset()
            case .say(let text): connection.write(text)
            }
        }
    }

    private static func answer(_ request: ScriptedServer.Request, on connection: ScriptedServer.Connection, _ shared: Shared) {
        let json = ["Content-Type: application/json"]
        switch request.path {
        case "/me": connection.answer(200, headers: json, body: #"{"id":"1"}"#)
        case "/topics": connection.answer(200, headers: json, body: #"[{"id":"b1"}]"#)
        case "/topics/b1": connection.answer(200, headers: json, body: #"{"title":"Lost and found"}"#)
        case "/topics/b1/posts": connection.answer(200, headers: json, body: "[\(post("7"))]")
        case "/users/u7": connection.answer(200, headers: json, body: #"{"name":"Ada"}"#)
        case "/files/7.gif": connection.answer(200, body: Board.gif)
        case "/reply":
            let url = (try? JSON(parsing: request.body))?["file"].text
            shared.state.withLock { $0.sent = url }
            connection.answer(200, headers: json, body: #"{"id":"r1"}"#)
        default: connection.answer(404, headers: json, body: "{}")
        }
    }

    static func post(_ id: String) -> String {
        #"{"id":"\#(id)","topic":"b1","text":"t\#(id)","by":"u\#(id)","at":"\#(Timestamp.system.rfc3339)"}"#
    }

    var asked: [String] { state.state.withLock { $0.asked } }
    var lastIDs: [String?] { state.state.withLock { $0.lastIDs } }
    var lines: Int { state.state.withLock { $0.lastIDs.count } }
    var sent: String? { state.state.withLock { $0.sent } }

    func tell(_ id: String) { state.give(.say("id: \(id)\ndata: \(Self.post(id))\n\n")) }
    func hangUp() { state.give(.hangUp) }
}

private struct Board {
    let service: StellwerkService
    let platform: Platform
    private let installation: Installation
    private static let token = "stw_test"
    static let gif = Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0]

    private static let manifest = #"""
        manifest: 1
        version: 1.0.0
        title: Board
        http: {base: https://board.example}
        account: {get: /me, id: .id}
        profile: {get: /users/\($author.id), name: .name}
        posts: {get: /topics/\($post.id), title: .title}
        streams:
          topics: {get: /topics, every: 1s, map: {kind: place, id: .id}}
          posts:
            under: {stream: topics}
            get: /topics/\($parent.id)/posts
            every: 1s
            live: {sse: /line}
            map:
              kind: comment
              id: .id
              post: .topic
              text: .text
              author: {id: .by}
              at: .at
              attachments: {each: ., name: '.id + ".gif"', ref: .id}
        download: {url: /files/\(.ref).gif}
        actions:
          reply: {post: /reply, json: {text: \($text), file: '\($files[0].url)'}, id: .id, unclear: ask}
        """#

    init() async throws {
        platform = try Platform()
        installation = try Installation([
            "connectors/board/connector.yaml": Self.manifest,
            "config/stellwerk.yaml":
                "public_url: https://inbox.example\nlog: {level: error}\nnetwork: {allow: ['127.0.0.1:\(platform.port)']}\n",
            "config/channels.yaml":
                "board: {connector: board, origins: {'https://board.example': 'http://127.0.0.1:\(platform.port)'}}\n",
        ])
        service = try await installation.service()
        let agent = User(
            id: IdentifierSource().make(at: .system), name: "agent", displayName: "A", role: .agent, createdAt: .system)
        try await service.desk.store.write { transaction in
            try transaction.insert(agent, password: nil)
            try transaction.insertToken(
                Digest.sha256(Array(Self.token.utf8)), id: agent.id.rawValue, of: agent.id, scopes: [], at: .system)
        }
    }

    func message(_ id: String) async throws -> Message? {
        try await service.desk.store.read { try $0.message(in: $0.channels()[0].id, RemoteMessageID(id)) }
    }

    func postTitle() async throws -> String? {
        try await service.desk.store.read { try $0.post(in: $0.channels()[0].id, RemotePostID("b1"))?.title }
    }

    func author(of id: String) async throws -> String? {
        let identity = try await message(id)?.identity
        return try await service.desk.store.read { transaction in try identity.flatMap { try transaction.identity($0)?.name } }
    }

    func call(
        _ method: String, _ path: String, _ body: [UInt8] = [], type: String = "application/json", key: String = "",
        token: String? = Board.token
    ) async throws -> RawAnswer {
        let port = try #require(service.port)
        return try await onThread {
            let client = try RawClient(port: port)
            let head =
                "\(method) \(path) HTTP/1.1\r\nHost: inbox.example\r\nContent-Type: \(type)\r\nIdempotency-Key: \(key)\r\n"
                + (token.map { "Authorization: Bearer \($0)\r\n" } ?? "")
                + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
            try client.send(Array(head.utf8) + body)
            return try client.receive()
        }
    }
}
