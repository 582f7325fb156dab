import ConnectorKit
import ConnectorRuntime
import HTTPCore
import InboxModel
import Testing

/// The words of streams and requests, each with the platform's side scripted.
struct StreamLanguageTests {
    private let items = StreamName("items")

    private func connector(
        _ stream: String, top: String = "", platform: ScriptedPlatform, time: TestTime = TestTime(),
        budgets: Budgets = Budgets()
    ) throws -> ManifestConnector {
        let text = """
            manifest: 1
            version: 1.0.0
            title: Acme
            http: {base: https://acme.example}
            \(top)
            streams:
              items:
                \(stream.replacing("\n", with: "\n    "))
            """
        return ManifestConnector(
            try compiled(text), binding: ChannelBinding(name: "acme"), client: platform, clock: time, budgets: budgets,
            now: { time.wall })
    }

    // MARK: Bodies

    @Test func `XML is read as names, attributes, text and children`() async throws {
        let feed = """
            <?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
            <entry><id>e1</id><title>Hi</title><link rel="alternate" href="https://acme.example/1"/>
            <updated>2026-08-01T12:00:00Z</updated></entry></feed>
            """
        let platform = ScriptedPlatform { _, _ in
            HTTPAnswer(status: 200, headers: ["Content-Type": "application/atom+xml"], body: Array(feed.utf8))
        }
        let intake = MemoryIntake()
        let stream = """
            get: /feed
            each: '.children[] | select(.name == "entry") | .children as $c | {id: $c[] | select(.name == "id").text,
              title: $c[] | select(.name == "title").text, link: $c[] | select(.name == "link").attributes.href,
              at: $c[] | select(.name == "updated").text}'
            map: {kind: mention, id: .id, text: .title, url: .link, at: .at, author: '{name: "x"}'}
            """
        try await connector(stream, platform: platform).poll(items, intake: intake)
        guard case .message(let message) = intake.snapshot.items["e1"] else {
            Issue.record("\(intake.snapshot.refusals)")
            return
        }
        #expect(message.text == "Hi" && message.permalink == "https://acme.example/1")
    }

