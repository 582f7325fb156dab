public import InboxModel
import Storage

extension Desk {
    /// Queues an act on a message: like, hide, delete and the like; with `text`, other words for a message of ours.
    public func act(
        _ verb: Verb, on id: MessageID, text: String = "", clientKey: String, by user: User, abilities: [Ability]
    ) async throws -> OutboxEntry {
        let (ids, now) = (ids, now())
        guard verb != .edit || text.contains(where: { !$0.isWhitespace }) else {
            throw DeskFailure(.badRequest, "The new words are missing.", advice: "Write them, or delete the message.")
        }
        return try await change { transaction in
            if let known = try transaction.outboxEntry(clientKey: clientKey) {
                guard known.verb == verb, known.target == id, known.text == text else {
                    throw DeskFailure(
                        .conflict, "This Idempotency-Key was used for another act.", advice: "Make a new key for a new act.")
                }
                return known
            }
            guard let target = try transaction.message(id), let channel = try transaction.channel(target.channel) else {
                throw DeskFailure.noSuchMessage
            }
            guard target.remoteID != nil else {
                throw DeskFailure(
                    .conflict, "The platform does not know this message yet.", advice: "Wait until it is sent, or take it back."
                )
            }
            let ability = try ReplyCheck(abilities, channel: channel, now: now).ability(verb, on: target)
            try ReplyCheck.checkLength(of: text, ability)
            try ReplyCheck.checkOnce(ability, on: target.id, among: try transaction.outboxEntries(of: target.conversation))
            var entry = OutboxEntry(
                id: ids.make(at: now), channel: channel.id, conversation: target.conversation, verb: verb, clientKey: clientKey,
                text: text, state: .queued, nextTryAt: now, createdAt: now)
            (entry.target, entry.createdBy) = (target.id, user.id)
            try transaction.save(entry)
            try transaction.record(
                Event(
                    .replyQueued, at: now, channel: channel.id, conversation: target.conversation, message: target.id,
                    outboxEntry: entry.id, user: user.id, detail: ["verb": verb.rawValue]))
            return entry
        }
    }

    /// Adds an internal note; the platform never sees it.
    public func note(on id: ConversationID, _ text: String, by user: User) async throws -> Message {
        let (ids, now) = (ids, now())
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw DeskFailure(.badRequest, "The note is empty.", advice: "Write something.")
        }
        return try await change { transaction in
            let before = try transaction.existing(id)
            var message = Message(
                id: ids.make(at: now), channel: before.channel, conversation: before.id, remoteID: nil, kind: .note,
                direction: .note,
                visibility: .private, authorRole: .us, text: text, at: now, arrivedAt: now)
            message.user = user.id
            message.isConfirmed = true
            try transaction.insert(message)
            try transaction.record(
                Event(.noteAdded, at: now, channel: before.channel, conversation: before.id, message: message.id, user: user.id)
            )
            var conversation = before
            conversation.messageCount += 1
            try transaction.update(&conversation, from: before)
            return message
        }
    }
}
