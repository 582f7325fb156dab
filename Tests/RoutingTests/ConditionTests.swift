import InboxModel
import Routing
import Testing
import YAMLCoding

struct ConditionTests {
    /// Whether a condition is met, and by what.
    private func answer(
        _ condition: String, _ message: RoutingMessage, _ state: RoutingSnapshot = RoutingSnapshot()
    ) throws -> [String]? {
        let plan = try plan("rules: [{name: r, when: \(condition), then: {goal: support}}]", message, state)
        return plan.applied.first?.matched.map(\.description)
    }

    private static let messageQuestions: [(String, [String]?)] = [
        ("{channel: blog}", ["channel: blog"]), ("{channel: [shop, blog]}", ["channel: blog"]), ("{channel: shop}", nil),
        ("{connector: wordpress}", ["connector: wordpress"]), ("{kind: comment}", ["kind: comment"]),
        ("{kind: [review, mention]}", nil), ("{visibility: public}", ["visibility: public"]), ("{visibility: private}", nil),
        ("{author: {name: mustermann}}", ["author.name: mustermann"]), ("{author: {name: muster}}", nil),
        ("{author: {handle: erika}}", ["author.handle: @erika"]), ("{author: {handle: '@ERIKA'}}", ["author.handle: @erika"]),
        ("{author: {role: [customer, member]}}", ["author.role: customer"]), ("{author: {role: bot}}", nil),
        ("{author: {name: erika, role: customer}}", ["author.name: erika", "author.role: customer"]),
        ("{language: de}", ["language: de"]), ("{language: DE-at}", ["language: de-at"]), ("{language: [en, d]}", nil),
        ("{attachments: false}", ["attachments: false"]), ("{attachments: true}", nil), ("{links: false}", ["links: false"]),
        ("{rating: 1}", nil), ("{all: [{kind: comment}, {channel: blog}]}", ["kind: comment", "channel: blog"]),
        ("{kind: comment, channel: blog}", ["kind: comment", "channel: blog"]), ("{kind: comment, channel: shop}", nil),
        ("{any: [{kind: review}, {channel: blog}]}", ["channel: blog"]), ("{any: [{kind: review}, {channel: shop}]}", nil),
        ("{not: {kind: review}}", ["not: kind is review"]), ("{not: {kind: comment}}", nil),
        (
            "{not: {any: [{kind: review}, {rating: 1}]}, channel: blog}",
            ["not: kind is review or rating is 1", "channel: blog"]
        ),
    ]

    @Test(arguments: messageQuestions) func `a question to the message is answered`(condition: String, expected: [String]?)
        throws
    {
        try #expect(answer(condition, message()) == expected)
    }

    @Test(arguments: [
        ("1", 1, true), ("1", 2, false), ("{at_most: 2}", 2, true), ("{at_most: 2}", 3, false), ("{at_least: 4}", 4, true),
        ("{at_least: 4}", 3, false), ("{at_least: 2, at_most: 3}", 3, true), ("{at_least: 2, at_most: 3}", 1, false),
    ]) func `ratings are compared`(condition: String, rating: Int, isMet: Bool) throws {
        try #expect(answer("{rating: \(condition)}", message { $0.rating = rating }) == (isMet ? ["rating: \(rating)"] : nil))
    }

    private static let stateQuestions: [(String, [String]?)] = [
        ("{label: vip}", ["label: vip"]), ("{label: [a, vip, b2b]}", ["label: vip", "label: b2b"]), ("{label: spam}", nil),
        ("{priority: high}", ["priority: high"]), ("{priority: {at_least: high}}", ["priority: high"]),
        ("{priority: {at_most: normal}}", nil), ("{priority: [low, urgent]}", nil), ("{status: waiting}", ["status: waiting"]),
        ("{status: [open, resolved]}", nil), ("{team: support}", ["team: support"]), ("{team: sales}", nil),
        ("{assigned: true}", ["assigned: true"]), ("{assigned: false}", nil), ("{goal: product}", ["goal: product"]),
        ("{goal: support}", nil), ("{new: false}", ["new: false"]), ("{new: true}", nil),
    ]

    @Test(arguments: stateQuestions) func `a question to the conversation is answered`(condition: String, expected: [String]?)
        throws
    {
        let state = RoutingSnapshot(
            status: .waiting, priority: .high, labels: ["vip", "b2b"], team: "support", goal: .product, isNew: false)
        let file = "teams: {support: {}, sales: {}}\nrules: [{name: r, when: \(condition), then: {label: x}}]"
        try #expect(plan(file, message(), state).applied.first?.matched.map(\.description) == expected)
    }

