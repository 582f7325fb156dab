import Foundation
import Iconv
import MailFormat
import Testing

/// A mail of the `Fixtures` folder with what a reader must get out of it.
struct Fixture: CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static let all: [Fixture] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".eml") }.sorted().map { Fixture(name: String($0.dropLast(4))) }
    }()

    func bytes() throws -> [UInt8] { Array(try Data(contentsOf: Self.folder.appending(path: name + ".eml"))) }

    func mail() throws -> Mail { Mail(try bytes(), charsets: CharsetConversion.decode) }

    func expectation() throws -> Expectation {
        let data = try Data(contentsOf: Self.folder.appending(path: name + ".expect.json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Expectation.self, from: data)
    }
}

/// The shape of an `.expect.json` file.
struct Expectation: Decodable {
    struct Mailbox: Decodable, Equatable {
        var name: String
        var address: String
    }

    struct File: Decodable {
        var filename: String?
        var type: String
        var contentId: String?
        var inline: Bool
        var size: Int?
        var sha256: String?
        var safeFilename: String?
    }

    var messageId: String?
    var inReplyTo: [String]
    var references: [String]
    var dateUtc: String?
    var from: [Mailbox]
    var replyTo: [Mailbox]
    var to: [Mailbox]
    var cc: [Mailbox]
    var subject: String
    var text: String?
    var html: String?
    var attachments: [File]
    var automatic: Bool
    var report: String?
    var textLength: Int?
    var textSha256: String?
}

/// A mail written as lines: CRLF between them.
func mail(_ lines: String...) -> [UInt8] { Array(lines.joined(separator: "\r\n").utf8) }

/// A mail from the lines of a multi-line literal.
func mail(lines text: String) -> Mail {
    Mail(Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8))
}

extension MailDate {
    var iso: String {
        let date = Date(timeIntervalSince1970: TimeInterval(secondsSinceEpoch))
        return date.formatted(.iso8601)
    }
}