    @Test func `hostile XML is refused and says why`() async throws {
        let bomb = #"<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>"#
        let platform = ScriptedPlatform { _, _ in
            HTTPAnswer(status: 200, headers: ["Content-Type": "text/xml"], body: Array(bomb.utf8))
        }
        let stream = "get: /feed\nbody: xml\nmap: {kind: mention, id: .id, text: .x, at: .at, author: .a}"
        let failure = await #expect(throws: ConnectorFailure.self) {
            try await connector(stream, platform: platform).poll(items, intake: MemoryIntake())
        }
        #expect(failure?.message.contains("no XML") == true)
    }

    // MARK: Resuming

    @Test(arguments: [
        ("epoch", "since=1784984400", "since=1785588600"), ("epoch_ms", "since=1784984400000", "since=1785588600000"),
        ("iso", "since=2026-07-25T13%3A00%3A00Z", "since=2026-08-01T12%3A50%3A00Z"),
        ("date", "since=2026-07-25", "since=2026-08-01"),
    ])
    func `a log that resumes by time begins with the history that is wanted and looks back a little`(
        format: String, first: String, second: String
    ) async throws {
        let platform = ScriptedPlatform { _, index in
            .json(index == 0 ? #"[{"id":1,"text":"a","at":"2026-08-01T13:00:00Z"}]"# : "[]")
        }
        let stream = """
            get: /log
            order: oldest
            backfill: 7d
            resume: {as: since, from: .at, overlap: 10m, format: \(format)}
            map: {kind: comment, id: .id, text: .text, at: .at, author: '{name: "x"}'}
            """
        let time = TestTime(noon - .seconds(3_600))
        let intake = MemoryIntake()
        let connector = try connector(stream, platform: platform, time: time)
        try await connector.poll(items, intake: intake)
        try await connector.poll(items, intake: intake)
        #expect(platform.asked.first == "GET /log?\(first)")
        #expect(platform.asked.last == "GET /log?\(second)")
    }

    @Test func `a token of the page is resumed from, also when the page was empty`() async throws {
        let platform = ScriptedPlatform { call, _ in
            call.url.contains("since=b")
                ? .json(#"{"next":"c","items":[]}"#)
                : .json(#"{"next":"b","items":[{"id":1,"text":"a","at":"2026-08-01T13:00:00Z"}]}"#)
        }
        let stream = """
            get: /sync
            order: oldest
            wait: 30s
            each: .items[]
            resume: {as: since, from: $page.next}
            map: {kind: comment, id: .id, text: .text, at: .at, author: '{name: "x"}'}
            """
        let intake = MemoryIntake()
        let connector = try connector(stream, platform: platform)
        for _ in 0..<3 { try await connector.poll(items, intake: intake) }
        #expect(platform.asked == ["GET /sync", "GET /sync?since=b", "GET /sync?since=c"])
    }

    @Test func `a first run that was cut short leaves no history to come in as news`() async throws {
        let platform = ScriptedPlatform { call, _ in
            let id = call.url.contains("after=1") ? 2 : 1
            return call.url.contains("after=2")
                ? .json("[]") : .json(#"[{"id":\#(id),"text":"a","at":"2026-07-30T13:00:00Z"}]"#)
        }
        let stream = """
            get: /log
            order: oldest
            resume: {as: after, from: .id}
            map: {kind: comment, id: .id, text: .text, at: .at, author: '{name: "x"}'}
            """
        let intake = MemoryIntake()
        let connector = try connector(stream, platform: platform)
        intake.change { $0.crash = (after: 1, isStored: false) }
        await #expect(throws: ConnectorFailure.self) { try await connector.poll(items, intake: intake) }
        intake.change { $0.crash = nil }
        try await connector.poll(items, intake: intake)
        #expect(intake.snapshot.history == ["1", "2"])
    }

    // MARK: Conditional requests

    @Test(arguments: ["newest", "oldest"])
    func `an unchanged list costs a 304 and nothing else`(order: String) async throws {
        let platform = ScriptedPlatform { call, _ in
            if call.headers["If-None-Match"] == "\"v1\"" { return HTTPAnswer(status: 304) }
            return .json(#"[{"id":1,"text":"a","at":"2026-08-01T13:00:00Z"}]"#, headers: ["ETag": "\"v1\""])
        }
        let stream = "get: /list\norder: \(order)\nmap: {kind: comment, id: .id, text: .text, at: .at, author: '{name: \"x\"}'}"
        let intake = MemoryIntake()
        let connector = try connector(stream, platform: platform)
        try await connector.poll(items, intake: intake)
        let pages = intake.snapshot.pages.count
        try await connector.poll(items, intake: intake)
        #expect(platform.calls.last?.headers["If-None-Match"] == "\"v1\"")
        #expect(intake.snapshot.pages.count == pages)
    }

    // MARK: Limits

    private let costly = """
        get: /search
        cost: 100
        map: {kind: comment, id: .id, text: .text, at: .at, author: '{name: "x"}'}
        """
    private let quota = "limits: {rate: [250 per 1d shared app resets 00:00 UTC]}"

    @Test func `a budget of units is shared by the channels of an app and begins anew at its time of day`() async throws {
        let (time, budgets) = (TestTime(), Budgets())
        let platform = ScriptedPlatform { _, _ in .json("[]") }
        let connectors = try [0, 1].map { _ in
            try connector(costly, top: quota, platform: platform, time: time, budgets: budgets)
        }
        for connector in connectors { try await connector.poll(items, intake: MemoryIntake()) }
        let failure = await #expect(throws: ConnectorFailure.self) {
            try await connectors[0].poll(items, intake: MemoryIntake())
        }
        // Ten hours to midnight.
        #expect(failure?.label == .rateLimited && failure?.retryAfter == .seconds(36_000))
        #expect(platform.calls.count == 2)
        time.advance(by: .seconds(36_000))
        try await connectors[0].poll(items, intake: MemoryIntake())
        #expect(platform.calls.count == 3)
    }

    @Test func `a budget that was spent stays spent after a restart`() async throws {
        let time = TestTime()
        let kept = KeptBudgets()
        let platform = ScriptedPlatform { _, _ in .json("[]") }
        for _ in 0..<2 {
            try await connector(costly, top: quota, platform: platform, time: time, budgets: kept.restarted())
                .poll(items, intake: MemoryIntake())
        }
        await #expect(throws: ConnectorFailure.self) {
            try await connector(costly, top: quota, platform: platform, time: time, budgets: kept.restarted())
                .poll(items, intake: MemoryIntake())
        }
    }

    @Test func `limits may be told by the channel's own settings`() throws {
        let text = """
            manifest: 1
            version: 1.0.0
            title: Acme
            settings: {most: {type: int, title: Characters}}
            http: {base: https://acme.example}
            limits: {text: {max: \\($settings.most), unit: graphemes}, files: {max: 4, size: 8 MiB, types: [image/*]}}
            actions:
              reply: {post: /reply, multipart: {text: \\($text), file: '\\([$files[]])'}, id: .id, unclear: ask}
              like: {post: /like}
            """
        let connector = ManifestConnector(
            try compiled(text), ChannelBinding(name: "acme", settings: ["most": "640"]), ScriptedPlatform())
        let reply = connector.profile.abilities[0]
        #expect(reply.text == TextLimit(max: 640, unit: .graphemes))
        #expect(reply.files == FileLimit(count: 4, types: ["image/*"], bytes: 8 << 20))
        #expect(connector.profile.abilities[1].files == nil)
    }

    // MARK: What is asked only when it is missing

    @Test func `an author without a name is asked for, and a closed profile is no failure`() async throws {
        let platform = ScriptedPlatform { call, _ in
            call.url.hasSuffix("/u/7?fields=name")
                ? .json(#"{"name":"Ada","pic":"https://cdn.example/a.png","fans":12}"#)
                : .json("{}", status: 403)
        }
        let top =
            "profile: {get: /u/\\($author.id), query: {fields: name}, name: .name, avatar: .pic, followers: .fans, keep: 7d}"
        let connector = try connector(
            "get: /list\nmap: {kind: comment, id: .id, text: .t, at: .at, author: .by}", top: top, platform: platform)
        #expect(connector.profile.asksAuthors?.keep == .seconds(604_800))
        let found = try await connector.author(ArrivedAuthor(id: RemoteAuthorID("7")))
        #expect(found?.name == "Ada" && found?.avatar == "https://cdn.example/a.png" && found?.followers == 12)
        #expect(try await connector.author(ArrivedAuthor(id: RemoteAuthorID("8"))) == nil)
    }

    @Test func `a post is filled by its id`() async throws {
        let platform = ScriptedPlatform(.json(#"{"items":[{"title":"Video","views":"12","date":"2026-07-01T00:00:00Z"}]}"#))
        let top =
            "posts: {get: /videos, query: {id: \\($post.id)}, title: '.items[0].title', at: '.items[0].date', counts: {views: '.items[0].views'}}"
        let connector = try connector(
            "get: /list\nmap: {kind: comment, id: .id, text: .t, at: .at, author: .by}", top: top, platform: platform)
        let post = try #require(try await connector.post(RemotePostID("v1")))
        #expect(post.title == "Video" && post.counts == ["views": 12] && post.at != nil)
        #expect(platform.asked == ["GET /videos?id=v1"])
    }
}

/// A budget's keeper that outlives its budgets.
private final class KeptBudgets: Sendable {
    private let state = Keep()

    private actor Keep {
        var kept: [String: Budgets.Kept] = [:]
        func put(_ key: String, _ value: Budgets.Kept) { kept[key] = value }
    }

    func restarted() -> Budgets {
        let state = state
        return Budgets(keeper: .init(kept: { await state.kept[$0] }, keep: { await state.put($0, $1) }))
    }
}
