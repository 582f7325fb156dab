import ConnectorKit
import ConnectorRuntime
import Desk
import Foundation
import InboxModel
import Storage
import TestSupport
import Testing

@testable import StellwerkService

/// Connectors and settings that change while the service runs.
struct ReloadTests {
    /// A running service with one channel of a small forum.
    private final class House: Sendable {
        let installation: Installation
        let service: StellwerkService

        static func manifest(version: String, text: String = ".text") -> String {
            #"""
            manifest: 1
            version: \#(version)
            title: Forum
            settings: {site: {type: url, title: Site}}
            http: {base: '\($settings.site)/api'}
            streams:
              comments:
                map: {kind: comment, id: .id, text: \#(text), author: .by, at: .at}
            webhook: {verify: {none: a test}, into: {comments: .}}

            """#
        }

        static let tape = """
            do: receive
            call: {body: {id: 1, text: Hi, by: 7}}
            expect: {items: [{id: 1, text: Hi}]}

            """

        init() async throws {
            installation = try Installation([
                "connectors/forum/connector.yaml": Self.manifest(version: "1.0.0"),
                "connectors/forum/fixtures/poll.yaml": Self.tape,
                "config/stellwerk.yaml": "log: {level: error}\nnetwork: {allow: ['127.0.0.1:9']}\n",
                "config/channels.yaml": "shop: {connector: forum, settings: {site: 'http://127.0.0.1:9'}}\n",
                "config/replies.yaml": "[{name: a, title: A, text: Hello}]\n",
            ])
            service = try await installation.service()
        }

        func write(_ name: String, _ text: String) throws { try installation.write(name, text) }

        var version: String? { service.board["shop"]?.connector.profile.version }

        func health() async throws -> ChannelHealth? {
            try await service.desk.store.read { try $0.channels().first { $0.name == "shop" }?.health }
        }
    }

    @Test func `a saved connector is in force at once, and its channel keeps its inbox`() async throws {
        let house = try await House()
        try await house.service.live {
            let before = try #require(house.service.board["shop"])
            try house.write("connectors/forum/connector.yaml", House.manifest(version: "1.1.0"))
            #expect(try await soon { house.version == "1.1.0" })
            #expect(before.isRetired)
            #expect(house.service.board["shop"]?.id == before.id)
        }
    }

    @Test(
        arguments: [
            (House.manifest(version: "2.0.0", text: "text"), "connector.yaml:8:41: `text/0` is not defined"),
            (House.manifest(version: "2.0.0", text: ".words"), "fixtures/poll.yaml:3:32: items[0].text - Hi + "),
        ]) func `a broken one changes nothing, says so, and is forgotten once it is mended`(
            manifest: String, fault: String
        ) async throws
    {
        let house = try await House()
        try await house.service.live {
            #expect(try await soon { try await house.health()?.state == .running })
            try house.write("connectors/forum/connector.yaml", manifest)
            #expect(try await soon { try await house.health()?.reason?.contains(fault) == true })
            #expect(house.version == "1.0.0")
            #expect(try await house.health()?.state == .running)
            #expect(try await house.health()?.advice?.contains("version 1.0.0 keeps running") == true)
            try house.write("connectors/forum/connector.yaml", House.manifest(version: "2.0.1"))
            #expect(try await soon { house.version == "2.0.1" })
            #expect(try await soon { try await house.health()?.reason == nil })
        }
    }

    @Test func `a hang-up adds and ends channels, and changes replies, without a restart`() async throws {
        let house = try await House()
        try await house.service.live {
            let shop = try #require(house.service.board["shop"])
            try house.write(
                "config/channels.yaml",
                """
                blog: {connector: forum, settings: {site: 'http://127.0.0.1:9'}}
                """)
            try house.write("config/replies.yaml", "[{name: b, title: B, text: Bye}]\n")
            await house.service.reload()
            #expect(house.service.board["shop"] == nil)
            #expect(shop.isRetired)
            #expect(house.service.board["blog"] != nil)
            #expect(house.service.configuration.replies.map(\.name) == ["b"])
        }
    }

    @Test func `a secret that was changed reaches its channel, an app that was taken out is gone`() async throws {
        let house = try await House()
        try await house.service.live {
            try house.write("secret", "old")
            let apps = "forum: {connector: forum, client_secret: '${file:\(house.installation.path("secret"))}'}\n"
            let channel = "shop: {connector: forum, app: forum, settings: {site: 'http://127.0.0.1:9'}}\n"
            try house.write("config/apps.yaml", apps)
            try house.write("config/channels.yaml", channel)
            await house.service.reload()
            let before = try #require(house.service.board["shop"])
            #expect(before.material.app?.secrets["client_secret"] == "old")

            await house.service.reload()
            #expect(house.service.board["shop"] === before, "nothing has changed")

            // The reference is the same; what it leads to is not.
            try house.write("secret", "new")
            await house.service.reload()
            #expect(house.service.board["shop"]?.material.app?.secrets["client_secret"] == "new")
            #expect(before.isRetired)
        }
    }

    @Test func `a change with one mistake is refused as a whole`() async throws {
        let house = try await House()
        try await house.service.live {
            try house.write("config/replies.yaml", "[{name: b, title: B, text: Bye}]\n")
            try house.write("config/channels.yaml", "blog: {connector: forum, settings: {sight: x}}\n")
            await house.service.reload()
            #expect(house.service.board["shop"] != nil)
            #expect(house.service.board["blog"] == nil)
            #expect(house.service.configuration.replies.map(\.name) == ["a"])
        }
    }
}
