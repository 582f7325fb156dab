public import InboxModel
import Storage

/// Acts whose outcome nobody knows.
extension Desk {
    /// Acts that were being sent by a process that is gone. What became of them is unclear: `plan` says what the act's rule asks.
    /// - Parameter onlyProcess: true where this process is the only one on the store, so that every foreign claim is an orphan.
    public func adoptOrphans(
        owner: String, onlyProcess: Bool, plan: @escaping @Sendable (OutboxEntry) -> UnclearPlan
    ) async throws -> Int {
        let (book, ids, now) = (houseBook, ids, now())
        return try await change { transaction in
            let orphans = try transaction.outboxOrphans(by: now, notOf: onlyProcess ? owner : nil)
            for entry in orphans {
                let trouble = SendTrouble(
                    .retry, "Stellwerk stopped while this was being sent.",
                    advice: "Look on the platform whether it is there, then press the button that fits.")
                try Settlement(transaction, book: book, ids: ids, now: now).settle(
                    entry, as: .unknown(trouble, plan(entry)), how: "crash")
            }
            return orphans.count
        }
    }

    /// Unclear acts whose next look on the platform is due.
    public func unsettled(limit: Int) async throws -> [ClaimedAct] {
        let now = now()
        return try await store.read { transaction in
            try transaction.outboxUnsettled(by: now, states: [.unknown], limit: limit).compactMap { entry in
                guard let channel = try transaction.channel(entry.channel) else { return nil }
                return ClaimedAct(entry: entry, channel: channel, target: try entry.target.flatMap(transaction.storedMessage))
            }
        }
    }

    /// Writes that a look on the platform found nothing: look again then, or ask a person (nil).
    /// False where another look was quicker.
    public func recordAbsent(_ act: ClaimedAct, lookAgainAt: Timestamp?) async throws -> Bool {
        try await change { transaction in
            guard var entry = try transaction.outboxEntry(act.entry.id), entry.state == .unknown,
                entry.epoch == act.entry.epoch, entry.readBacks == act.entry.readBacks
            else { return false }
            entry.readBacks += 1
            entry.nextTryAt = lookAgainAt ?? .never
            try transaction.save(entry)
            return true
        }
    }

    /// A person's word on an unclear act: it is there, or send it again.
    public func settleByHand(_ id: OutboxEntryID, isThere: Bool, by user: User) async throws -> OutboxEntry {
        let (book, ids, now) = (houseBook, ids, now())
        return try await change { transaction in
            guard let entry = try transaction.outboxEntry(id) else { throw DeskFailure.noSuchAct }
            guard entry.state == .unknown || (entry.state == .pending && isThere) else {
                throw DeskFailure(
                    .conflict, "This act is \(entry.state.rawValue), not unknown.", advice: "Reload to see where it stands.")
            }
            let settlement = Settlement(transaction, book: book, ids: ids, now: now)
            if isThere {
                try settlement.settle(
                    entry, as: .sent(id: nil, at: entry.firstTriedAt, permalink: nil), how: "person", by: user.id)
            } else {
                try transaction.requeue(entry, at: now, by: user.id)
            }
            return try transaction.outboxEntry(id) ?? entry
        }
    }

    /// Sends an act that failed or bounced once more.
    public func retry(_ id: OutboxEntryID, by user: User) async throws -> OutboxEntry {
        let now = now()
        return try await change { transaction in
            guard let entry = try transaction.outboxEntry(id) else { throw DeskFailure.noSuchAct }
            guard [.failed, .bounced, .queued].contains(entry.state) else {
                throw DeskFailure(
                    .conflict, "This act is \(entry.state.rawValue): there is nothing to send again.",
                    advice: "Reload to see where it stands.")
            }
            try transaction.requeue(entry, at: now, by: user.id)
            return try transaction.outboxEntry(id) ?? entry
        }
    }

    /// Takes back what has not left yet, and gives up what never will. Its text is in the entry that comes back.
    public func withdraw(_ id: OutboxEntryID, by user: User) async throws -> OutboxEntry {
        let now = now()
        return try await change { transaction in
            guard var entry = try transaction.outboxEntry(id) else { throw DeskFailure.noSuchAct }
            guard [.held, .queued, .failed].contains(entry.state) else {
                throw DeskFailure(
                    .conflict, "This act is \(entry.state.rawValue): it can no longer be taken back.",
                    advice: entry.state == .sent
                        ? "Delete it on the platform instead, where the channel can." : "Wait for its outcome.")
            }
            let message = entry.message
            (entry.state, entry.heldUntil, entry.message) = (.cancelled, nil, nil)
            try transaction.save(entry)
            try transaction.detachUploads(of: entry.id, at: now)
            if let message { try transaction.deletePlaceholder(message) }
            try transaction.record(
                Event(
                    .replyWithdrawn, at: now, channel: entry.channel, conversation: entry.conversation, outboxEntry: entry.id,
                    user: user.id))
            if let id = entry.conversation, let before = try transaction.conversation(id), message != nil {
                var conversation = before
                conversation.messageCount -= 1
                try transaction.update(&conversation, from: before)
            }
            return entry
        }
    }
}

extension InboxTransaction {
    fileprivate func requeue(_ entry: OutboxEntry, at now: Timestamp, by user: UserID) throws {
        var again = entry
        (again.state, again.nextTryAt, again.attempts, again.readBacks) = (.queued, now, 0, 0)
        (again.label, again.reason, again.advice) = (nil, nil, nil)
        // A person has looked: what an earlier attempt may have done counts no more.
        again.firstTriedAt = nil
        if entry.state == .bounced {
            // That sending is over: its results are not this one's, nor is its name.
            try dropSteps(of: entry.id)
            (again.remoteID, again.sentAt) = (nil, nil)
        }
        try save(again)
        try record(
            Event(
                .replyQueued, at: now, channel: entry.channel, conversation: entry.conversation, message: entry.message,
                outboxEntry: entry.id, user: user, detail: ["again": "1"]))
    }
}

extension InboxTransaction {
    /// The conversation, or the one it was merged into.
    func existing(_ id: ConversationID) throws -> Conversation {
        guard let conversation = try conversationOrSuccessor(id) else { throw DeskFailure.noSuchConversation }
        return conversation
    }
}

extension DeskFailure {
    static let noSuchAct = DeskFailure(.notFound, "There is no such act in the outbox.", advice: "Reload the conversation.")
    static let noSuchConversation = DeskFailure(
        .notFound, "There is no such conversation.", advice: "It may have been merged or erased: reload the queue.")
    static let noSuchMessage = DeskFailure(.notFound, "There is no such message.", advice: "Reload the conversation.")
}
