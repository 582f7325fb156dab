import Expressions
import HTTPCore
import InboxModel
import Testing

@testable import WebApp

struct ConversationAPITests {
    @Test func `a message is listed, answered, and the answer's state is shown with it`() async throws {
        let office = try await Office()
        try await office.receive("1")
        let row = await office.call(.get, "/api/v1/conversations?status=open", as: .agent).json["items"][0]
        #expect(row["author"]["name"].text == "Hanna" && row["channel"]["title"].text == "Blog")
        let id = try #require(row["id"].text)
        let key: HTTPHeaders = ["Idempotency-Key": "a-key-of-the-page"]
        let sent = await office.call(
            .post, "/api/v1/conversations/\(id)/replies", ["text": "Tomorrow."], as: .agent, headers: key)
        #expect(sent.status == 201 && sent.json["state"].text == "held")
        let again = await office.call(
            .post, "/api/v1/conversations/\(id)/replies", ["text": "Tomorrow."], as: .agent, headers: key)
        #expect(again.json["id"] == sent.json["id"], "the same key is the same answer")
        let messages = await office.call(.get, "/api/v1/conversations/\(id)/messages", as: .viewer).json["items"]
        #expect(messages[1]["outbox"]["state"].text == "held" && messages[1]["user"]["name"].text == "agent")
        let entry = try #require(sent.json["id"].text)
        #expect(await office.call(.get, "/api/v1/outbox/\(entry)", as: .viewer).json["state"].text == "held")
        let back = await office.call(.delete, "/api/v1/outbox/\(entry)", as: .agent).json
        #expect(back["state"].text == "cancelled" && back["text"].text == "Tomorrow.")
    }

    @Test func `handling a conversation shows in the next reading`() async throws {
        let office = try await Office()
        try await office.receive("1")
        let id = try #require(await office.call(.get, "/api/v1/conversations", as: .agent).json["items"][0]["id"].text)
        let path = "/api/v1/conversations/\(id)"
        #expect(
            await office.call(.put, "\(path)/assignment", ["assignee": "me"], as: .agent).json["assignee"]["name"].text
                == "agent")
        #expect(
            await office.call(.put, "\(path)/priority", ["priority": "urgent"], as: .agent).json["priority"].text == "urgent")
        #expect(await office.call(.put, "\(path)/labels", ["labels": ["b", "a"]], as: .agent).json["labels"] == ["a", "b"])
        #expect(await office.call(.put, "\(path)/goal", ["goal": "support"], as: .agent).json["goal"].text == "support")
        let snoozed = await office.call(.put, "\(path)/snooze", ["until": "2026-11-25T09:00:00Z"], as: .agent).json
        #expect(snoozed["snoozedUntil"].text == "2026-11-25T09:00:00Z")
        #expect(await office.call(.get, "/api/v1/conversations", as: .agent).json["items"] == [])
        _ = await office.call(.put, "\(path)/status", ["to": "on_hold"], as: .agent)
        let sleeping = await office.call(.get, "/api/v1/conversations?snoozed=1", as: .agent).json["items"]
        #expect(sleeping[0]["status"].text == "on_hold", "whatever sleeps is one view")
        #expect(await office.call(.delete, "\(path)/snooze", as: .agent).json["snoozedUntil"].isNull)
        let spam = await office.call(.put, "\(path)/status", ["to": "spam", "reason": "abuse"], as: .agent).json
        #expect(spam["status"].text == "spam" && spam["spamReason"].text == "abuse")
        #expect(await office.call(.get, "/api/v1/conversations/counts", as: .agent).json["views"]["spam"].int64 == 1)
    }

    @Test func `the live stream resumes behind the position it is given, without a gap`() async throws {
        let office = try await Office()
        try await office.receive("1")
        try await office.receive("2")
        var ids: [String] = []
        var position = "0"
        for _ in 0..<2 {
            let answer = await office.call(.get, "/api/v1/live", as: .agent, headers: ["Last-Event-ID": position])
            guard case .stream(let chunks) = answer.body else { throw Unexpected() }
            var taken = 0
            for await chunk in chunks {
                let text = String(decoding: chunk, as: UTF8.self)
                guard text.hasPrefix("id: ") else { continue }
                position = String(text.dropFirst(4).prefix { $0 != "\n" })
                ids.append(position)
                taken += 1
                if taken == 2 { break }
            }
        }
        #expect(ids == (1...4).map(String.init), "each event once, in order, over two connections")
    }

    @Test func `a position nobody wrote makes the page load afresh`() async throws {
        let office = try await Office()
        let answer = await office.call(.get, "/api/v1/live", as: .agent, headers: ["Last-Event-ID": "nonsense"])
        guard case .stream(let chunks) = answer.body else { throw Unexpected() }
        for await chunk in chunks {
            let text = String(decoding: chunk, as: UTF8.self)
            if text.contains("event: reset") { return }
            #expect(text.hasPrefix("retry:"))
        }
    }

    private struct Unexpected: Error {}
}
