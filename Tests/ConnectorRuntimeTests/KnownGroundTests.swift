import ConnectorKit
import ConnectorRuntime
import HTTPCore
import InboxModel
import Testing

struct KnownGroundTests {
    private let comments = StreamName("comments")

    @Test(arguments: Forum.Paging.allCases, [1, 4, 100])
    func `every way of paging brings every item once, whatever the size of a page`(paging: Forum.Paging, size: Int) async throws
    {
        let forum = Forum(23, paging: paging, size: size)
        let intake = MemoryIntake()
        try await forum.poll(intake)
        #expect(intake.numbers == Set(1...23))
        forum.post(24...31)
        try await forum.poll(intake)
        #expect(intake.numbers == Set(1...31))
        #expect(intake.snapshot.order.count == 31)
    }

    @Test func `a quiet list costs one call and nothing is handed over`() async throws {
        let forum = Forum(23)
        let intake = MemoryIntake()
        try await forum.poll(intake)
        let (pages, log) = (intake.snapshot.pages.count, forum.platform)
        try await forum.connector(log: log).poll(comments, intake: intake)
        #expect(log.calls.count == 1)
        #expect(intake.snapshot.pages.count == pages)
    }

    @Test func `a run stops at the first page that is known as a whole`() async throws {
        let forum = Forum(50)
        let intake = MemoryIntake()
        try await forum.poll(intake)
        forum.post(51...53)
        let log = forum.platform
        try await forum.connector(log: log).poll(comments, intake: intake)
        // Three new and two known, then five known.
        #expect(log.calls.count == 2)
    }

    @Test func `an edited item on top does not hide the new one below it`() async throws {
        let forum = Forum(30)
        let intake = MemoryIntake()
        try await forum.poll(intake)
        forum.change { list in
            for id in 10...14 {
                var comment = list.remove(at: list.firstIndex { $0.id == id }!)
                comment.text += " (edited)"
                list.insert(comment, at: 0)
            }
            list.insert(Forum.Comment(id: 31, text: "new", age: .zero), at: 7)
        }
        try await forum.poll(intake)
        #expect(intake.numbers == Set(1...31))
    }

    @Test(arguments: 0..<7, [true, false])
    func `a kill at any page leaves no hole`(page: Int, isStored: Bool) async throws {
        let forum = Forum(20)
        let intake = MemoryIntake()
        try await forum.poll(intake)
        forum.post(21...48)
        intake.change { $0.crash = (after: page, isStored: isStored) }
        await #expect(throws: ConnectorFailure.self) { try await forum.poll(intake) }
        intake.change { $0.crash = nil }
        // More comes before the next run, and what was read moves down.
        forum.post(49...52)
        try await forum.poll(intake)
        #expect(intake.numbers == Set(1...52))
    }

    @Test(arguments: 0..<5)
    func `killed again and again, the first run still brings all of it as history`(page: Int) async throws {
        let forum = Forum(40)
        let intake = MemoryIntake()
        for _ in 0..<4 {
            intake.change { $0.crash = (after: page, isStored: true) }
            try? await forum.poll(intake)
        }
        intake.change { $0.crash = nil }
        try await forum.poll(intake)
        #expect(intake.numbers == Set(1...40))
        #expect(intake.snapshot.history.count == 40)
        forum.post(41...41)
        try await forum.poll(intake)
        #expect(intake.snapshot.history.count == 40)
    }

    @Test func `a mark that was deleted meanwhile holds no run up for ever`() async throws {
        let forum = Forum(20)
        let intake = MemoryIntake()
        try await forum.poll(intake)
        forum.post(21...40)
        intake.change { $0.crash = (after: 1, isStored: true) }
        try? await forum.poll(intake)
        intake.change { $0.crash = nil }
        // All of the deepest page that was stored is gone.
        forum.change { $0.removeAll { (31...35).contains($0.id) } }
        let log = forum.platform
        try await forum.connector(log: log).poll(comments, intake: intake)
        #expect(intake.numbers.isSuperset(of: Set(1...30)))
        #expect(log.calls.count <= 9)
    }

