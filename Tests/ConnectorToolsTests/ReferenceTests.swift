import ConnectorKit
import Expressions
import Foundation
import Testing
import YAMLCoding

@testable import ConnectorTools

struct ReferenceTests {
    private static let house = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    @Test func `the reference in docs is the one the program makes`() throws {
        let text = try String(contentsOf: Self.house.appending(path: "docs/connector-language.md"), encoding: .utf8)
        #expect(text == LanguageReference.markdown, "run: stellwerk connector docs > docs/connector-language.md")
    }

    @Test func `the schema beside the connectors is the one the program makes`() throws {
        let text = try String(contentsOf: Self.house.appending(path: "Connectors/connector.schema.json"), encoding: .utf8)
        #expect(text == LanguageReference.schema, "run: stellwerk connector docs --schema > Connectors/connector.schema.json")
    }

    /// Where each room stands in a manifest, with a key nobody knows in it.
    private static let places: [(room: String, yaml: String)] = [
        ("manifest", "X"), ("setting", "settings: {a: {X}}"), ("http", "http: {X}"), ("auth", "auth: {X}"),
        ("basic", "auth: {basic: {X}}"), ("oauth2", "auth: {oauth2: {X}}"), ("oauth1", "auth: {oauth1: {X}}"),
        ("statement", "auth: {jwt: {X}}"), ("session", "auth: {session: {X}}"), ("account", "account: {get: /a, id: .a, X}"),
        ("stream", "streams: {a: {get: /a, X}}"),
        ("resume", "streams: {a: {get: /a, resume: {X}}}"), ("pages", "streams: {a: {get: /a, pages: {X}}}"),
        ("live", "streams: {a: {get: /a, live: {sse: /b, X}}}"), ("under", "streams: {a: {get: /a, under: {X}}}"),
        ("recheck", "streams: {a: {get: /a, recheck: {get: /b, X}}}"), ("item", "streams: {a: {map: {kind: comment, X}}}"),
        ("attachments", "streams: {a: {map: {kind: comment, attachments: {each: .a, X}}}}"),
        ("profile", "profile: {get: /a, X}"), ("posts", "posts: {get: /a, X}"), ("download", "download: {get: /a, url: /b, X}"),
        ("webhook", "webhook: {X}"), ("verify", "webhook: {verify: {X}}"), ("jwt", "webhook: {verify: {jwt: {X}}}"),
        ("answer", "webhook: {answers: [{X}]}"), ("subscribe", "webhook: {subscribe: {post: /a, X}}"),
        ("exists", "webhook: {subscribe: {post: /a, exists: {get: /b, when: .a, X}}}"),
        ("renew", "webhook: {subscribe: {post: /a, renew: {every: 1d, X}}}"), ("action", "actions: {reply: {post: /a, X}}"),
        ("step", "actions: {reply: {steps: [{post: /a, X}]}}"),
        ("then", "actions: {reply: {steps: [{post: /a, then: {get: /b, until: .a, X}}]}}"),
        ("look", "actions: {reply: {post: /a, unclear: {get: /b, match: .a, X}}}"), ("limits", "limits: {X}"),
        ("text", "limits: {text: {X}}"), ("files", "limits: {files: {X}}"),
    ]

    @Test(arguments: places) func `the table has exactly the words the language has`(room: String, yaml: String) throws {
        let word = "qqqqqqqqqqqqqqqq"
        let text = "\(yaml)\n".replacing("X", with: "\(word): 1")
        let (_, problems) = YAMLDecoder().read(Manifest.self, from: Array(text.utf8), file: "c.yaml")
        let start = "unknown key `\(word)`; known here: "
        let found = try #require(
            problems.map(\.message).first { $0.hasPrefix(start) }?.dropFirst(start.count), "\(problems.map(\.message))")
        let known = Set(found.split(separator: ", ").map(String.init))
        let written = try #require(Language.rooms.first { $0.name == room })
        let told = Set((written.keys + (written.holdsRequest ? Language.request : [])).map(\.name))
        #expect(told.subtracting(known) == [], "in the table and not in the language")
        #expect(known.subtracting(told) == [], "in the language and not in the table")
    }

    @Test func `every room that a key leads to is there`() {
        let names = Set(Language.rooms.map(\.name))
        for room in Language.rooms {
            for key in room.keys { #expect(key.shape.rooms.isSubset(of: names), "\(room.name).\(key.name)") }
        }
    }
}

extension LanguageRoom.Shape {
    fileprivate var rooms: Set<String> {
        switch self {
        case .room(let name): [name]
        case .named(let shape), .closed(_, let shape), .list(let shape), .oneOrMore(let shape): shape.rooms
        case .either(let shapes): shapes.reduce(into: []) { $0.formUnion($1.rooms) }
        default: []
        }
    }
}
