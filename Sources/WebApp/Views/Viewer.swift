import Expressions
import InboxModel
import Storage

/// Makes the JSON of the API out of stored values, within one snapshot. Looks each channel and user up once.
final class Viewer {
    let transaction: InboxTransaction
    let office: ChannelOffice
    let now: Timestamp
    private var channels: [ChannelID: Channel] = [:]
    private var users: [UserID: JSON] = [:]

    init(_ transaction: InboxTransaction, office: ChannelOffice, now: Timestamp) {
        (self.transaction, self.office, self.now) = (transaction, office, now)
    }

    // MARK: Conversations

    func row(_ row: QueueRow) throws -> JSONObject {
        try conversation(row.conversation, author: row.author, labels: row.labels)
    }

    func conversation(_ c: Conversation, author: Identity, labels: [String]) throws -> JSONObject {
        JSONObject([
            ("id", .id(c.id)), ("channel", try channelMark(c.channel)), ("kind", .word(c.kind)),
            ("visibility", .word(c.visibility)),
            ("subject", .text(c.subject)), ("status", .word(c.status)), ("spamReason", .word(c.spamReason)),
            ("priority", .word(c.priority)), ("team", .text(c.team)), ("assignee", try user(c.assignee)),
            ("goal", .word(c.goal)),
            ("labels", .array(labels.map { .string($0) })), ("snoozedUntil", .moment(c.snoozedUntil)),
            ("createdAt", .moment(c.createdAt)), ("lastMessageAt", .moment(c.lastMessageAt)), ("unanswered", .id(c.unanswered)),
            ("unansweredSince", .moment(c.unansweredSince)), ("dueAt", .moment(c.dueAt)),
            ("late", .bool(c.dueAt.map { $0 < now } ?? false)), ("messageCount", .count(c.messageCount)),
            ("excerpt", .string(c.excerpt)), ("version", .integer(c.version)), ("author", self.author(author)),
            ("post", try c.post.flatMap { try transaction.post($0) }.map(post) ?? .null),
        ])
    }

    /// A conversation with all that its pane shows.
    func detail(_ c: Conversation) throws -> JSONObject {
        guard let author = try transaction.identity(c.identity) else { return JSONObject() }
        var json = try conversation(c, author: author, labels: try transaction.labels(of: c.id))
        json["promises"] = .array(try transaction.promises(of: c.id).map(promise))
        json["rules"] = .array(
            try transaction.appliedRules(of: c.id).map { applied in
                [
                    "rule": .string(applied.rule), "revision": .string(applied.revision), "at": .moment(applied.at),
                    "matched": .array(applied.matched.split(separator: "\n").map { .string(String($0)) }),
                ]
            })
        json["contact"] = try contact(author.contact, besides: c.id)
        json["abilities"] = try abilities(c)
        return json
    }

    private func abilities(_ c: Conversation) throws -> JSON {
        let target = try c.unanswered.flatMap { try transaction.message($0) }
        let kind = target?.kind ?? c.kind
        let lastInbound = try transaction.newestInbound(of: c.id)?.at
        func terms(_ verb: Verb) -> JSON {
            guard let ability = office.abilities(c.channel).first(where: { $0.verb == verb && $0.fits(kind, isOurs: false) })
            else {
                return .null
            }
            return [
                "max": .count(ability.text?.max), "unit": .word(ability.text?.unit), "url": .count(ability.text?.url),
                "windowClosesAt": .moment(
                    ability.window.map { ((verb == .reply ? lastInbound : target?.at) ?? c.lastMessageAt) + $0 }),
                "files": ability.files.map(files) ?? .null,
            ]
        }
        return ["reply": terms(.reply), "replyPrivate": c.visibility == .public ? terms(.replyPrivate) : .null, "note": true]
    }

    private func files(_ limit: FileLimit) -> JSON {
        ["max": .count(limit.count), "bytes": .count(limit.bytes), "types": .array(limit.types.map { .string($0) })]
    }

    private func contact(_ id: ContactID, besides current: ConversationID) throws -> JSON {
        guard let contact = try transaction.contact(id) else { return .null }
        let identities = try transaction.identities(of: id)
        let earlier = try transaction.conversations(of: identities.map(\.id), limit: 20).filter { $0.id != current }
        return [
            "id": .id(contact.id), "name": .string(contact.name),
            "identities": .array(
                identities.map { identity in
                    [
                        "id": .id(identity.id), "space": .string(identity.space.rawValue), "name": .text(identity.name),
                        "handle": .text(identity.handle), "url": .text(identity.url),
                    ]
                }),
            "conversations": .array(
                try earlier.map { c in
                    [
                        "id": .id(c.id), "channel": try channelMark(c.channel), "kind": .word(c.kind),
                        "visibility": .word(c.visibility), "status": .word(c.status),
                        "excerpt": .string(c.excerpt), "lastMessageAt": .moment(c.lastMessageAt),
                    ]
                }),
        ]
    }

    private func promise(_ p: Promise) -> JSON {
        let late = p.breachedAt.map { Int(((p.stoppedAt ?? now) - $0).components.seconds) } ?? 0
        return [
            "id": .id(p.id), "metric": .string(p.metric), "n": .count(p.n), "policy": .string(p.policy),
            "startedAt": .moment(p.startedAt), "targetSeconds": .integer(p.target.components.seconds),
            "dueAt": .moment(p.dueAt),
            "warnAt": .moment(p.warnAt), "state": .word(p.state), "stoppedAt": .moment(p.stoppedAt),
            "breachedAt": .moment(p.breachedAt), "endedBy": .text(p.endedBy), "lateBySeconds": .count(max(0, late)),
        ]
    }

