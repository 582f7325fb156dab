import Desk
import Expressions
import HTTPCore
import InboxModel
import Storage
import Synchronization
import Testing

@testable import WebApp

/// Files of messages, through our own address.
struct AttachmentTests {
    private let gif = Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0]

    private func office(_ count: Fetches, refusal: FileDesk.Refusal? = nil) async throws -> (Office, String) {
        let gif = gif
        let office = try await Office(
            files: FileDesk { file, message in
                count.add()
                if let refusal { throw refusal }
                return FileDesk.Found(bytes: file.name == "a.gif" ? gif : Array("<script>".utf8))
            })
        var message = ArrivedMessage(
            id: RemoteMessageID("1"), kind: .comment, visibility: .public, author: ArrivedAuthor(name: "Hanna"), text: "Look")
        message.attachments = [
            Attachment(name: "a.gif", type: "image/gif", reference: "r1"), Attachment(name: "b.html", reference: "r2"),
        ]
        _ = try await office.app.desk.receive(
            Batch(channel: office.channel, items: [BatchItem(.message(message), receivedAt: Office.now)]))
        let id = try #require(await office.call(.get, "/api/v1/conversations", as: .agent).json["items"][0]["id"].text)
        let messages = await office.call(.get, "/api/v1/conversations/\(id)/messages", as: .agent).json["items"]
        return (office, try #require(messages[0]["id"].text))
    }

    @Test func `a picture is shown from our own address under a policy that lets it do nothing`() async throws {
        let count = Fetches()
        let (office, id) = try await office(count)
        let answer = await office.call(.get, "/api/v1/attachments/\(id)/0", as: .viewer)
        #expect(answer.status == 200 && answer.headers["Content-Type"] == "image/gif")
        #expect(answer.headers["Content-Disposition"]?.hasPrefix("inline; filename=\"a.gif\"") == true)
        #expect(answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'")
        #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
        _ = await office.call(.get, "/api/v1/attachments/\(id)/0", as: .viewer)
        #expect(count.value == 1, "the platform is asked once")
    }

    @Test func `whatever is no picture is saved and never opened`() async throws {
        let (office, id) = try await office(Fetches())
        let answer = await office.call(.get, "/api/v1/attachments/\(id)/1", as: .viewer)
        #expect(answer.headers["Content-Type"] == "application/octet-stream")
        #expect(answer.headers["Content-Disposition"]?.hasPrefix("attachment;") == true)
    }

    @Test func `a file that is gone, or not there, says so`() async throws {
        let (office, id) = try await office(Fetches(), refusal: FileDesk.Refusal("It is gone.", advice: "Look there."))
        let gone = await office.call(.get, "/api/v1/attachments/\(id)/0", as: .viewer)
        #expect(gone.status == 404 && gone.json["error"]["message"].text == "It is gone.")
        for path in ["/api/v1/attachments/\(id)/2", "/api/v1/attachments/\(id)/-1", "/api/v1/attachments/99/0"] {
            #expect(await office.call(.get, path, as: .viewer).status == 404)
        }
        #expect(await office.call(.get, "/api/v1/attachments/\(id)/0").status == 401)
    }

    private final class Fetches: Sendable {
        private let state = Mutex(0)
        var value: Int { state.withLock { $0 } }
        func add() { state.withLock { $0 += 1 } }
    }
}
