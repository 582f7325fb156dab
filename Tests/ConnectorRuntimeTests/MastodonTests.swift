import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore
import InboxModel
import Testing

struct MastodonTests {
    private let notifications = StreamName("notifications")

    private func account(_ platform: ScriptedPlatform, _ time: TestTime = TestTime()) throws -> ManifestConnector {
        ManifestConnector(try connector("mastodon"), .mastodon, platform, time)
    }

    private func platform(_ script: @escaping @Sendable (HTTPCall, Int) throws -> HTTPAnswer) throws -> ScriptedPlatform {
        let me = try HTTPAnswer.recorded("mastodon", "verify_credentials")
        return ScriptedPlatform { call, index in call.url.hasSuffix("/verify_credentials") ? me : try script(call, index) }
    }

    private func list(_ name: String) throws -> String {
        let text = String(decoding: try fixture("mastodon", name), as: UTF8.self)
        return text.first == "[" ? text : "[\(text)]"
    }

    private func found(_ name: String) async throws -> (arrivals: [Arrival], skipped: Int, refused: [Refusal]) {
        let page = HTTPAnswer.json(try list(name))
        let intake = MemoryIntake()
        try await account(try platform { _, _ in page }).poll(notifications, intake: intake)
        let found = intake.snapshot.pages.map(\.interpretation)
        return (found.flatMap(\.arrivals), found.reduce(0) { $0 + $1.skipped }, found.flatMap(\.refused))
    }

    // MARK: What comes in

    @Test func `a page of notifications becomes mentions, a direct message and a reaction`() async throws {
        let found = try await found("notifications_page")
        #expect(found.refused == [])
        guard found.arrivals.count == 3, case .message(let direct) = found.arrivals[0],
            case .message(let mention) = found.arrivals[1],
            case .reaction(let favourite) = found.arrivals[2]
        else {
            Issue.record("\(found.arrivals)")
            return
        }
        #expect(direct.kind == .message)
        #expect(direct.visibility == .private)
        #expect(direct.text == "@rathaus meine Adresse bitte nicht öffentlich nennen")
        #expect(direct.keep == #"{"acct":"ole","visibility":"direct","spoiler":""}"#)
        #expect(mention.kind == .mention)
        #expect(mention.visibility == .public)
        #expect(mention.id == RemoteMessageID("116500000000000210"))
        #expect(mention.parent == RemoteMessageID("116500000000000100"))
        #expect(mention.text == "@rathaus Wie lange dauert die Sperrung?\nDanke & Grüße 👋🏽")
        #expect(mention.author.handle == "mira@fedi.example")
        #expect(mention.author.name == "Mira :sunny:")
        #expect(mention.attachments.first?.alternative == "Foto eines Schlaglochs")
        #expect(mention.language == "de")
        #expect(favourite.target == RemoteMessageID("116500000000000100"))
        #expect(favourite.value == "favourite")
        #expect(favourite.author.handle == "ole")
    }

    @Test(
        arguments: [
            ("notification_mention_direct", "message"), ("notification_quote", "mention"), ("notification_reblog", "reaction"),
            ("notification_favourite", "reaction"), ("gotosocial_notification", "mention"), ("pleroma_notification", "mention"),
        ]) func `each kind is known, on other servers too`(name: String, kind: String) async throws
    {
        let found = try await found(name)
        #expect(found.refused == [])
        #expect(found.arrivals.map(\.kindWord) == [kind])
    }

    @Test(
        arguments: [
            "notification_follow", "notification_unknown_type", "notification_update", "pleroma_notification_emoji_reaction",
        ])
    func `what is no item is counted and left out`(name: String) async throws {
        let found = try await found(name)
        #expect(found.arrivals == [])
        #expect(found.refused == [])
        #expect(found.skipped > 0)
    }

    // MARK: How it is read

