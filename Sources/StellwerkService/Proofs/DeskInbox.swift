public import ConnectorKit
public import ConnectorTools
import Cryptography
import Desk
public import InboxModel
import SQLCore
import SQLiteEngine
import Storage

/// The real inbox of a folder, for the kit's proofs: the store on disk, the desk above it, the intake that polls use.
public struct DeskInbox: ProofInbox {
    private let store: OpenStore
    private let desk: Desk
    private let channel: Channel
    private let user: User
    public let intake: any Intake
    private let now: @Sendable () -> Timestamp

    /// Opens a folder's inbox, with one channel of the connector; the folder may have held it before.
    public static let maker: ProofInboxMaker = { folder, manifest, now in try await DeskInbox(folder, manifest, now) }

    private init(_ folder: String, _ manifest: CompiledManifest, _ now: @escaping @Sendable () -> Timestamp) async throws {
        let store = try await OpenStore(folder)
        let desk = Desk(store: store.inbox, book: HouseBook(), ids: IdentifierSource(), now: now)
        channel = try await desk.declare([
            DeclaredChannel(name: manifest.name, connector: manifest.name, space: IdentitySpace("channel \(manifest.name)"))
        ])[0]
        let agent = User(id: UserID(rawValue: 7), name: "agent", displayName: "Agent", role: .agent, createdAt: now())
        if try await store.inbox.read({ try $0.user(agent.id) }) == nil {
            try await store.inbox.write { try $0.insert(agent, password: nil) }
        }
        user = agent
        intake = ChannelIntake(
            channel: channel, version: manifest.version, journal: store.journal, desk: desk, ids: IdentifierSource(),
            chronicle: Chronicle(level: .error, now: now, write: { _ in }), now: now)
        (self.store, self.desk, self.now) = (store, desk, now)
    }

    public func take(_ arrivals: [Arrival]) async throws {
        let now = now()
        _ = try await desk.receive(
            Batch(channel: channel, items: arrivals.map { BatchItem($0, delivery: nil, receivedAt: now) }))
    }

    public func contents() async throws -> [String] {
        let statements = [
            """
            SELECT 'message', coalesce(m.remote_id, '-'), c.thread_key, m.kind, m.direction, m.text,
              m.deleted_at IS NOT NULL FROM message m JOIN conversation c ON c.id = m.conversation_id
            """,
            """
            SELECT 'reaction', r.target, coalesce(r.value, '-'), coalesce(i.remote_id, '-'), '', '', r.is_removed
            FROM reaction r JOIN identity i ON i.id = r.identity_id
            """,
        ]
        return try await store.inboxDatabase.read { session in
            var lines: [String] = []
            for statement in statements {
                try session.forEach(statement, []) { row in
                    lines.append((0..<7).map { row.isNull($0) ? "-" : row.text($0) }.joined(separator: "|"))
                    return true
                }
            }
            return lines.sorted()
        }
    }

    public func claim(replyTo id: RemoteMessageID, _ text: String, abilities: [Ability]) async throws -> ProofClaim {
        let target = try await store.inbox.read { [channel] in try $0.message(in: channel.id, id) }
        guard let target else { throw Missing(id: id.rawValue) }
        var draft = ReplyDraft(text: text, clientKey: "key-1", hold: .zero)
        draft.inReplyTo = target.id
        _ = try await desk.reply(to: target.conversation, draft, by: user, abilities: abilities)
        guard let claimed = try await desk.claim(owner: "proof", busy: [], limit: 1, lease: .seconds(300)).first else {
            throw Missing(id: id.rawValue)
        }
        let ability = abilities.first { $0.verb == claimed.entry.verb }
        return ProofClaim(act: Act(claimed, now: now())) { [desk, now] outcome in
            let verdict = SendVerdict(claimed, ability: ability, now: now())
            _ = try await desk.record(verdict.result(outcome), of: claimed)
        }
    }

    public func close() async { await store.close() }

    /// The message to be answered is not in the inbox, or its answer did not leave.
    private struct Missing: Error, CustomStringConvertible {
        var id: String
        var description: String { "\(id) is not there to be answered" }
    }
}
