import Desk
import FoundationEssentials
import InboxModel
import Routing
import SQLCore
import SQLiteEngine
import ServiceLevels
import Storage
import Synchronization
import TestSupport
import TimeZones
import YAMLCoding

/// A desk on a real store in a temporary folder, with one channel and a clock that the test moves.
final class House: Sendable {
    let folder: TemporaryFolder
    let engine: SQLiteDatabase
    let desk: Desk
    let channel: Channel
    let user: User
    private let clockwork: Clockwork

    static let morning = Timestamp(rfc3339: "2026-11-24T09:00:00Z")!

    var now: Timestamp { clockwork.now }

    init(routing: String? = nil, levels: String? = nil, connector: String = "wordpress") async throws {
        folder = try TemporaryFolder()
        engine = try SQLiteDatabase("inbox.db", in: LockedFolder(folder.url.path))
        try await engine.migrate(InboxSchema.schema)
        var decoder = YAMLDecoder()
        decoder.userInfo[.zones] = ZoneDatabase.system
        let book = HouseBook(
            routing: try routing.map { try decoder.decode(RoutingFile.self, from: $0, file: "routing.yaml") },
            levels: try levels.map {
                try decoder.decode(ServiceLevelFile<Selector<Policy>>.self, from: $0, file: "service-levels.yaml")
            })
        let time = Clockwork(Self.morning)
        clockwork = time
        desk = Desk(store: InboxStore(engine), book: book, ids: IdentifierSource(), now: { time.now })
        channel = try await desk.declare([
            DeclaredChannel(name: "blog", connector: connector, space: IdentitySpace("blog"))
        ])[0]
        let mira = User(id: UserID(rawValue: 7), name: "mira", displayName: "Mira", role: .agent, createdAt: Self.morning)
        try await desk.store.write { try $0.insert(mira, password: nil) }
        user = mira
    }

    func advance(by span: Duration) { clockwork.advance(by: span) }

    /// Everything a comment on a blog can do, as the WordPress connector declares it.
    static let abilities = [
        Ability(verb: .reply, kinds: [.comment, .message], text: TextLimit(max: 500), unclear: .readBack),
        Ability(verb: .hide, kinds: [.comment]), Ability(verb: .delete, kinds: [.comment]),
    ]

    @discardableResult
    func receive(_ arrivals: Arrival..., isHistory: Bool = false, delivery: DeliveryID? = nil) async throws -> [ItemOutcome] {
        try await desk.receive(
            Batch(
                channel: channel, items: arrivals.map { BatchItem($0, delivery: delivery, receivedAt: clockwork.now) },
                isHistory: isHistory))
    }

    /// The one conversation there is.
    func onlyConversation() async throws -> Conversation {
        let page = try await ConversationStatus.allCases.asyncFlatMap { status in
            try await desk.store.read { try $0.queue(QueueQuery(status: status)).rows }
        }
        guard page.count == 1 else { throw Surprise("\(page.count) conversations: \(page.map(\.conversation.threadKey))") }
        return page[0].conversation
    }

    func messages() async throws -> [Message] {
        let id = try await onlyConversation().id
        return try await desk.store.read { try $0.messages(of: id) }
    }

    func promises() async throws -> [Promise] {
        let id = try await onlyConversation().id
        return try await desk.store.read { try $0.promises(of: id) }
    }

    func facts(of id: ConversationID) async throws -> [Event.Kind] {
        try await desk.store.read { try $0.events(of: id).map(\.event.kind) }
    }

    /// The state that must not depend on the order of arrival: everything but our own ids and the times of arrival.
    func export() async throws -> [String] {
        try await engine.read { session in
            let statements = [
                """
                SELECT 'message', m.remote_id, c.thread_key, m.kind, m.direction, m.text, m.edited_at, m.deleted_at, m.revision
                FROM message m JOIN conversation c ON c.id = m.conversation_id
                """,
                "SELECT 'conversation', thread_key, status, message_count, unanswered_since, last_message_at, excerpt, '', '' FROM conversation",
                """
                SELECT 'revision', m.remote_id, r.text, r.edited_at, '', '', '', '', ''
                FROM message_revision r JOIN message m ON m.id = r.message_id
                """,
                """
                SELECT 'reaction', r.target, r.value, i.remote_id, r.is_removed, r.at, '', '', ''
                FROM reaction r JOIN identity i ON i.id = r.identity_id
                """,
                "SELECT 'removal', remote_id, at, '', '', '', '', '', '' FROM removal",
            ]
            var lines: [String] = []
            for statement in statements {
                try session.forEach("SELECT * FROM (\(statement)) ORDER BY 1, 2, 3, 4", []) { row in
                    lines.append((0..<9).map { row.isNull($0) ? "-" : row.described($0) }.joined(separator: "|"))
                    return true
                }
            }
            return lines.sorted()
        }
    }
}

struct Surprise: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A wall clock that stands still until it is moved.
final class Clockwork: Sendable {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp) { time = Mutex(start) }

    var now: Timestamp { time.withLock { $0 } }

    func advance(by span: Duration) { time.withLock { $0 = $0 + span } }
}

extension Arrival {
    /// A comment by a customer, or by us.
    static func comment(
        _ id: String, below parent: String? = nil, by author: String = "hanna", _ text: String = "When do you ship?",
        at minutes: Int64 = 0, editedAt: Int64? = nil, isOurs: Bool = false, needsAnswer: Bool = true, post: String? = "p1"
    ) -> Arrival {
        var message = ArrivedMessage(
            id: RemoteMessageID(id), kind: .comment, visibility: .public,
            author: ArrivedAuthor(id: RemoteAuthorID(isOurs ? "us" : author), name: author), text: text, isOurs: isOurs,
            needsAnswer: needsAnswer)
        message.parent = parent.map { RemoteMessageID($0) }
        message.at = House.morning + .seconds(60 * minutes)
        message.editedAt = editedAt.map { House.morning + .seconds(60 * $0) }
        message.post = post.map { ArrivedPost(id: RemotePostID($0), title: "Shipping news") }
        return .message(message)
    }
}

extension Array where Element: Sendable {
    fileprivate func asyncFlatMap<Value>(_ body: (Element) async throws -> [Value]) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values += try await body(element) }
        return values
    }
}

extension SQLRow {
    fileprivate func described(_ column: Int) -> String { text(column) }
}
