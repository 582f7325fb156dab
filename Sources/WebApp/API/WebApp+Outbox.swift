import Desk
import Expressions
import HTTPCore
import InboxModel
import Storage

/// Acts toward platforms.
extension WebApp {
    func outbox(_ call: Call) async throws -> HTTPResponse {
        let words = (call.request.query("state") ?? "held,queued,sending,pending,failed,unknown").split(separator: ",")
        let states = try words.map { try OutboxState.named(String($0), in: "state") }
        let after = call.request.query("cursor").flatMap { OutboxEntryID($0) }
        let (office, now, limit) = (office, now(), try call.limit())
        let json = try await desk.store.read { transaction in
            let entries = try transaction.outboxEntries(in: states, after: after, limit: limit)
            let viewer = Viewer(transaction, office: office, now: now)
            return JSON.list(
                try entries.map { try viewer.outboxEntry($0) },
                next: entries.count == limit ? entries.last?.id.description : nil)
        }
        return HTTPResponse(json: json)
    }

    func outboxEntry(_ call: Call) async throws -> HTTPResponse {
        let id: OutboxEntryID = try call.id("id")
        guard let entry = try await desk.store.read({ try $0.outboxEntry(id) }) else { throw APIFailure.notFound }
        return try await outboxAnswer(entry)
    }

    func retry(_ call: Call) async throws -> HTTPResponse {
        try await outboxAnswer(try await desk.retry(call.id("id"), by: call.caller.user))
    }

    func settle(_ call: Call) async throws -> HTTPResponse {
        guard case .bool(let isThere) = try call.body()["isThere"] else {
            throw APIFailure.badRequest(
                "'isThere' is missing.", advice: "true: it stands on the platform; false: send it again.")
        }
        return try await outboxAnswer(try await desk.settleByHand(call.id("id"), isThere: isThere, by: call.caller.user))
    }

    func withdraw(_ call: Call) async throws -> HTTPResponse {
        let id: OutboxEntryID = try call.id("id")
        // Whoever takes an answer back gets its files back with its text.
        let files = try await desk.uploads(of: id)
        return try await outboxAnswer(try await desk.withdraw(id, by: call.caller.user), files: files)
    }

    func outboxAnswer(_ entry: OutboxEntry, status: Int = 200, files: [Upload]? = nil) async throws -> HTTPResponse {
        let (office, now) = (office, now())
        let json = try await desk.store.read { try Viewer($0, office: office, now: now).outboxEntry(entry, files: files) }
        return HTTPResponse(json: json, status: status)
    }
}