    @Test func `the first run takes seven days or a thousand items, whichever comes first`() async throws {
        let old = Forum(0, size: 10)
        old.change { list in
            list = (1...60).reversed().map { Forum.Comment(id: $0, text: "x", age: .seconds((61 - $0) * 86_400 / 4)) }
        }
        let intake = MemoryIntake()
        try await old.poll(intake)
        #expect(intake.numbers == Set(31...60))

        let busy = Forum(1_500, size: 100)
        let many = MemoryIntake()
        try await busy.poll(many)
        #expect(many.numbers == Set(501...1_500))
    }

    @Test func `pages that lead in a circle end with an error, also over two corners`() async throws {
        let manifest = Forum(1, paging: .token).manifest
        let platform = ScriptedPlatform { call, index in
            .json(
                #"{"items":[{"id":\#(index),"text":"x","by":"b","at":"\#(noon.rfc3339)"}],"next":"\#(index % 2 == 0 ? "B" : "A")"}"#
            )
        }
        let connector = ManifestConnector(try compiled(manifest), ChannelBinding(name: "forum"), platform)
        let failure = await #expect(throws: ConnectorFailure.self) {
            try await connector.poll(comments, intake: MemoryIntake())
        }
        #expect(failure?.message == "Channel 'forum': the pages of stream comments lead in a circle")
        #expect(platform.calls.count == 3)
    }

    @Test func `an endless list ends after a hundred pages, and the next run goes on below`() async throws {
        let forum = Forum(10, size: 5)
        let intake = MemoryIntake()
        try await forum.poll(intake)
        forum.post(11...800)
        let log = forum.platform
        try await forum.connector(log: log).poll(comments, intake: intake)
        #expect(log.calls.count == 100)
        #expect(intake.numbers.count == 10 + 500)
        try await forum.poll(intake)
        #expect(intake.numbers == Set(1...800))
    }

    @Test func `an unchanged list is asked for with its validators and answered with 304`() async throws {
        let forum = Forum(3, size: 5)
        let log = ScriptedPlatform { call, index in
            if call.headers["If-None-Match"] == "\"v1\"" { return HTTPAnswer(status: 304) }
            var answer = forum.answer(call)
            answer.headers["ETag"] = "\"v1\""
            answer.headers["Last-Modified"] = "Sat, 01 Aug 2026 13:00:00 GMT"
            return answer
        }
        let intake = MemoryIntake()
        let connector = try forum.connector(log: log)
        try await connector.poll(comments, intake: intake)
        let cursor = intake.snapshot.cursors
        try await connector.poll(comments, intake: intake)
        #expect(log.calls.last?.headers["If-Modified-Since"] == "Sat, 01 Aug 2026 13:00:00 GMT")
        #expect(intake.snapshot.cursors == cursor)
        #expect(intake.numbers == Set(1...3))
    }

    @Test func `a cursor whose meaning has changed is discarded, not misread`() async throws {
        let forum = Forum(8)
        let intake = MemoryIntake()
        try await forum.poll(intake)
        intake.change { $0.cursors["comments"] = StreamCursor(#"{"meaning":"another","began":1,"at":"x"}"#) }
        try await forum.poll(intake)
        #expect(intake.numbers == Set(1...8))
        #expect(intake.snapshot.cursors["comments"]?.rawValue.contains("another") == false)
    }

    @Test func `one bad record is refused with the manifest's line, the rest of its page goes on`() async throws {
        let manifest = Forum(1).manifest
        let platform = ScriptedPlatform { _, index in
            index > 0
                ? .json(#"{"items":[]}"#)
                : .json(
                    #"{"items":[{"id":1,"text":"a","by":"b","at":"\#(noon.rfc3339)"},{"id":null,"text":"b"},{"id":3,"text":"c","at":"yesterday"},"#
                        + #"{"id":4,"text":"d","by":"b","at":"\#(noon.rfc3339)"}]}"#)
        }
        let connector = ManifestConnector(try compiled(manifest), ChannelBinding(name: "forum"), platform)
        let intake = MemoryIntake()
        try await connector.poll(comments, intake: intake)
        #expect(intake.numbers == [1, 4])
        #expect(
            intake.snapshot.refusals.map { "\($0.place) \($0.reason)" } == [
                "$[1] acme/connector.yaml:10:30: `id` is empty", "$[2] acme/connector.yaml:10:65: `at` names no moment",
            ])
    }
}
