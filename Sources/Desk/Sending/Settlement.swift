import InboxModel
import Storage

/// Writes what became of an act: the entry, our message, the conversation's status and clocks, the facts. One place for the
/// courier's word, for echoes, for receipts and for a person's decision.
struct Settlement {
    let transaction: InboxTransaction
    let book: HouseBook
    let ids: IdentifierSource
    let now: Timestamp

    init(_ transaction: InboxTransaction, book: HouseBook, ids: IdentifierSource, now: Timestamp) {
        (self.transaction, self.book, self.ids, self.now) = (transaction, book, ids, now)
    }

    /// - Parameter how: the word the fact carries: `platform`, `echo`, `read_back`, `receipt`, `person`, `crash`.
    func settle(_ entry: OutboxEntry, as result: SendResult, how: String, by user: UserID? = nil) throws {
        var settled = entry
        try write(result, into: &settled)
        try transaction.save(settled)
        if entry.state == .sending {
            try transaction.lease(entry.id, to: nil, until: nil)
            try transaction.endAttempt(
                of: entry, outcome: settled.state.rawValue, label: settled.label, message: settled.reason, at: now)
        }
        try transaction.record(
            Event(
                .sendSettled, at: now, channel: entry.channel, conversation: entry.conversation, message: entry.message,
                outboxEntry: entry.id, user: user,
                detail: ["from": entry.state.rawValue, "to": settled.state.rawValue, "how": how]))
        if case .sent(let id, let at, let permalink) = result {
            try confirm(settled, id: id, at: min(at ?? now, now), permalink: permalink)
        } else if case .pending(let id?) = result {
            try name(settled, id)
        }
        if let id = settled.remoteID, entry.remoteID != id { try heedReceipts(of: id, in: entry.channel) }
    }

    /// Receipts that overtook the answer to the send: they came before anybody knew whose they are.
    private func heedReceipts(of id: RemoteMessageID, in channel: ChannelID) throws {
        guard let message = try transaction.message(in: channel, id) else { return }
        for receipt in try transaction.receipts(of: id, in: channel) { try apply(receipt, to: message) }
    }

    private func write(_ result: SendResult, into entry: inout OutboxEntry) throws {
        (entry.label, entry.reason, entry.advice) = (nil, nil, nil)
        switch result {
        case .sent(let id, let at, let permalink):
            entry.state = .sent
            entry.remoteID = id ?? entry.remoteID
            entry.sentAt = min(at ?? now, now)
            entry.permalink = permalink ?? entry.permalink
        case .pending(let id):
            entry.state = .pending
            entry.remoteID = id ?? entry.remoteID
            entry.nextTryAt = .never
        case .retry(let at, let trouble), .blocked(let at, let trouble):
            (entry.state, entry.nextTryAt) = (.queued, at)
            entry.note(trouble)
        case .failed(let trouble):
            entry.state = .failed
            entry.note(trouble)
        case .unknown(let trouble, .sendAgain(let at)):
            (entry.state, entry.nextTryAt) = (.queued, at)
            entry.note(trouble)
        case .unknown(let trouble, let plan):
            entry.state = .unknown
            entry.nextTryAt = plan.nextLook
            entry.note(trouble)
        }
    }

    /// The platform has it: what we showed as on its way now stands there.
    private func confirm(_ entry: OutboxEntry, id: RemoteMessageID?, at: Timestamp, permalink: String?) throws {
        guard let message = try name(entry, id) else { return try confirmAct(entry) }
        var confirmed = message
        confirmed.isConfirmed = true
        confirmed.at = at
        confirmed.permalink = permalink ?? message.permalink
        try transaction.update(confirmed)
        guard let before = try transaction.conversation(confirmed.conversation) else { return }
        var conversation = before
        conversation.lastMessageAt = max(conversation.lastMessageAt, at)
        try bringInLine(&conversation, from: before, then: entry.then, since: at)
    }

    /// Gives our message the id the platform knows it by. Where an echo was taken in under that id before, the two become one.
    @discardableResult
    private func name(_ entry: OutboxEntry, _ id: RemoteMessageID?) throws -> Message? {
        guard let place = entry.message, var message = try transaction.message(place) else { return nil }
        guard let id, message.remoteID != id else { return message }
        try releaseName(id, of: entry)
        if let echo = try transaction.message(in: entry.channel, id), echo.id != message.id {
            var kept = echo
            (kept.outboxEntry, kept.user, kept.text) = (entry.id, message.user, message.text)
            var entry = entry
            entry.message = kept.id
            try transaction.save(entry)
            try transaction.update(kept)
            try transaction.deletePlaceholder(message.id)
            return kept
        }
        message.remoteID = id
        try transaction.update(message)
        return message
    }

