import ConnectorKit
import CurlHTTP
import Foundation
import InboxModel
import MailFormat
import Testing
import YAMLCoding

@testable import MailConnector

/// The folder `Connectors/email`: its form is what the connector reads, its fixtures become what they say.
struct ConnectorFolderTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Connectors/email")
        .standardized

    private func manifest() throws -> Manifest {
        try YAMLDecoder().decode(Manifest.self, from: Self.bytes("connector.yaml"), file: "connector.yaml")
    }

    private static func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

    @Test func `the form asks for what the connector reads, and for nothing else`() throws {
        let manifest = try manifest()
        #expect(manifest.compiled == .mail)
        #expect(Set(manifest.settings.keys) == MailAccount.formKeys)
    }

    @Test func `a form of examples and defaults makes an account`() throws {
        var values: [String: String] = [:]
        for entry in try manifest().settings.entries {
            values[entry.key] = entry.value.defaultValue ?? entry.value.example ?? (entry.value.isOptional ? "" : "secret")
        }
        let account = try MailAccount(values)
        #expect(account.address.address == "support@shop.example")
        #expect(account.folder == "INBOX" && account.imap.port == 993 && account.smtp.port == 465)
        #expect(account.alsoOurs == ["info@shop.example", "sales@shop.example"])
    }

    @Test func `a choice offers what the connector understands`() throws {
        for entry in try manifest().settings.entries where entry.value.kind == .choice {
            for choice in entry.value.choices {
                let form = MailAccountTests.form.merging([entry.key: choice]) { $1 }
                #expect(throws: Never.self) { try MailAccount(form) }
            }
        }
    }

    // MARK: Fixtures

    struct Scenario: Decodable {
        struct Item: Decodable {
            var id: String
            var parent: String?
            var ancestors: [String]?
            var author: String?
            var name: String?
            var subject: String?
            var at: String?
            var text: String?
            var html: String?
            var files: [String]?
            var ours: Bool?
            var needsAnswer: Bool?
            var reason: String?

            enum CodingKeys: String, CodingKey, CaseIterable {
                case id, parent, ancestors, author, name, subject, at, text, html, files, ours, reason
                case needsAnswer = "needs_answer"
            }
        }

        enum CodingKeys: String, CodingKey, CaseIterable { case mail, items }

        var mail: String
        var items: [Item]
    }

    static let scenarios = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/fixtures")) ?? [])
        .filter { $0.hasSuffix(".yaml") }.sorted()

    @Test func `there are fixtures, and each mail has one`() throws {
        let mails = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path + "/fixtures").filter {
            $0.hasSuffix(".eml")
        }
        #expect(Self.scenarios.map { $0.replacing(".yaml", with: ".eml") } == mails.sorted())
        #expect(!mails.isEmpty)
    }

    @Test(arguments: scenarios) func `a mail becomes what its fixture says`(_ name: String) throws {
        let scenario = try YAMLDecoder().decode(Scenario.self, from: Self.bytes("fixtures/\(name)"), file: name)
        let context = MailContext(mailbox: "INBOX", isSent: false, uidValidity: 7, uid: 1, internalDate: noon)
        let delivery = RawDelivery(
            origin: .poll, body: try Self.bytes("fixtures/\(scenario.mail)"), context: context.text, receivedAt: noon)
        let reader = MailReader(account: shopAccount(), ownIDs: OwnMessageID(secret: shopSecret, domain: "shop.example"))
        let arrivals = reader.interpret(delivery).arrivals
        #expect(arrivals.map(\.remoteID) == scenario.items.map(\.id))
        for case (.message(let message), let item) in zip(arrivals, scenario.items) { check(message, item) }
    }

    private func check(_ message: ArrivedMessage, _ item: Scenario.Item) {
        #expect(message.kind == .mail && message.visibility == .private && message.isFixed)
        if let parent = item.parent { #expect(message.parent?.rawValue == parent) }
        if let ancestors = item.ancestors { #expect(message.ancestors.map(\.rawValue) == ancestors) }
        if let author = item.author { #expect(message.author.id?.rawValue == author) }
        if let name = item.name { #expect(message.author.name == name) }
        if let subject = item.subject { #expect(message.subject == subject) }
        if let at = item.at { #expect(message.at?.rfc3339 == at) }
        if let text = item.text { #expect(message.text == text) }
        if let html = item.html { #expect(message.html == html) }
        if let files = item.files { #expect(message.attachments.map(\.name) == files) }
        if let ours = item.ours { #expect(message.isOurs == ours) }
        if let needsAnswer = item.needsAnswer { #expect(message.needsAnswer == needsAnswer) }
        if let reason = item.reason { #expect(message.needsAnswerReason == reason) }
    }
}
