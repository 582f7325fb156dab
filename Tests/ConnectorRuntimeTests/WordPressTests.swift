import ConnectorKit
import ConnectorRuntime
import Expressions
import HTTPCore
import InboxModel
import Testing

struct WordPressTests {
    private let comments = StreamName("comments")

    /// The day of the fixtures.
    private static let thatDay = Timestamp(rfc3339: "2026-07-02T09:00:00Z")!

    private func blog(_ platform: ScriptedPlatform, _ time: TestTime = TestTime(thatDay)) throws -> ManifestConnector {
        ManifestConnector(try connector("wordpress"), .wordpress, platform, time)
    }

    /// Signs in first, then answers in order.
    private func platform(_ answers: HTTPAnswer...) throws -> ScriptedPlatform {
        let me = try HTTPAnswer.recorded("wordpress", "users_me")
        return ScriptedPlatform { call, index in
            if index == 0 { return me }
            guard answers.indices.contains(index - 1) else {
                Issue.record("an unexpected call: \(call.url)")
                throw HTTPFailure(.broken, "no answer is left", advice: "", requestLeft: true)
            }
            return answers[index - 1]
        }
    }

    private func page(_ name: String) throws -> HTTPAnswer { try .recorded("wordpress", name) }

    private func messages(_ name: String) async throws -> [ArrivedMessage] {
        let (platform, intake) = (try platform(try page(name), try page("comments_page_empty")), MemoryIntake())
        try await blog(platform).poll(comments, intake: intake)
        #expect(intake.snapshot.refusals == [])
        return intake.snapshot.order.compactMap { id in
            if case .message(let message) = intake.snapshot.items[id] { message } else { nil }
        }
    }

    // MARK: What comes in

