import Desk
import Expressions
import HTTPCore
import InboxModel
import Storage
import Synchronization
import Testing

@testable import WebApp

/// Files on their way out: taken in, held against the channel's limits, given back, and fetched by platforms.
struct UploadTests {
    private let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + [0, 0, 0, 1, 0, 0, 0, 1, 8, 6]
    private let octets: HTTPHeaders = ["Content-Type": "application/octet-stream"]

    /// Bytes in memory.
    private final class Shelf: Sendable {
        private let files = Mutex<[UploadID: [UInt8]]>([:])
        subscript(id: UploadID) -> [UInt8]? { files.withLock { $0[id] } }

        var desk: FileDesk {
            FileDesk(
                fetch: { _, _ in throw FileDesk.Refusal.nobody }, keep: { bytes, id in self.files.withLock { $0[id] = bytes } },
                drop: { id in self.files.withLock { $0[id] = nil } }, kept: { self[$0] }, signed: { UploadID($0) })
        }
    }

    private func office(_ shelf: Shelf, limit: FileLimit? = FileLimit(count: 2, types: ["image/*"], bytes: 100)) async throws
        -> (Office, String)
    {
        let office = try await Office(files: shelf.desk, reply: Ability(verb: .reply, text: TextLimit(max: 100), files: limit))
        try await office.receive("1")
        return (office, try #require(await office.call(.get, "/api/v1/conversations", as: .agent).json["items"][0]["id"].text))
    }

    private func upload(_ office: Office, _ bytes: [UInt8], query: String = "name=a.png", as role: User.Role = .agent) async
        -> JSON
    {
        await office.call(.post, "/api/v1/uploads?\(query)", bytes: bytes, as: role, headers: octets).json
    }

    private func reply(_ office: Office, _ id: String, _ files: [JSON], text: String? = nil, key: String = "a-key-of-the-page")
        async
        -> HTTPResponse
    {
        var body = JSONObject([("files", .array(files))])
        body["text"] = text.map(JSON.string)
        return await office.call(
            .post, "/api/v1/conversations/\(id)/replies", .object(body), as: .agent, headers: ["Idempotency-Key": key])
    }

    @Test func `a file is taken in, goes with an answer that has no words, and comes back when it is taken back`() async throws
    {
        let shelf = Shelf()
        let (office, id) = try await office(shelf)
        let file = await upload(office, png, query: "name=../a&alternative=Seal")
        #expect(file["name"].text == "a.png" && file["type"].text == "image/png" && file["size"].int64 == Int64(png.count))
        let sent = await reply(office, id, [file["id"]])
        #expect(sent.status == 201 && sent.json["files"][0]["id"] == file["id"])
        #expect(await reply(office, id, [file["id"]]).json["id"] == sent.json["id"], "the same key is the same answer")
        let shown = await office.call(.get, "/api/v1/conversations/\(id)/messages", as: .viewer).json["items"][1][
            "attachments"][0]
        #expect(shown["name"].text == "a.png" && shown["alternative"].text == "Seal")
        let href = try #require(shown["href"].text)
        #expect(await office.call(.get, href, as: .viewer).headers["Content-Type"] == "image/png")
        #expect(await reply(office, id, [file["id"]], key: "another-key").status == 409, "a file goes with one answer")
        let back = await office.call(.delete, "/api/v1/outbox/\(sent.json["id"].text ?? "")", as: .agent).json
        #expect(back["files"][0]["id"] == file["id"])
        #expect(await reply(office, id, [file["id"]], key: "another-key").status == 201)
    }

    @Test func `what the platform does not take is told before anything leaves`() async throws {
        let (office, id) = try await office(Shelf())
        let image = { await self.upload(office, self.png)["id"] }
        #expect(
            await reply(office, id, [await image(), await image(), await image()]).json["error"]["code"].text == "too_long")
        let text = await upload(office, Array("hello".utf8), query: "name=a.txt&type=text/plain")
        #expect(text["type"].text == "text/plain")
        let refused = await reply(office, id, [text["id"]]).json["error"]
        #expect(refused["message"].text == "The platform does not take 'a.txt' (text/plain).")
        #expect(refused["advice"].text == "It takes image/*.")
        let large = await upload(office, png + [UInt8](repeating: 0, count: 100))
        #expect(await reply(office, id, [large["id"]]).json["error"]["code"].text == "too_long")
        #expect(await reply(office, id, ["12345"]).status == 409)
        #expect(await reply(office, id, []).status == 400)
    }

    @Test func `a channel that carries no files says so`() async throws {
        let (office, id) = try await office(Shelf(), limit: nil)
        let refused = await reply(office, id, [await upload(office, png)["id"]])
        #expect(refused.status == 422 && refused.json["error"]["code"].text == "not_supported")
    }

    @Test func `a file is its owner's until it is sent`() async throws {
        let shelf = Shelf()
        let (office, id) = try await office(shelf)
        let others = await upload(office, png, as: .admin)
        #expect(await reply(office, id, [others["id"]]).status == 409)
        let path = "/api/v1/uploads/\(others["id"].text ?? "")"
        #expect(await office.call(.delete, path, as: .agent).status == 404)
        #expect(await office.call(.delete, path, as: .admin).status == 204)
        #expect(shelf[UploadID(others["id"].text ?? "")!] == nil)
        #expect(await office.call(.post, "/api/v1/uploads?name=a", bytes: [], as: .agent, headers: octets).status == 400)
    }

    @Test func `a platform fetches a file by its signed address, once it goes with an answer`() async throws {
        let (office, id) = try await office(Shelf())
        let file = await upload(office, png)
        let path = "/files/\(file["id"].text ?? "")"
        #expect(await office.call(.get, path).status == 404, "nothing waits there yet")
        _ = await reply(office, id, [file["id"]])
        let fetched = await office.call(.get, path)
        #expect(fetched.status == 200 && fetched.headers["Content-Type"] == "image/png")
        #expect(fetched.headers["Content-Security-Policy"] == "sandbox; default-src 'none'")
        #expect(await office.call(.get, "/files/forged").status == 404)
    }

    @Test func `a large body is read only from somebody who was here a moment ago`() async throws {
        let (office, _) = try await office(Shelf())
        let head = { (token: String) in
            HTTPRequest(method: .post, path: "/api/v1/uploads", headers: ["Authorization": "Bearer \(token)"])
        }
        #expect(office.app.bodyLimit(of: head("stw_agent")) > 1 << 20)
        #expect(office.app.bodyLimit(of: head("stw_viewer")) == 1 << 20)
        #expect(office.app.bodyLimit(of: HTTPRequest(method: .post, path: "/api/v1/uploads")) == 1 << 20)
    }

    @Test func `a day beside no answer, or a week after it was sent, a file is forgotten`() async throws {
        let (office, id) = try await office(Shelf())
        let (first, second) = (await upload(office, png)["id"], await upload(office, png)["id"])
        _ = await reply(office, id, [second])
        let dropped = try await office.app.desk.store.read { transaction in
            try [Office.now, Office.now + .seconds(1)].map {
                try transaction.uploadsToDrop(unusedSince: $0, settledBefore: $0, limit: 10).map { $0.description }
            }
        }
        #expect(dropped == [[], [first.text ?? ""]])
    }
}
