import Desk
import Expressions
import HTTPCore
import InboxModel
import Storage

/// The queue and one conversation.
extension WebApp {
    func queue(_ call: Call) async throws -> HTTPResponse {
        let query = try queueQuery(call)
        let now = now()
        let (office, known) = (office, query)
        do {
            let json = try await desk.store.read { transaction in
                let page = try transaction.queue(known)
                let viewer = Viewer(transaction, office: office, now: now)
                return JSON.list(try page.rows.map { .object(try viewer.row($0)) }, next: page.next)
            }
            return HTTPResponse(json: json)
        } catch is QueueCursorUnknown {
            throw APIFailure.badRequest("This cursor is not one of this list.", advice: "Start without a cursor.")
        }
    }

    private func queueQuery(_ call: Call) throws -> QueueQuery {
        let request = call.request
        let isSnoozed = request.query("snoozed") == "1"
        // Whatever sleeps is one view, whoever's turn it is.
        var query = QueueQuery(status: try call.word("status", ConversationStatus.self) ?? (isSnoozed ? nil : .open))
        query.isSnoozed = isSnoozed
        query.channel = request.query("channel").flatMap { ChannelID($0) }
        switch request.query("assignee") {
        case "me": query.assignee = .user(call.caller.user.id)
        case "nobody": query.assignee = .nobody
        case let id?: query.assignee = UserID(id).map { .user($0) }
        case nil: break
        }
        query.team = request.query("team")
        query.label = request.query("label")
        query.priority = try call.word("priority", Priority.self)
        query.goal = try call.word("goal", Goal.self)
        query.post = request.query("post").flatMap { PostID($0) }
        query.sort = try call.word("sort", QueueQuery.Sort.self) ?? .due
        query.cursor = request.query("cursor")
        query.limit = try call.limit()
        return query
    }

    func counts(_ call: Call) async throws -> HTTPResponse {
        let (now, me) = (now(), call.caller.user.id)
        let json = try await desk.store.read { transaction in
            let counts = try transaction.queueCounts()
            func total(_ status: ConversationStatus) -> JSON {
                .count(counts.filter { $0.status == status }.reduce(0) { $0 + $1.count })
            }
            let channels = Dictionary(grouping: counts.filter { $0.status == .open }, by: \.channel)
            return [
                "views": [
                    "open": total(.open), "waiting": total(.waiting), "onHold": total(.onHold), "resolved": total(.resolved),
                    "spam": total(.spam), "mine": .count(try transaction.openCount(of: .user(me), limit: 1_000)),
                    "unassigned": .count(try transaction.openCount(of: .nobody, limit: 1_000)),
                    "snoozed": .count(try transaction.snoozedCount(limit: 1_000)),
                ],
                "late": .count(try transaction.lateCount(at: now)),
                "channels": .array(
                    channels.sorted { $0.key < $1.key }.map {
                        ["id": .id($0.key), "open": .count($0.value.reduce(0) { $0 + $1.count })]
                    }),
            ] as JSON
        }
        return HTTPResponse(json: json)
    }

    func conversation(_ call: Call) async throws -> HTTPResponse { try await conversation(call.id("id")) }

    /// A conversation as its pane shows it; one that was merged away is answered with the one it became.
    private func conversation(_ id: ConversationID) async throws -> HTTPResponse {
        let (office, now) = (office, now())
        let json = try await desk.store.read { transaction in
            try transaction.conversationOrSuccessor(id).map {
                try Viewer(transaction, office: office, now: now).detail($0)
            }
        }
        guard let json else { throw APIFailure.notFound }
        return HTTPResponse(json: .object(json))
    }

    func messages(_ call: Call) async throws -> HTTPResponse {
        let id: ConversationID = try call.id("id")
        let (office, now) = (office, now())
        let json = try await desk.store.read { transaction -> JSON? in
            guard let conversation = try transaction.conversationOrSuccessor(id) else { return nil }
            let viewer = Viewer(transaction, office: office, now: now)
            return .list(
                try transaction.messages(of: conversation.id).map {
                    try viewer.message($0, waitsFor: conversation.unanswered)
                })
        }
        guard let json else { throw APIFailure.notFound }
        return HTTPResponse(json: json)
    }

    func events(_ call: Call) async throws -> HTTPResponse {
        let id: ConversationID = try call.id("id")
        let events = try await desk.store.read { try $0.events(of: id) }
        return HTTPResponse(json: .list(events.map { EventView.json($0.event) }))
    }

    // MARK: Answering