    /// A server with notifications 1…n, as Mastodon pages them: newest first, `min_id` directly above, `max_id` below.
    private func server(_ newest: @escaping @Sendable () -> Int, limit: Int = 5) throws -> ScriptedPlatform {
        try platform { call, _ in
            let query = call.url.split(separator: "?").last.map { $0.split(separator: "&") } ?? []
            let value = { (name: String) in
                query.first { $0.hasPrefix(name + "=") }.flatMap { Int($0.dropFirst(name.count + 1)) }
            }
            var ids = Array(1...newest())
            if let low = value("min_id") { ids = Array(ids.filter { $0 > low }.prefix(limit)) }
            if let high = value("max_id") { ids = ids.filter { $0 < high } }
            ids = ids.suffix(limit).reversed()
            let items = ids.map { id in
                """
                {"id":"\(id)","type":"mention","account":{},"status":{"id":"s\(id)","visibility":"public","content":"<p>\(id)</p>",
                "created_at":"\((noon - .seconds(3_600) + .seconds(id)).rfc3339)","account":{"id":"9","acct":"a","username":"a","display_name":""}}}
                """
            }
            let next = ids.last.map { "<https://social.example/api/v1/notifications?limit=80&max_id=\($0)>; rel=\"next\"" }
            return .json("[\(items.joined(separator: ","))]", headers: next.map { ["Link": $0] } ?? [:])
        }
    }