    /// Where a platform has one answer an item, a new one bears the name of the one that was deleted: the old one gives it up.
    private func releaseName(_ id: RemoteMessageID, of entry: OutboxEntry) throws {
        guard var earlier = try transaction.message(in: entry.channel, id), earlier.id != entry.message,
            earlier.outboxEntry != nil, earlier.deletedAt != nil
        else { return }
        earlier.remoteID = nil
        try transaction.update(earlier)
        try transaction.liftRemoval(of: id, in: entry.channel)
    }

    /// An act that carries no message of ours: what it did to its target shows only now.
    private func confirmAct(_ entry: OutboxEntry) throws {
        guard let target = entry.target, var message = try transaction.message(target) else { return }
        switch entry.verb {
        case .hide: message.hiddenAt = now
        case .unhide, .approve: message.hiddenAt = nil
        case .edit: return try reword(message, entry.text)
        case .delete:
            message.deletedAt = message.deletedAt ?? now
            if let id = message.remoteID { _ = try transaction.noteRemoval(id, in: entry.channel, at: now) }
        default: return
        }
        try transaction.update(message)
        guard entry.verb == .delete, let before = try transaction.conversation(message.conversation) else { return }
        try transaction.record(
            Event(.messageDeleted, at: now, channel: entry.channel, conversation: before.id, message: message.id))
        var conversation = before
        try bringInLine(&conversation, from: before, then: nil, since: now)
    }

    /// Whose turn it is after one of our messages changed; `then` takes effect only where nothing new waits for us.
    private func bringInLine(
        _ conversation: inout Conversation, from before: Conversation, then: ConversationStatus?, since: Timestamp
    ) throws {
        let unanswered = try transaction.unanswered(in: conversation.id)
        (conversation.unanswered, conversation.unansweredSince) = (unanswered?.id, unanswered?.at)
        if let then, unanswered == nil, conversation.status != .spam, conversation.status != then {
            try transaction.record(.statusChanged(of: conversation, to: then, since: since, at: now))
            conversation.status = then
        }
        try ClockKeeper(transaction, book: book, ids: ids, now: now).keep(&conversation)
        try transaction.update(&conversation, from: before)
    }

    /// A receipt about a message of ours. A bounce takes the confirmation back: the conversation opens and its clock runs on.
    func apply(_ receipt: ArrivedReceipt, to message: Message) throws {
        guard let id = message.outboxEntry, var entry = try transaction.outboxEntry(id) else { return }
        switch receipt.status {
        case .pending:
            // The platform has it: nobody need be asked any more.
            guard [.sending, .unknown].contains(entry.state) else { return }
            try settle(entry, as: .pending(id: receipt.target), how: "receipt")
        case .delivered, .read:
            if [.sending, .unknown, .pending].contains(entry.state) {
                try settle(entry, as: .sent(id: receipt.target, at: receipt.at, permalink: nil), how: "receipt")
                entry = try transaction.outboxEntry(id) ?? entry
            }
            guard entry.state != .read, entry.state != .bounced else { return }
            entry.state = receipt.status == .read ? .read : .delivered
            try transaction.save(entry)
        case .failed:
            entry.state = .bounced
            entry.note(
                SendTrouble(
                    .rejected, receipt.reason ?? "The platform could not deliver it.",
                    advice: "Answer on another way, or correct the address and send again."))
            try transaction.save(entry)
            try reopen(after: message)
        }
    }

    private func reopen(after message: Message) throws {
        var bounced = message
        bounced.isConfirmed = false
        try transaction.update(bounced)
        guard let before = try transaction.conversation(message.conversation) else { return }
        var conversation = before
        if conversation.status != .open, conversation.status != .spam {
            try transaction.record(.statusChanged(of: conversation, to: .open, since: now, at: now))
            conversation.status = .open
        }
        try bringInLine(&conversation, from: before, then: nil, since: now)
    }
}

extension OutboxEntry {
    mutating func note(_ trouble: SendTrouble) { (label, reason, advice) = (trouble.label, trouble.message, trouble.advice) }
}

extension UnclearPlan {
    /// When the platform is looked at next.
    fileprivate var nextLook: Timestamp {
        switch self {
        case .look(let at), .sendAgain(let at), .awaitReceipt(let at): at
        case .ask: .never
        }
    }
}