    func reply(_ call: Call) async throws -> HTTPResponse {
        let id: ConversationID = try call.id("id")
        let body = try call.body()
        let files = try (body["files"].elements ?? []).map { file throws(APIFailure) in
            guard let id = file.text.flatMap({ UploadID($0) }) else {
                throw APIFailure.badRequest("'files' holds no ids.", advice: "Upload each file first and send the ids you get.")
            }
            return id
        }
        var draft = ReplyDraft(
            text: files.isEmpty ? try body.requiredText("text") : body["text"].text ?? "",
            clientKey: "\(call.caller.user.id):\(try call.idempotencyKey())")
        draft.files = files
        draft.inReplyTo = try body.id("inReplyTo")
        draft.visibility = try body.word("visibility", Visibility.self)
        draft.then = try body.word("then", ConversationStatus.self)
        draft.sendAt = try body.moment("sendAt")
        if let seconds = body["hold"].int64 {
            guard (0...3_600).contains(seconds) else {
                throw APIFailure.badRequest("'hold' is a number of seconds from 0 to 3600.", advice: "Leave it out for 10.")
            }
            draft.hold = .seconds(seconds)
        }
        guard let conversation = try await desk.store.read({ try $0.conversationOrSuccessor(id) }) else {
            throw APIFailure.notFound
        }
        let entry = try await desk.reply(
            to: id, draft, by: call.caller.user, abilities: office.abilities(conversation.channel))
        return try await outboxAnswer(entry, status: 201)
    }

    func note(_ call: Call) async throws -> HTTPResponse {
        let message = try await desk.note(on: call.id("id"), call.body().requiredText("text"), by: call.caller.user)
        let (office, now) = (office, now())
        let json = try await desk.store.read {
            try Viewer($0, office: office, now: now).message(message, waitsFor: nil)
        }
        return HTTPResponse(json: json, status: 201)
    }

    /// Acts on a message that carry no words of ours.
    private static let wordless: Set<Verb> = [
        .like, .unlike, .hide, .unhide, .approve, .delete, .share, .block, .unblock, .read,
    ]

    func act(_ call: Call) async throws -> HTTPResponse {
        let id: MessageID = try call.id("id")
        let word = call.parameters["verb"] == "deletion" ? "delete" : call.parameters["verb"]
        guard let verb = Verb(rawValue: word), verb == .edit || Self.wordless.contains(verb) else { throw APIFailure.notFound }
        let text = verb == .edit ? try call.body()["text"].text ?? "" : ""
        guard let message = try await desk.store.read({ try $0.message(id) }) else { throw APIFailure.notFound }
        let entry = try await desk.act(
            verb, on: id, text: text, clientKey: "\(call.caller.user.id):\(try call.idempotencyKey())", by: call.caller.user,
            abilities: office.abilities(message.channel))
        return try await outboxAnswer(entry, status: 202)
    }

    // MARK: Handling

    func assign(_ call: Call) async throws -> HTTPResponse {
        let body = try call.body()
        let assignee: UserID? = body["assignee"].text == "me" ? call.caller.user.id : try body.id("assignee")
        let team = body["team"].text
        if let team, desk.houseBook.teams[team] == nil {
            throw APIFailure.badRequest("There is no team '\(team.prefix(40))'.", advice: "Teams are named in routing.yaml.")
        }
        return try await handled(call) { try await desk.assign($0, to: assignee, team: team, by: $1) }
    }

    func prioritise(_ call: Call) async throws -> HTTPResponse {
        guard let priority = try call.body().word("priority", Priority.self) else {
            throw APIFailure.badRequest("'priority' is missing.", advice: "One of low, normal, high, urgent.")
        }
        return try await handled(call) { try await desk.prioritise($0, priority, by: $1) }
    }

    func label(_ call: Call) async throws -> HTTPResponse {
        guard let labels = try call.body()["labels"].elements?.map({ $0.text ?? "" }) else {
            throw APIFailure.badRequest("'labels' is missing.", advice: "Send the whole list of labels.")
        }
        return try await handled(call) { try await desk.label($0, labels, by: $1) }
    }

    func setGoal(_ call: Call) async throws -> HTTPResponse {
        let goal = try call.body().word("goal", Goal.self)
        return try await handled(call) { try await desk.setGoal($0, goal, by: $1) }
    }

    func setStatus(_ call: Call) async throws -> HTTPResponse {
        let body = try call.body()
        guard let status = try body.word("to", ConversationStatus.self) else {
            throw APIFailure.badRequest(
                "'to' is missing.", advice: "One of \(ConversationStatus.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let reason = try body.word("reason", SpamReason.self)
        return try await handled(call) { try await desk.setStatus($0, status, reason: reason, by: $1) }
    }

    func snooze(_ call: Call) async throws -> HTTPResponse {
        guard let until = try call.body().moment("until") else {
            throw APIFailure.badRequest("'until' is missing.", advice: "Write a time: 2026-11-24T09:00:00Z.")
        }
        return try await handled(call) { try await desk.snooze($0, until: until, by: $1) }
    }

    func wake(_ call: Call) async throws -> HTTPResponse {
        try await handled(call) { try await desk.snooze($0, until: nil, by: $1) }
    }

    private func handled(
        _ call: Call, _ body: (ConversationID, User) async throws -> Conversation
    ) async throws -> HTTPResponse {
        let conversation = try await body(call.id("id"), call.caller.user)
        return try await self.conversation(conversation.id)
    }
}
