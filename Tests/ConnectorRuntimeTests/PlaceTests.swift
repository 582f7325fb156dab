import ConnectorKit
import ConnectorRuntime
import HTTPCore
import InboxModel
import Testing

/// Streams of places, and what hangs under them.
struct PlaceTests {
    private let posts = StreamName("posts")
    private let comments = StreamName("comments")

    private let manifest = """
        manifest: 1
        version: 1.0.0
        title: Page
        http: {base: https://page.example}
        streams:
          posts:
            get: /posts
            each: .data[]
            every: 5m
            map:
              kind: place
              id: .id
              at: .at
              post: {id: .id, title: .title, counts: {comments: .comments}}
          comments:
            under: {stream: posts, within: 30d, changed: .comments}
            get: /posts/\\($parent.id)/comments
            each: .data[]
            every: 5m
            map: {kind: comment, id: .id, text: .text, author: .by, at: .at, post: $parent.id}
        """

    private func page(_ posts: [(id: Int, comments: Int)]) -> HTTPAnswer {
        let items = posts.map {
            #"{"id":\#($0.id),"title":"p\#($0.id)","comments":\#($0.comments),"at":"2026-08-01T13:00:00Z"}"#
        }
        return .json(#"{"data":[\#(items.joined(separator: ","))]}"#)
    }

    private func comments(_ ids: Int...) -> HTTPAnswer {
        let items = ids.map { #"{"id":\#($0),"text":"c\#($0)","by":"b","at":"2026-08-01T13:30:00Z"}"# }
        return .json(#"{"data":[\#(items.joined(separator: ","))]}"#)
    }

    @Test func `a place is kept and never shown, and its post goes with it`() async throws {
        let intake = MemoryIntake()
        let platform = ScriptedPlatform(page([(1, 2)]))
        try await ManifestConnector(try compiled(manifest), ChannelBinding(name: "page"), platform).poll(posts, intake: intake)
        let arrivals = try #require(intake.snapshot.pages.first).interpretation.arrivals
        guard case .place(let place) = arrivals[0], case .post(let post) = arrivals[1] else {
            Issue.record("\(arrivals)")
            return
        }
        #expect(place.id == "1" && place.stream == "posts" && place.keep?.contains(#""comments":2"#) == true)
        #expect(post.id.rawValue == "1" && post.title == "p1" && post.counts == ["comments": 2])
    }

    @Test func `a child stream runs again for a place only when what it watches has changed`() async throws {
        let (intake, time) = (MemoryIntake(), TestTime())
        let platform = ScriptedPlatform(
            page([(1, 2), (2, 0)]), comments(11), comments(), page([(1, 3), (2, 0)]), comments(12, 11))
        let connector = ManifestConnector(try compiled(manifest), ChannelBinding(name: "page"), platform, time)
        for _ in 0..<2 {
            try await connector.poll(posts, intake: intake)
            try await connector.poll(comments, intake: intake)
            time.advance(by: .seconds(300))
        }
        #expect(
            platform.asked == [
                "GET /posts", "GET /posts/1/comments", "GET /posts/2/comments", "GET /posts", "GET /posts/1/comments",
            ])
        #expect(intake.snapshot.order.filter { Int($0) != nil } == ["11", "12"])
    }

    @Test func `what was written under a fresh place before we looked is no history`() async throws {
        let (intake, time) = (MemoryIntake(), TestTime(noon - .seconds(7_200)))
        let platform = ScriptedPlatform(page([]), page([(1, 1)]), comments(11))
        let connector = ManifestConnector(try compiled(manifest), ChannelBinding(name: "page"), platform, time)
        try await connector.poll(posts, intake: intake)
        time.advance(by: .seconds(7_200))
        try await connector.poll(posts, intake: intake)
        try await connector.poll(comments, intake: intake)
        #expect(intake.snapshot.order.contains("11"))
        #expect(!intake.snapshot.history.contains("11"))
    }

    @Test(arguments: [(404, false), (403, false), (503, false), (429, true)])
    func `a place that is gone, closed to us or too much for the platform stops none of its neighbours`(
        status: Int, stops: Bool
    ) async throws {
        let intake = MemoryIntake()
        let platform = ScriptedPlatform { call, _ in
            if call.url.hasSuffix("/posts") { return self.page([(1, 1), (2, 1)]) }
            return call.url.contains("/1/") ? .json("{}", status: status) : self.comments(21)
        }
        let connector = ManifestConnector(try compiled(manifest), ChannelBinding(name: "page"), platform)
        try await connector.poll(posts, intake: intake)
        if stops {
            await #expect(throws: ConnectorFailure.self) { try await connector.poll(comments, intake: intake) }
        } else {
            try await connector.poll(comments, intake: intake)
            #expect(intake.snapshot.order.contains("21"))
        }
    }

    @Test func `a platform that is ill is not asked for every place`() async throws {
        let intake = MemoryIntake()
        let platform = ScriptedPlatform { call, _ in
            call.url.hasSuffix("/posts") ? self.page((1...9).map { ($0, 1) }) : .json("{}", status: 503)
        }
        let connector = ManifestConnector(try compiled(manifest), ChannelBinding(name: "page"), platform)
        try await connector.poll(posts, intake: intake)
        await #expect(throws: ConnectorFailure.self) { try await connector.poll(comments, intake: intake) }
        #expect(platform.calls.count == 1 + 3)
    }

    @Test func `pages of places are all read, since any of them may have changed`() async throws {
        let text = manifest.replacing("            every: 5m\n    map:\n      kind: place", with: "")
            .replacing(
                "    each: .data[]\n    every: 5m\n    map:\n      kind: place",
                with: "    each: .data[]\n    pages: {as: page, count: 1}\n    map:\n      kind: place")
        let intake = MemoryIntake()
        let second = Counter(1)
        let platform = ScriptedPlatform { call, _ in
            if call.url.hasSuffix("page=2") { return self.page([(2, second.value)]) }
            return call.url.hasSuffix("page=3") ? self.page([]) : self.page([(1, 1)])
        }
        let connector = ManifestConnector(try compiled(text), ChannelBinding(name: "page"), platform)
        try await connector.poll(posts, intake: intake)
        second.value = 5
        try await connector.poll(posts, intake: intake)
        #expect(intake.snapshot.places["posts"]?.first { $0.id == "2" }?.keep?.contains(#""comments":5"#) == true)
    }
}