    @Test func `a page of comments becomes messages with safe text`() async throws {
        let messages = try await messages("comments_page")
        #expect(messages.map(\.id.rawValue) == ["41", "42", "43"])
        #expect(
            messages.map(\.text) == [
                "Is the blue one back in stock? I’d love & need it <3", "And where is my order 4711?\n\nThanks",
                "Yes, since this morning!",
            ])
        #expect(messages[0].html == "<p>Is the blue one back in stock? I’d love &amp; need it &lt;3</p>")
        #expect(messages.map(\.parent?.rawValue) == [nil, "41", "41"])
        #expect(messages.map(\.author.id?.rawValue) == ["ana.lopez@customer.example", "ben@customer.example", "7"])
        #expect(messages.map(\.isOurs) == [false, false, true])
        #expect(messages.map(\.needsAnswer) == [true, true, false])
        #expect(messages[0].at == Timestamp(rfc3339: "2026-07-02T08:14:58Z"))
        #expect(messages[0].permalink == "https://blog.shop.example/2026/07/blue-mugs/#comment-41")
        #expect(messages[0].post?.id == RemotePostID("1"))
    }

    @Test func `an embedded post brings its title and address`() async throws {
        let post = try await messages("comments_page_embedded").first?.post
        #expect(post?.title == "Blue mugs are coming")
        #expect(post?.url == "https://blog.shop.example/2026/07/blue-mugs/")
        #expect(post?.excerpt == "Soon.")
    }

    @Test func `a pingback is a mention that wants no answer`() async throws {
        let message = try #require(try await messages("comment_pingback").first)
        #expect(message.kind == .mention)
        #expect(message.needsAnswer == false)
        #expect(
            message.author
                == ArrivedAuthor(
                    name: "Mug blog",
                    avatar: "https://secure.gravatar.com/avatar/d41d8cd98f00b204e9800998ecf8427e?s=96&d=mm&r=g"))
    }

    @Test func `spam is gone`() async throws {
        let found = MemoryIntake()
        try await blog(try platform(try page("comment_spam"), try page("comments_page_empty"))).poll(comments, intake: found)
        guard case .removal = found.snapshot.items.values.first else {
            Issue.record("\(found.snapshot.items)")
            return
        }
    }

    // MARK: How it is asked

    @Test func `the list is read with credentials, newest first, page by page`() async throws {
        let platform = try platform(try page("comments_page"), try page("comments_page_empty"))
        try await blog(platform).poll(comments, intake: MemoryIntake())
        #expect(
            platform.asked == [
                "GET /wp-json/wp/v2/users/me",
                "GET /wp-json/wp/v2/comments?context=edit&status=all&orderby=id&order=desc&per_page=100&_embed=up",
                "GET /wp-json/wp/v2/comments?context=edit&status=all&orderby=id&order=desc&per_page=100&_embed=up&page=2",
            ])
        #expect(
            platform.calls.allSatisfy {
                $0.headers["Authorization"] == "Basic c3VwcG9ydDphYmNkIEVGR0ggMTIzNCBpamtsIE1OT1AgNjc4OQ=="
            })
    }

    @Test func `a second run stops at known ground`() async throws {
        let intake = MemoryIntake()
        try await blog(try platform(try page("comments_page"), try page("comments_page_empty"))).poll(comments, intake: intake)
        let second = try platform(try page("comments_page"))
        try await blog(second).poll(comments, intake: intake)
        #expect(second.calls.count == 2)
        #expect(intake.snapshot.order.count == 3)
    }

    @Test func `re-reading asks for the ids and notices what is gone`() async throws {
        let intake = MemoryIntake()
        intake.change { state in
            state.stored = ["41", "42", "99"].map {
                StoredItem(
                    id: RemoteMessageID($0), kind: .comment, visibility: .public, thread: ThreadKey("41"), at: noon)
            }
        }
        let platform = try platform(try page("comments_page"))
        try await blog(platform).poll(StreamName("comments.recheck"), intake: intake)
        #expect(platform.asked.last?.contains("include=41%2C42%2C99") == true)
        #expect(intake.snapshot.items["99"] == .removal(RemoteMessageID("99"), at: nil))
        #expect(intake.snapshot.items.count == 4)
        // The kept page reads the same again.
        let kept = try #require(intake.snapshot.pages.first?.delivery)
        #expect(try blog(platform).interpret(kept).arrivals.map(\.remoteID) == ["41", "42", "43", "99"])
    }

    @Test(
        arguments: [
            ("error_401_not_logged_in", 401, ErrorLabel.authExpired), ("error_401_forbidden_context", 401, .authExpired),
            ("error_401_incorrect_password", 401, .authExpired), ("error_404_no_route", 404, .config),
            ("error_400_invalid_param", 400, .rejected),
        ]) func `a refused list says why`(name: String, status: Int, label: ErrorLabel) async throws
    {
        let blog = try blog(try platform(try .recorded("wordpress", name, status: status)))
        let failure = await #expect(throws: ConnectorFailure.self) { try await blog.poll(comments, intake: MemoryIntake()) }
        #expect(failure?.label == label)
    }

    @Test func `a wrong password is noticed by the sign-in test, since lists are then read anonymously`() async throws {
        let platform = ScriptedPlatform(try .recorded("wordpress", "error_401_not_logged_in", status: 401))
        let blog = try blog(platform)
        let failure = await #expect(throws: ConnectorFailure.self) { _ = try await blog.account() }
        #expect(failure?.label == .authExpired)
        #expect(failure?.message == "WordPress comments answered 401 to channel 'blog': You are not currently logged in.")
    }

    // MARK: What goes out

    private let item = StoredItem(
        id: RemoteMessageID("41"), kind: .comment, visibility: .public, thread: ThreadKey("41"), post: RemotePostID("1"),
        at: noon)

    private func act(_ text: String = "Yes, since this morning!", _ verb: Verb = .reply) -> Act {
        Act(verb: verb, key: "k", item: item, text: text, firstTriedAt: Timestamp(rfc3339: "2026-07-02T08:24:30Z")!)
    }

    @Test func `an answer hangs below its comment, its text escaped`() async throws {
        let platform = try platform(try .recorded("wordpress", "reply_created", status: 201))
        let outcome = await (try blog(platform)).perform(act("5 < 6 & <b>so</b>"), steps: MemoryJournal())
        #expect(outcome == .sent(id: RemoteMessageID("43"), at: nil, permalink: nil))
        #expect(platform.asked.last == "POST /wp-json/wp/v2/comments")
        #expect(
            try JSON(parsing: platform.calls[1].bodyText)
                == ["post": "1", "parent": "41", "content": "5 &lt; 6 &amp; &lt;b&gt;so&lt;/b&gt;"])
    }

    @Test(
        arguments: [
            (Verb.hide, #"POST /wp-json/wp/v2/comments/41 {"status":"hold"}"#),
            (.unhide, #"POST /wp-json/wp/v2/comments/41 {"status":"approved"}"#),
            (.delete, "DELETE /wp-json/wp/v2/comments/41 "),
        ]) func `moderation has its calls`(verb: Verb, expected: String) async throws
    {
        let platform = try platform(try page("approve_ok"))
        #expect(await (try blog(platform)).perform(act("", verb), steps: MemoryJournal()).word == "sent")
        #expect("\(platform.asked[1]) \(platform.calls[1].bodyText)" == expected)
    }

    @Test(
        arguments: [
            ("error_409_duplicate", 409, "unknown duplicate"), ("error_403_comment_closed", 403, "failed window_closed"),
            ("error_403_cannot_edit", 403, "failed auth_denied"), ("error_404_comment", 404, "failed gone"),
            ("error_400_too_long", 400, "failed rejected"), ("error_400_empty", 400, "failed rejected"),
            ("error_400_flood", 400, "retry rate_limited"), ("error_401_login_required", 401, "blocked auth_expired"),
            ("error_410_already_trashed", 410, "sent"),
        ]) func `each refusal becomes its outcome`(name: String, status: Int, expected: String) async throws
    {
        let outcome = await (try blog(try platform(try .recorded("wordpress", name, status: status))))
            .perform(act(), steps: MemoryJournal())
        #expect(outcome.word == expected)
        if case .retry(let after, _) = outcome { #expect(after == .seconds(15)) }
    }

    @Test func `an unclear answer is found by its author, place, words and time`() async throws {
        let found = try await blog(try platform(try page("comments_page"))).readBack(act("Yes -- since this morning!"))
        #expect(
            found
                == .found(
                    id: RemoteMessageID("43"), at: Timestamp(rfc3339: "2026-07-02T08:25:00Z"),
                    permalink: "https://blog.shop.example/2026/07/blue-mugs/#comment-43"))
    }

    @Test(
        arguments: [
            ("Yes, since this evening!", "2026-07-02T08:24:30Z", "41"),
            ("Yes, since this morning!", "2026-07-02T09:00:00Z", "41"),
            ("Yes, since this morning!", "2026-07-02T08:24:30Z", "42"),
            ("And where is my order 4711? Thanks", "2026-07-02T08:19:00Z", "41"),
        ]) func `other words, times, places and authors are not it`(text: String, tried: String, parent: String) async throws
    {
        var act = act(text)
        act.firstTriedAt = try #require(Timestamp(rfc3339: tried))
        act.item?.id = RemoteMessageID(parent)
        let platform = try platform(try page("comments_page"), try page("comments_page_empty"))
        #expect(try await blog(platform).readBack(act) == .absent)
    }
}
