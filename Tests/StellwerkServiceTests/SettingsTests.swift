import FoundationEssentials
import TestSupport
import Testing
import TimeZones

@testable import StellwerkService

struct SettingsTests {
    private static let zones = ZoneDatabase { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map { Array($0) }
    }

    @Test(arguments: [
        ("127.0.0.1:8090", "127.0.0.1", UInt16(8090)), ("8090", "127.0.0.1", 8090), (":80", "127.0.0.1", 80),
        ("[::1]:9", "::1", 9),
        ("desk.intern:443", "desk.intern", 443),
    ])
    func `an address to listen on is read`(_ text: String, _ host: String, _ port: UInt16) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
    }

    @Test(arguments: ["", "nowhere", "127.0.0.1:", "127.0.0.1:99999", "1.2.3.4:x"])
    func `what is no address is refused`(_ text: String) { #expect(ListenAddress(text) == nil) }

    @Test func `our own door is refused under every name this machine has for it`() {
        #expect(ListenAddress(host: "127.0.0.1", port: 8090).spellings == ["127.0.0.0/8:8090", "[::1]:8090"])
        #expect(ListenAddress(host: "10.0.0.5", port: 80).spellings.contains("10.0.0.5:80"))
        #expect(ListenAddress(host: "127.0.0.1", port: 0).spellings.isEmpty)
    }

    @Test func `a secret comes from the environment or a file, and its lack is named`() throws {
        let folder = try TemporaryFolder()
        try Data("from the file\n".utf8).write(to: URL(fileURLWithPath: folder.path("secret")))
        #expect(try SecretReference("${env:NAME}")?.value(environment: ["NAME": "x"]) == "x")
        #expect(try SecretReference("${file:\(folder.path("secret"))}")?.value(environment: [:]) == "from the file")
        #expect(SecretReference("plain") == nil && SecretReference("${what:x}") == nil)
        #expect(throws: SettingsProblem.self) { try SecretReference("${env:NAME}")?.value(environment: [:]) }
    }

    @Test func `the settings that come with the project are free of mistakes`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let configuration = try Configuration.read(root.appending(path: "Config").path, zones: Self.zones)
        #expect(configuration.channels.isEmpty && !configuration.replies.isEmpty)
        let library = ConnectorLibrary.read(root.appending(path: "Connectors").path)
        #expect(Set(library.shelves.keys).isSuperset(of: ["email", "mastodon", "telegram", "wordpress"]))
        for shelf in library.shelves.values { #expect(shelf.findings.isEmpty, "\(shelf.findings)") }
    }

    @Test func `a key may have several lines, a name may not`() {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let forms = ChannelForms(
            library: ConnectorLibrary.read(root.appending(path: "Connectors").path),
            environment: ["KEY": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "ID": "ABC\n123"])
        func problems(keyID: String) -> [SettingsProblem] {
            forms.form(
                ChannelSettings(
                    name: "apple", connector: "app-store",
                    settings: ["app": "1", "key_id": keyID, "key": "${env:KEY}"])
            ).problems
        }
        #expect(problems(keyID: "ABC123DEFG").isEmpty)
        #expect(problems(keyID: "${env:ID}").map(\.description).contains { $0.contains("`key_id` holds a line break") })
    }

    @Test func `every mistake of every file is named at once`() throws {
        let folder = try TemporaryFolder()
        let files = [
            "stellwerk.yaml": "lisen: 1\n", "channels.yaml": "UPPER: {connector: x}\n", "replies.yaml": "- {nme: a}\n",
        ]
        for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name))) }
        #expect {
            try Configuration.read(folder.url.path, zones: Self.zones)
        } throws: { error in
            let problems = (error as? ConfigurationFailure)?.problems ?? []
            return files.keys.allSatisfy { name in problems.contains { $0.contains("\(name):1:") } }
        }
    }
}
