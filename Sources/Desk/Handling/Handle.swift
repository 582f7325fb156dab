public import InboxModel
import Storage

/// What a person does to a conversation without answering it.
extension Desk {
    /// Assigns to a person, a team, both or nobody.
    public func assign(_ id: ConversationID, to assignee: UserID?, team: String?, by user: User) async throws -> Conversation {
        try await handle(id, by: user) { conversation, transaction in
            if let assignee, try transaction.user(assignee) == nil {
                throw DeskFailure(.badRequest, "There is no such user.", advice: "Choose one of the team.")
            }
            (conversation.assignee, conversation.team) = (assignee, team)
            return Event(.assigned, detail: ["assignee": assignee?.description ?? "", "team": team ?? ""])
        }
    }

    public func prioritise(_ id: ConversationID, _ priority: Priority, by user: User) async throws -> Conversation {
        try await handle(id, by: user) { conversation, _ in
            let from = conversation.priority
            conversation.priority = priority
            return Event(.prioritised, detail: ["from": from.rawValue, "to": priority.rawValue])
        }
    }

    /// Puts exactly these labels on a conversation.
    public func label(_ id: ConversationID, _ labels: [String], by user: User) async throws -> Conversation {
        for label in labels where label.isEmpty || label.utf8.count > 64 || label.contains(where: \.isNewline) {
            throw DeskFailure(
                .badRequest, "'\(label.prefix(64))' is no label.", advice: "A label is one line of at most 64 bytes.")
        }
        return try await handle(id, by: user) { _, transaction in
            let before = Set(try transaction.labels(of: id))
            for label in before.subtracting(labels) { _ = try transaction.remove(label, from: id) }
            for label in Set(labels).subtracting(before) { _ = try transaction.add(label, to: id) }
            return before == Set(labels) ? nil : Event(.labelled, detail: ["count": String(Set(labels).count)])
        }
    }

    public func setGoal(_ id: ConversationID, _ goal: Goal?, by user: User) async throws -> Conversation {
        try await handle(id, by: user) { conversation, _ in
            conversation.goal = goal
            return Event(.goalSet, detail: ["to": goal?.rawValue ?? ""])
        }
    }

    public func setStatus(
        _ id: ConversationID, _ status: ConversationStatus, reason: SpamReason?, by user: User
    ) async throws -> Conversation {
        try await handle(id, by: user) { conversation, _ in
            let from = conversation.status
            (conversation.status, conversation.spamReason) = (status, status == .spam ? reason ?? .spam : nil)
            if status == .resolved || status == .spam { conversation.snoozedUntil = nil }
            return Event(.statusChanged, detail: ["from": from.rawValue, "to": status.rawValue])
        }
    }

    /// Hides a conversation until then, or until a customer's message; nil wakes it.
    public func snooze(_ id: ConversationID, until: Timestamp?, by user: User) async throws -> Conversation {
        if let until, until <= now() {
            throw DeskFailure(.badRequest, "A snooze ends in the future.", advice: "Choose a later moment.")
        }
        return try await handle(id, by: user) { conversation, _ in
            conversation.snoozedUntil = until
            return Event(until == nil ? .woken : .snoozed, detail: until.map { ["until": $0.rfc3339] } ?? [:])
        }
    }

    /// One change to one conversation, with its fact, its clocks and its place in the queue. A change that changes nothing
    /// leaves no fact.
    private func handle(
        _ id: ConversationID, by user: User,
        _ body: @escaping @Sendable (inout Conversation, InboxTransaction) throws -> Event?
    ) async throws -> Conversation {
        let (book, ids, now) = (houseBook, ids, now())
        return try await change { transaction in
            let before = try transaction.existing(id)
            var conversation = before
            guard var event = try body(&conversation, transaction), conversation != before || event.kind == .labelled else {
                return before
            }
            (event.at, event.channel, event.conversation, event.user) = (now, before.channel, before.id, user.id)
            try transaction.record(event)
            try ClockKeeper(transaction, book: book, ids: ids, now: now).keep(&conversation)
            try transaction.update(&conversation, from: before)
            return conversation
        }
    }
}

extension Event {
    fileprivate init(_ kind: Kind, detail: [String: String]) { self.init(kind, at: Timestamp(milliseconds: 0), detail: detail) }
}
