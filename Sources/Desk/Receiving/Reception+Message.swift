public import InboxModel
import ServiceLevels
import Storage

extension Reception {
    mutating func take(_ arrived: ArrivedMessage, _ prepared: PreparedArrival) throws -> ItemOutcome {
        if let known = try transaction.message(in: channel.id, arrived.id) {
            return try revise(known, with: arrived, contentHash: prepared.contentHash)
        }
        if arrived.isOurs, let outcome = try matchEcho(arrived) { return outcome }
        return try takeNew(arrived, prepared)
    }

    private mutating func takeNew(_ arrived: ArrivedMessage, _ prepared: PreparedArrival) throws -> ItemOutcome {
        let identity = try identity(of: arrived.author)
        let post = try arrived.post.map { try self.post($0) }
        var message = newMessage(arrived, by: identity, contentHash: prepared.contentHash)
        let (found, isNew) = try place(arrived, message, by: identity, post: post)
        var conversation = found
        message.conversation = conversation.id
        message.deletedAt = try transaction.removal(of: arrived.id, in: channel.id)
        try transaction.insert(message)
        for other in arrived.alsoKnownAs { try transaction.addAlias(other, of: message.id, in: channel.id) }
        if isNew { try recordOpening(of: conversation) }
        try record(message.direction == .outbound ? .replySeenNatively : .messageReceived, message)

        conversation.messageCount += 1
        conversation.lastMessageAt = max(conversation.lastMessageAt, message.at)
        if conversation.post == nil { conversation.post = post }
        if conversation.subject == nil { conversation.subject = arrived.subject }
        if message.direction == .inbound, message.at >= conversation.lastMessageAt, message.deletedAt == nil {
            conversation.excerpt = prepared.excerpt
        }
        if !message.isHistory { try transaction.touch(channel.id, newestItemAt: message.at) }
        try react(to: message, prepared, in: &conversation, isNew: isNew)
        if movesClocks(message, from: found, to: conversation) {
            try settle(&conversation, from: found)
        } else {
            try transaction.update(&conversation, from: found)
        }
        return .new
    }

    /// What an arrival means for whose turn it is, and what the rules make of it.
    private func react(
        to message: Message, _ prepared: PreparedArrival, in conversation: inout Conversation, isNew: Bool
    ) throws {
        let unanswered = try transaction.unanswered(in: conversation.id)
        (conversation.unanswered, conversation.unansweredSince) = (unanswered?.id, unanswered?.at)
        if conversation.isHistory, message.isHistory {
            // History is over and done with, save what is fresh and still waits for us.
            let isFresh = conversation.unansweredSince.map { now - $0 < .seconds(86_400) } ?? false
            try setStatus(isFresh ? .open : .resolved, of: &conversation, since: message.at)
            return
        }
        switch message.direction {
        case .outbound where unanswered == nil && (conversation.status == .open || isNew):
            try setStatus(conversation.statusAfterReply, of: &conversation, since: message.at)
        case .inbound where unanswered.map { message.at >= $0.at } ?? false && message.needsAnswer:
            if conversation.status == .resolved || conversation.status == .waiting {
                try setStatus(.open, of: &conversation, since: message.at)
            }
            if conversation.snoozedUntil != nil {
                conversation.snoozedUntil = nil
                try transaction.record(Event(.woken, at: now, channel: channel.id, conversation: conversation.id))
            }
        default: break
        }
        if message.direction == .inbound, !message.isHistory, prepared.routing != nil {
            try applyRules(prepared, because: message, to: &conversation, isNew: isNew)
        }
    }

    /// Whether a new message can change a promise. A customer's further message, while an older one waits and a clock runs, cannot:
    /// however long a conversation grows, its next message costs the same.
    private func movesClocks(_ message: Message, from before: Conversation, to after: Conversation) -> Bool {
        let isFurther = message.direction == .inbound && message.deletedAt == nil && before.unanswered != nil
        let isAsBefore =
            before.unanswered == after.unanswered && before.status == after.status && before.priority == after.priority
            && before.policy == after.policy
        guard isFurther, isAsBefore, before.dueAt != nil else { return true }
        // It may end the pause that a peer's answer began.
        return after.policy.flatMap { book.terms($0, priority: after.priority) }?.peers == .pause
    }

    /// - Parameter since: when it became true on the platform; what clocks go by.
    func setStatus(_ status: ConversationStatus, of conversation: inout Conversation, since: Timestamp) throws {
        guard conversation.status != status else { return }
        try transaction.record(.statusChanged(of: conversation, to: status, since: since, at: now))
        conversation.status = status
        if status != .spam { conversation.spamReason = nil }
    }

    private func newMessage(_ arrived: ArrivedMessage, by identity: Identity, contentHash: String) -> Message {
        var message = Message(
            id: ids.make(at: now), channel: channel.id, conversation: ConversationID(rawValue: 0), remoteID: arrived.id,
            kind: arrived.kind, direction: arrived.isOurs ? .outbound : .inbound, visibility: arrived.visibility,
            authorRole: arrived.isOurs ? .us : arrived.author.role ?? identity.role ?? .customer, text: arrived.text,
            at: moment(arrived.at), arrivedAt: receivedAt)
        message.parent = arrived.parent
        message.identity = identity.id
        message.html = arrived.html
        message.subject = arrived.subject
        message.language = arrived.language
        message.rating = arrived.rating
        message.attachments = arrived.attachments
        message.keep = arrived.keep
        message.permalink = arrived.permalink
        message.editedAt = arrived.editedAt.map { min($0, receivedAt) }
        message.isEditTold = arrived.editedAt != nil
        message.contentHash = contentHash
        message.needsAnswer = message.direction == .inbound && arrived.needsAnswer && message.authorRole != .bot
        message.needsAnswerReason = arrived.needsAnswerReason
        message.isHistory = isHistory
        message.delivery = delivery
        return message
    }
}

extension Conversation {
    /// Whose turn it is once we have answered: nobody's in public, the customer's in private.
    public var statusAfterReply: ConversationStatus { visibility == .public || kind == .review ? .resolved : .waiting }
}