    private func post(_ p: Post) -> JSON {
        ["id": .id(p.id), "title": .text(p.title), "url": .text(p.url), "excerpt": .text(p.excerpt)]
    }

    private func author(_ identity: Identity) -> JSON {
        [
            "id": .id(identity.id), "name": .string(identity.displayName), "handle": .text(identity.handle), "avatar": .null,
            "url": .text(identity.url), "role": .word(identity.role),
            "followers": identity.followers.map { .integer($0) } ?? .null,
        ]
    }

    /// A channel as rows and entries name it.
    func channelMark(_ id: ChannelID) throws -> JSON {
        if channels[id] == nil { channels[id] = try transaction.channel(id) }
        guard let channel = channels[id] else { return .null }
        return [
            "id": .id(id), "name": .string(channel.name), "connector": .string(channel.connector),
            "title": .string(office.title(id) ?? channel.connector), "hue": .count(channel.hue),
            "state": .word(channel.health.state),
        ]
    }

    func user(_ id: UserID?) throws -> JSON {
        guard let id else { return .null }
        if users[id] == nil { users[id] = try transaction.user(id).map { .object($0.json) } ?? .null }
        return users[id] ?? .null
    }

    // MARK: Messages

    func message(_ m: Message, waitsFor unanswered: MessageID?) throws -> JSON {
        let author = try m.identity.flatMap { try transaction.identity($0) }
        let reactions = try m.remoteID.map { try transaction.reactions(on: $0, in: m.channel) } ?? []
        let revisions = m.revision > 1 ? try transaction.revisions(of: m.id) : []
        let entry = try m.outboxEntry.flatMap { try transaction.outboxEntry($0) }
        return [
            "id": .id(m.id), "kind": .word(m.kind), "direction": .word(m.direction), "visibility": .word(m.visibility),
            "parent": .id(try m.parent.flatMap { try transaction.message(in: m.channel, $0)?.id }),
            "author": author.map(self.author) ?? .null, "user": try user(m.user), "authorRole": .word(m.authorRole),
            "text": .string(m.text), "html": m.html.map(htmlNodes) ?? .null, "subject": .text(m.subject),
            "language": .text(m.language), "rating": .count(m.rating),
            "attachments": .array(
                m.attachments.enumerated().map { place, file in self.file(file, place, of: m) }),
            "permalink": .text(m.permalink), "at": .moment(m.at), "arrivedAt": .moment(m.arrivedAt),
            "editedAt": .moment(m.editedAt), "deletedAt": .moment(m.deletedAt), "hiddenAt": .moment(m.hiddenAt),
            "revision": .count(m.revision),
            "revisions": .array(
                revisions.map {
                    ["revision": .count($0.revision), "text": .string($0.text), "seenAt": .moment($0.seenAt)]
                }),
            "needsAnswer": .bool(m.needsAnswer),
            "waits": .bool(
                unanswered.map { m.needsAnswer && m.deletedAt == nil && m.id >= $0 && m.direction == .inbound } ?? false),
            "reactions": .array(reactions.map { ["value": .string($0.value), "count": .count($0.count)] }),
            "acts": .array(acts(on: m).map { .word($0) }), "outbox": try entry.map { try outboxEntry($0) } ?? .null,
        ]
    }

    /// A file: where we show it, and where it lies.
    private func file(_ file: Attachment, _ place: Int, of m: Message) -> JSON {
        [
            "name": .text(file.name), "type": .text(file.type), "size": file.size.map { .integer($0) } ?? .null,
            "href": (file.url ?? file.reference) == nil ? .null : .string("/api/v1/attachments/\(m.id)/\(place)"),
            "isImage": .bool(file.looksLikeImage), "url": .text(file.url), "alternative": .text(file.alternative),
        ]
    }

    /// What the channel can do to this message besides answering it.
    private func acts(on m: Message) -> [Verb] {
        guard m.remoteID != nil, m.deletedAt == nil, m.direction != .note else { return [] }
        let offered: [Verb] = [.like, .unlike, .hide, .unhide, .approve, .delete]
        let abilities = office.abilities(m.channel)
        return offered.filter { verb in
            abilities.contains { $0.verb == verb && $0.fits(m.kind, isOurs: m.direction == .outbound) }
        }
    }

    // MARK: Outbox and events

    /// - Parameter files: those it carried, where it carries them no longer.
    func outboxEntry(_ e: OutboxEntry, files: [Upload]? = nil) throws -> JSON {
        [
            "id": .id(e.id), "conversation": .id(e.conversation), "message": .id(e.message), "target": .id(e.target),
            "channel": try channelMark(e.channel), "verb": .word(e.verb), "text": .string(e.text), "state": .word(e.state),
            "heldUntil": .moment(e.heldUntil), "nextTryAt": .moment(e.nextTryAt), "attempts": .count(e.attempts),
            "readBacks": .count(e.readBacks), "firstTriedAt": .moment(e.firstTriedAt), "sentAt": .moment(e.sentAt),
            "permalink": .text(e.permalink), "label": .word(e.label), "reason": .text(e.reason), "advice": .text(e.advice),
            "then": .word(e.then), "createdBy": try user(e.createdBy), "createdAt": .moment(e.createdAt),
            "files": .array(try (files ?? transaction.uploads(of: e.id)).map(\.json)),
        ]
    }
}

extension Attachment {
    /// A platform's word or a name's ending: a guess by which the page tries to draw it.
    fileprivate var looksLikeImage: Bool {
        if let type { return type.hasPrefix("image") || type == "photo" }
        let path = (name ?? url ?? "").prefix { $0 != "?" }.lowercased()
        return [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"].contains { path.hasSuffix($0) }
    }
}

extension Channel {
    /// One of the eight line colours, the same for a channel for ever.
    var hue: Int { Int(id.rawValue % 8) + 1 }
}