    @Test func `the first run pages back, later runs walk forward without a gap`() async throws {
        let newest = Counter(12)
        let platform = try server { newest.value }
        let (account, intake) = (try account(platform), MemoryIntake())
        try await account.poll(notifications, intake: intake)
        #expect(Set(intake.snapshot.order) == Set((1...12).map { "s\($0)" }))
        #expect(intake.snapshot.history.count == 12)
        newest.value = 31
        try await account.poll(notifications, intake: intake)
        #expect(Set(intake.snapshot.order) == Set((1...31).map { "s\($0)" }))
        #expect(intake.snapshot.history.count == 12)
        let before = platform.calls.count
        try await account.poll(notifications, intake: intake)
        #expect(
            platform.asked[before...] == [
                "GET /api/v1/notifications?limit=80&types%5B%5D=mention&types%5B%5D=quote&types%5B%5D=favourite&types%5B%5D=reblog&min_id=31"
            ])
    }

    @Test(arguments: 0..<8) func `a kill after any page leaves no hole`(pages: Int) async throws {
        let newest = Counter(3)
        let platform = try server { newest.value }
        let intake = MemoryIntake()
        try await account(platform).poll(notifications, intake: intake)
        newest.value = 24
        intake.change { $0.crash = (after: pages, isStored: true) }
        try? await account(platform).poll(notifications, intake: intake)
        intake.change { $0.crash = nil }
        try await account(platform).poll(notifications, intake: intake)
        #expect(Set(intake.snapshot.order) == Set((1...24).map { "s\($0)" }))
    }

    @Test func `what a mention answers is fetched once, as context that wants no answer`() async throws {
        let context = try HTTPAnswer.recorded("mastodon", "status_context")
        let platform = try platform { _, _ in context }
        let intake = MemoryIntake()
        intake.change {
            $0.stored = [
                StoredItem(
                    id: RemoteMessageID("116500000000000210"), kind: .mention, visibility: .public, thread: ThreadKey("x"),
                    parent: RemoteMessageID("116500000000000100"), at: noon),
                StoredItem(id: RemoteMessageID("5"), kind: .mention, visibility: .public, thread: ThreadKey("y"), at: noon),
            ]
        }
        let account = try account(platform)
        try await account.poll(StreamName("context"), intake: intake)
        try await account.poll(StreamName("context"), intake: intake)
        #expect(platform.asked.dropFirst() == ["GET /api/v1/statuses/116500000000000210/context"])
        guard case .message(let root) = intake.snapshot.items["116500000000000100"] else {
            Issue.record("\(intake.snapshot.items)")
            return
        }
        #expect(root.isOurs)
        #expect(root.needsAnswer == false)
        #expect(intake.snapshot.history == ["116500000000000100"])
    }

    // MARK: What goes out

    private let item = StoredItem(
        id: RemoteMessageID("116500000000000210"), kind: .mention, visibility: .public, thread: ThreadKey("t"), at: noon,
        keep: #"{"acct":"mira@fedi.example","visibility":"unlisted","spoiler":"Bau"}"#)

    @Test func `an answer names the person, keeps the visibility and carries the key`() async throws {
        let created = try HTTPAnswer.recorded("mastodon", "status_created")
        let platform = try platform { _, _ in created }
        let act = Act(verb: .reply, key: "key-7", item: item, text: "Bis Freitag.", firstTriedAt: noon)
        let outcome = await (try account(platform)).perform(act, steps: MemoryJournal())
        #expect(outcome == .sent(id: RemoteMessageID("116500000000000260"), at: nil, permalink: nil))
        #expect(platform.calls[1].headers["Idempotency-Key"] == "key-7")
        #expect(platform.calls[1].headers["Authorization"] == "Bearer TOKEN-f00dbabe")
        #expect(
            try JSON(parsing: platform.calls[1].bodyText) == [
                "status": "@mira@fedi.example Bis Freitag.", "in_reply_to_id": "116500000000000210", "visibility": "unlisted",
                "spoiler_text": "Bau", "media_ids": [],
            ])
    }

    @Test func `a file is uploaded, waited for, then posted`() async throws {
        let answers = [
            try HTTPAnswer.recorded("mastodon", "media_accepted_202", status: 202),
            try HTTPAnswer.recorded("mastodon", "media_accepted_202", status: 206),
            try HTTPAnswer.recorded("mastodon", "media_ready_200"), try HTTPAnswer.recorded("mastodon", "status_created"),
        ]
        let platform = try platform { _, index in answers[index - 1] }
        let time = TestTime()
        let act = Act(
            verb: .reply, key: "k", item: item, text: "Hier.",
            files: [OutgoingFile(name: "a.mp4", type: "video/mp4", bytes: [1])],
            firstTriedAt: noon)
        let journal = MemoryJournal()
        let outcome = await (try account(platform, time)).perform(act, steps: journal)
        #expect(outcome.word == "sent")
        #expect(
            platform.asked.dropFirst() == [
                "POST /api/v2/media", "GET /api/v1/media/117020619601888181", "GET /api/v1/media/117020619601888181",
                "POST /api/v1/statuses",
            ])
        #expect(time.slept == [.seconds(1), .seconds(1)])
        #expect(try JSON(parsing: platform.calls.last?.bodyText ?? "")["media_ids"] == ["117020619601888181"])
        #expect(journal.all.keys.sorted() == [1, 2, 3])
    }

    @Test func `a file that never gets ready is tried again later, and not uploaded twice`() async throws {
        let accepted = try HTTPAnswer.recorded("mastodon", "media_accepted_202", status: 202)
        let busy = try HTTPAnswer.recorded("mastodon", "media_accepted_202", status: 206)
        let platform = try platform { call, _ in call.method == .post ? accepted : busy }
        let act = Act(
            verb: .reply, key: "k", item: item, text: "Hier.",
            files: [OutgoingFile(name: "a.mp4", type: "video/mp4", bytes: [1])],
            firstTriedAt: noon)
        let journal = MemoryJournal()
        let account = try account(platform)
        #expect(await account.perform(act, steps: journal).word == "retry retry")
        #expect(await account.perform(act, steps: journal).word == "retry retry")
        #expect(platform.calls.count { $0.method == .post } == 1)
    }

    @Test(
        arguments: [
            ("error_401", 401, "blocked auth_expired"), ("error_401_revoked", 401, "blocked auth_expired"),
            ("error_403_scope", 403, "failed auth_denied"), ("error_403_not_allowed", 403, "failed auth_denied"),
            ("error_404", 404, "failed gone"), ("error_422_too_long", 422, "failed rejected"),
            ("error_422_empty_ja", 422, "failed rejected"), ("error_503", 503, "unknown retry"),
        ]) func `each refusal becomes its outcome`(name: String, status: Int, expected: String) async throws
    {
        let answer = try HTTPAnswer.recorded("mastodon", name, status: status)
        let act = Act(verb: .reply, key: "k", item: item, text: "x", firstTriedAt: noon)
        let outcome = await (try account(try platform { _, _ in answer })).perform(act, steps: MemoryJournal())
        #expect(outcome.word == expected)
    }

    @Test func `a 429 waits for the reset, which is an ISO time with microseconds`() async throws {
        let answer = try HTTPAnswer.recorded(
            "mastodon", "error_429", status: 429,
            headers: [
                "X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-08-01T14:05:00.248623Z",
            ])
        let act = Act(verb: .reply, key: "k", item: item, text: "x", firstTriedAt: noon)
        let outcome = await (try account(try platform { _, _ in answer })).perform(act, steps: MemoryJournal())
        guard case .retry(let after, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(after == Timestamp(rfc3339: "2026-08-01T14:05:00.248Z")! - noon)
    }
}

extension Arrival {
    var kindWord: String {
        switch self {
        case .message(let message): message.kind.rawValue
        case .reaction: "reaction"
        case .receipt: "receipt"
        case .removal: "removal"
        case .post: "post"
        case .place: "place"
        }
    }
}