    private static let texts: [(String, String, [String]?)] = [
        ("kündigung", "Meine KUNDIGUNG!", ["kündigung"]), ("kündigung", "Die Kündigungen", nil),
        ("kündig*", "Ich kündige", ["kündig*"]),
        ("kündig*", "ungekündigt", nil), ("straße", "STRASSE 5", ["straße"]), ("Strasse", "an der Straße", ["Strasse"]),
        ("'kein Empfang'", "Kein… Empfang?!", ["kein Empfang"]), ("'kein Empfang'", "kein guter Empfang", nil),
        ("'kein Emp*'", "hier ist kein Empfang", ["kein Emp*"]), ("[a b, c]", "x a b", ["a b"]), ("[b, a]", "a b", ["b", "a"]),
        ("naïve", "nai\u{308}ve", ["naïve"]), ("cœur", "COEUR", ["cœur"]), ("łódź", "lodz", ["łódź"]),
        ("tiếng", "TIENG", ["tiếng"]),
        ("Ελλάδας", "ΕΛΛΑΔΑΣ", ["Ελλάδας"]), ("ещё", "Еще", ["ещё"]), ("退款", "我要退款！", ["退款"]), ("返金", "返して", nil),
        ("🤬", "so ein Mist🤬🤬", ["🤬"]), ("hashtag", "#Hashtag", ["hashtag"]), ("soft", "so\u{AD}ft", ["soft"]),
        ("don't", "DON’T", ["don't"]),
        ("{all: [a, b]}", "b und a", ["a", "b"]), ("{all: [a, b]}", "a", nil), ("{any: [x, a], all: [b]}", "a b", ["a", "b"]),
    ]

    @Test(arguments: texts) func `words and phrases are found without case and accents`(
        condition: String, text: String, expected: [String]?
    ) throws {
        try #expect(answer("{text: \(condition)}", message(text)) == expected?.map { "text: \($0)" })
    }

    @Test(arguments: [
        ("see https://example.org", true), ("WWW.example.org", true), ("http", false), ("a://", false), ("wwwhat", false),
        ("", false),
    ]) func `links are seen`(text: String, hasLinks: Bool) throws {
        let message = RoutingMessage(channel: "a", connector: "b", kind: .mail, visibility: .private, text: text)
        #expect(message.hasLinks == hasLinks)
    }

    @Test func `the subject is part of the text`() throws {
        let mail = RoutingMessage(
            channel: "mail", connector: "email", kind: .mail, visibility: .private, text: "Hallo",
            subject: "Kündigung Vertrag 7")
        try #expect(answer("{text: kündigung}", mail) == ["text: kündigung"])
    }

    @Test func `a pattern is matched by the engine that is handed in`() throws {
        try #expect(answer("{text: {pattern: 'vertrag\\s+\\d+'}}", message("mein vertrag  12")) == [#"text: /vertrag\s+\d+/"#])
        try #expect(answer("{text: {pattern: 'vertrag\\s+\\d+'}}", message("mein vertrag x")) == nil)
    }

    @Test func `a pattern that gives up counts as not met and is told`() throws {
        let yaml = "rules: [{name: r, when: {text: {pattern: '(a+)+$'}}, then: {label: x}}]"
        let plan = try plan(yaml, message(String(repeating: "a", count: 5_000) + "b"))
        #expect(plan.effects == [])
        #expect(plan.troubles.count == 1)
        #expect(plan.troubles.first?.hasPrefix("text matches /(a+)+$/: ") == true)
    }

    @Test func `an item of a connector brings what conditions ask for`() {
        var arrived = ArrivedMessage(
            id: RemoteMessageID("1"), kind: .review, visibility: .public, author: ArrivedAuthor(name: "A", role: .superUser),
            text: "see www.example.org")
        (arrived.rating, arrived.subject, arrived.attachments) = (2, "Title", [Attachment(name: "a.png")])
        let message = RoutingMessage(arrived, channel: "shop", connector: "play")
        #expect(message.text == "Title\nsee www.example.org")
        #expect(message.author.role == .superUser)
        #expect((message.rating, message.hasAttachments, message.hasLinks) == (2, true, true))
    }
}
