public import InboxModel
import Storage

/// An answer as a person wrote it.
public struct ReplyDraft: Sendable {
    public var text: String
    /// The message it answers; nil: the oldest unanswered, else the newest inbound one.
    public var inReplyTo: MessageID?
    /// Nil: as the message it answers.
    public var visibility: Visibility?
    /// The status once it is sent; nil: the channel's default.
    public var then: ConversationStatus?
    /// Not before; nil: after the hold.
    public var sendAt: Timestamp?
    /// How long it can be taken back.
    public var hold: Duration
    /// Files that go with it, uploaded before, in this order.
    public var files: [UploadID] = []
    /// Made by the client: the same key twice is the same answer.
    public var clientKey: String

    public init(text: String, clientKey: String, hold: Duration = .seconds(10)) {
        (self.text, self.clientKey, self.hold) = (text, clientKey, hold)
    }
}

extension Desk {
    /// Queues an answer: our message, its outbox entry and the fact, in one transaction. The same client key again gives the
    /// same entry and changes nothing.
    /// - Parameter abilities: what the conversation's channel can do, in the order of its connector.
    public func reply(
        to id: ConversationID, _ draft: ReplyDraft, by user: User, abilities: [Ability]
    ) async throws -> OutboxEntry {
        let (ids, now) = (ids, now())
        return try await change { transaction in
            let before = try transaction.existing(id)
            if let known = try transaction.outboxEntry(clientKey: draft.clientKey) {
                guard known.conversation == before.id, known.text == draft.text else {
                    throw DeskFailure(
                        .conflict, "This Idempotency-Key was used for another answer.",
                        advice: "Make a new key for a new answer.")
                }
                return known
            }
            guard let channel = try transaction.channel(before.channel) else { throw DeskFailure.noSuchConversation }
            guard let target = try transaction.answered(by: draft, in: before) else {
                throw DeskFailure(
                    .badRequest, "There is no message here to answer.",
                    advice: "Name a message of this conversation in inReplyTo.")
            }
            let visibility = draft.visibility ?? target.visibility
            let files = try transaction.files(of: draft, by: user)
            let ability = try ReplyCheck(abilities, channel: channel, now: now).ability(
                for: draft.text, files, target: target, visibility: visibility,
                lastInboundAt: try transaction.newestInbound(of: before.id)?.at)
            try ReplyCheck.checkOnce(ability, on: target.id, among: try transaction.outboxEntries(of: before.id))
            var message = Message(
                id: ids.make(at: now), channel: channel.id, conversation: before.id, remoteID: nil, kind: target.kind,
                direction: .outbound, visibility: visibility, authorRole: .us, text: draft.text, at: now, arrivedAt: now)
            message.parent = target.remoteID
            message.user = user.id
            var entry = OutboxEntry(
                id: ids.make(at: now), channel: channel.id, conversation: before.id, verb: ability.verb,
                clientKey: draft.clientKey,
                text: draft.text, state: .held, nextTryAt: max(now + draft.hold, draft.sendAt ?? now), createdAt: now)
            (entry.heldUntil, entry.message, entry.target) = (entry.nextTryAt, message.id, target.id)
            entry.then = draft.then ?? before.statusAfterReply
            entry.createdBy = user.id
            message.outboxEntry = entry.id
            message.attachments = files.map(\.attachment)
            try transaction.insert(message)
            try transaction.save(entry)
            for (place, file) in files.enumerated() { try transaction.attach(file.id, to: entry.id, place: place) }
            try transaction.record(
                Event(
                    .replyQueued, at: now, channel: channel.id, conversation: before.id, message: message.id,
                    outboxEntry: entry.id,
                    user: user.id))
            var conversation = before
            conversation.messageCount += 1
            try transaction.update(&conversation, from: before)
            return entry
        }
    }
}

extension InboxTransaction {
    /// The files of an answer: this person's own, and beside no other answer.
    fileprivate func files(of draft: ReplyDraft, by user: User) throws -> [Upload] {
        try draft.files.map { id in
            guard let upload = try upload(id), upload.user == user.id, upload.entry == nil else {
                throw DeskFailure(
                    .conflict, "A file of this answer is no longer here.",
                    advice: "Add the file again and send the answer anew.")
            }
            return upload
        }
    }

    /// The message an answer belongs to.
    fileprivate func answered(by draft: ReplyDraft, in conversation: Conversation) throws -> Message? {
        if let id = draft.inReplyTo {
            let message = try message(id)
            return message?.conversation == conversation.id && message?.direction != .note ? message : nil
        }
        if let unanswered = conversation.unanswered, let message = try message(unanswered) { return message }
        return try newestInbound(of: conversation.id)
    }
}
