import InboxModel
import Storage

/// Which conversation an item belongs to. Any order of arrival ends in the same conversations: an item is joined only to what
/// is known, notes what it still wants, and whoever arrives later finds those that wanted it.
extension Reception {
    /// Finds or opens the conversation of a new message, merging those it turns out to connect.
    func place(
        _ arrived: ArrivedMessage, _ message: Message, by identity: Identity, post: PostID?
    ) throws -> (conversation: Conversation, isNew: Bool) {
        var homes: [ConversationID] = []
        var wanted: [RemoteMessageID] = []
        if let thread = arrived.thread {
            homes += [try transaction.conversation(in: channel.id, alias: "thread:\(thread)")].compactMap { $0 }
        } else {
            (homes, wanted) = try above(arrived)
        }
        let waiting = try ([arrived.id] + arrived.alsoKnownAs).flatMap {
            try transaction.takeWanting("item:\($0)", in: channel.id)
        }
        let home = homes.first
        if !isTop(message) { homes += waiting }
        let root = home == nil ? Root(key: ThreadKey(arrived.id.rawValue), identity: identity.id, createdAt: message.at) : nil
        let conversation =
            try join(homes, below: home, or: root) ?? open(arrived, message, by: identity, post: post)
        if let thread = arrived.thread { try transaction.addAlias("thread:\(thread)", to: conversation.id, in: channel.id) }
        for item in wanted { try transaction.want("item:\(item)", for: conversation.id, in: channel.id) }
        return (conversation, homes.isEmpty)
    }

    /// The conversation of the nearest known item above, and the unknown ones on the way to it.
    private func above(_ arrived: ArrivedMessage) throws -> (homes: [ConversationID], wanted: [RemoteMessageID]) {
        var wanted: [RemoteMessageID] = []
        let chain = [arrived.parent].compactMap { $0 } + arrived.ancestors.filter { $0 != arrived.parent }
        for id in chain {
            guard let item = try transaction.message(in: channel.id, id) else {
                wanted.append(id)
                continue
            }
            return (isTop(item) ? [] : [item.conversation], wanted)
        }
        return ([], wanted)
    }

    /// Our own public item without a parent: what hangs below it are conversations of their own.
    private func isTop(_ message: Message) -> Bool {
        message.direction == .outbound && message.parent == nil && message.visibility == .public
    }

    private func open(
        _ arrived: ArrivedMessage, _ message: Message, by identity: Identity, post: PostID?
    ) throws -> Conversation {
        let conversation = Conversation(
            id: ids.make(at: now), channel: channel.id, threadKey: arrived.thread ?? ThreadKey(arrived.id.rawValue), post: post,
            identity: identity.id, kind: arrived.kind, visibility: arrived.visibility, subject: arrived.subject,
            status: isHistory ? .resolved : .open, createdAt: message.at, lastMessageAt: message.at,
            isHistory: isHistory)
        try transaction.insert(conversation)
        return conversation
    }

    func recordOpening(of conversation: Conversation) throws {
        try transaction.record(Event(.conversationOpened, at: now, channel: channel.id, conversation: conversation.id))
    }

    /// What a conversation is found under and who opened it: its topmost known item.
    private struct Root {
        var key: ThreadKey
        var identity: IdentityID
        var createdAt: Timestamp
    }

    /// One conversation out of several, the oldest; nil for none. Its root is that of the conversation `home`, else `root`.
    private func join(_ homes: [ConversationID], below home: ConversationID?, or root: Root?) throws -> Conversation? {
        let found = try Set(homes).sorted().compactMap { try transaction.conversation($0) }
        guard var kept = found.first else { return nil }
        let before = kept
        let above = found.first { $0.id == home }.map {
            Root(key: $0.threadKey, identity: $0.identity, createdAt: $0.createdAt)
        }
        if let root = above ?? root {
            (kept.threadKey, kept.identity, kept.createdAt) = (root.key, root.identity, root.createdAt)
        }
        for other in found.dropFirst() {
            try transaction.merge(other, into: kept.id)
            kept.absorb(other)
            try transaction.addAlias("merged:\(other.id)", to: kept.id, in: channel.id)
            try transaction.record(
                Event(
                    .conversationMerged, at: now, channel: channel.id, conversation: kept.id,
                    detail: ["from": other.id.description]))
        }
        try transaction.update(&kept, from: before)
        return kept
    }
}

extension Conversation {
    /// Takes over what another conversation of the same thread knew.
    fileprivate mutating func absorb(_ other: Conversation) {
        messageCount += other.messageCount
        priority = max(priority, other.priority)
        (team, assignee, goal) = (team ?? other.team, assignee ?? other.assignee, goal ?? other.goal)
        (post, subject, policy) = (post ?? other.post, subject ?? other.subject, policy ?? other.policy)
        if other.lastMessageAt > lastMessageAt { (lastMessageAt, excerpt) = (other.lastMessageAt, other.excerpt) }
        if status != .spam, other.status == .open { status = .open }
        isHistory = isHistory && other.isHistory
    }
}
