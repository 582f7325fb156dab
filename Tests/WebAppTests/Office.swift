import Cryptography
import Desk
import Expressions
import FoundationEssentials
import HTTPCore
import InboxModel
import SQLCore
import SQLiteEngine
import Storage
import TestSupport

@testable import WebApp

/// A WebApp on a real store in a temporary folder, with one person of each role and a token for each.
struct Office {
    let folder: TemporaryFolder
    let app: WebApp
    let channel: Channel
    private let tokens: [User.Role: String]

    static let now = Timestamp(rfc3339: "2026-11-24T09:00:00Z")!

    init(
        files: FileDesk = .none, reply: Ability = Ability(verb: .reply, text: TextLimit(max: 100))
    ) async throws {
        folder = try TemporaryFolder()
        let locked = try LockedFolder(folder.url.path)
        let inbox = try SQLiteDatabase("inbox.db", in: locked)
        let journal = try SQLiteDatabase("journal.db", in: locked)
        try await inbox.migrate(InboxSchema.schema)
        try await journal.migrate(JournalSchema.schema)
        let ids = IdentifierSource()
        let desk = Desk(store: InboxStore(inbox), book: HouseBook(), ids: ids, now: { Self.now })
        channel = try await desk.declare([
            DeclaredChannel(name: "blog", connector: "wordpress", space: IdentitySpace("blog"))
        ])[0]
        let office = ChannelOffice(
            abilities: { _ in [reply] }, title: { _ in "Blog" }, hasWebhook: { _ in false }, pollNow: { _ in },
            test: { _ in nil },
            deliveryReplayed: { _ in }, cannedReplies: { [] }, metrics: { [:] }, notReady: { [] })
        app = WebApp(
            desk: desk, journal: Journal(journal), office: office, ids: ids,
            page: Page(document: Array("<!doctype html>".utf8)) { _ in nil }, publicURL: "http://127.0.0.1:1",
            hasher: PasswordHasher(), files: files,
            now: { Self.now }, onInternalError: { _, _ in })
        var tokens: [User.Role: String] = [:]
        for role in User.Role.allCases {
            let user = User(
                id: ids.make(at: Self.now), name: role.rawValue, displayName: role.rawValue, role: role, createdAt: Self.now)
            let token = "stw_\(role.rawValue)"
            let tokenID = (ids.make(at: Self.now) as UserID).rawValue
            try await desk.store.write { transaction in
                try transaction.insert(user, password: nil)
                try transaction.insertToken(
                    Digest.sha256(Array(token.utf8)), id: tokenID, of: user.id, scopes: [], at: Self.now)
            }
            tokens[role] = token
        }
        self.tokens = tokens
    }

    func call(
        _ method: HTTPMethod, _ path: String, _ body: JSON? = nil, bytes: [UInt8]? = nil, as role: User.Role? = nil,
        headers: HTTPHeaders = [:]
    ) async -> HTTPResponse {
        var headers = headers
        if let role { headers["Authorization"] = "Bearer \(tokens[role] ?? "")" }
        if body != nil { headers["Content-Type"] = "application/json" }
        let parts = path.split(separator: "?", maxSplits: 1)
        let query = parts.dropFirst().joined().split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1)
            return (name: String(sides[0]), value: sides.count == 2 ? String(sides[1]) : "")
        }
        return await app.respond(
            to: HTTPRequest(
                method: method, path: String(parts[0]), query: query, headers: headers,
                body: bytes ?? body.map { $0.encoded() } ?? []))
    }

    /// A comment by a customer, taken in.
    func receive(_ id: String, _ text: String = "When do you ship?") async throws {
        let message = ArrivedMessage(
            id: RemoteMessageID(id), kind: .comment, visibility: .public,
            author: ArrivedAuthor(id: RemoteAuthorID("a\(id)"), name: "Hanna"), text: text)
        _ = try await app.desk.receive(
            Batch(channel: channel, items: [BatchItem(.message(message), receivedAt: Self.now)]))
    }
}

extension HTTPResponse {
    var json: JSON {
        guard case .bytes(let bytes) = body, let json = try? JSON(parsing: bytes) else { return .null }
        return json
    }
}
