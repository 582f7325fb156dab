import Cryptography
import Foundation
import TestSupport
import Testing

struct FileKeyTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("config/stellwerk/key")
    }

    @Test func `the first start makes a key that only its owner reads, and keeps it`() throws {
        let key = try FileKey.atStart(path: path, expecting: nil)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o400)
        #expect(attributes[.size] as? Int == 32)
        #expect(try FileKey.atStart(path: path, expecting: nil).id == key.id)
        #expect(try FileKey.atStart(path: path, expecting: key.id).id == key.id)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("config/stellwerk")) == ["key"])
    }

    @Test func `many processes that start at once share one key`() async throws {
        let path = path
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 { group.addTask { try FileKey.atStart(path: path, expecting: nil).id } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
    }

    @Test func `a lost key file stops the start and is not replaced`() {
        #expect(
            throws: CryptographyFailure(
                .keyMissing, "key file \(path) is missing; the secrets in the store were sealed with key 0011223344556677",
                advice: "Put the key file back from where you keep it safe. Without it, connect every channel again.")
        ) { try FileKey.atStart(path: path, expecting: "0011223344556677") }
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(throws: CryptographyFailure(.keyMissing, "key file \(path) is missing", advice: "Put the key file there.")) {
            try FileKey.load(path: path)
        }
    }

    @Test func `another key stops the start`() throws {
        let key = try FileKey.atStart(path: path, expecting: nil)
        #expect(
            throws: CryptographyFailure(
                .keyWrong,
                "key file \(path) holds key \(key.id); the secrets in the store were sealed with key 0011223344556677",
                advice: "Put the key file back that belongs to this store.")
        ) { try FileKey.atStart(path: path, expecting: "0011223344556677") }
    }

    static let unusable: [(bytes: Int, mode: Int, message: String, advice: String)] = [
        (31, 0o400, "does not hold 32 bytes", "Put the right key file back from where you keep it safe."),
        (33, 0o400, "does not hold 32 bytes", "Put the right key file back from where you keep it safe."),
        (0, 0o400, "does not hold 32 bytes", "Put the right key file back from where you keep it safe."),
        (32, 0o440, "may be read by others (mode 0440)", "Run: chmod 0400 PATH"),
        (32, 0o404, "may be read by others (mode 0404)", "Run: chmod 0400 PATH"),
        (32, 0o420, "may be read by others (mode 0420)", "Run: chmod 0400 PATH"),
    ]

    @Test(arguments: unusable)
    func `a file that cannot serve is named with what to do`(bytes: Int, mode: Int, message: String, advice: String) throws {
        let path = folder.path("key")
        #expect(
            FileManager.default.createFile(atPath: path, contents: Data(count: bytes), attributes: [.posixPermissions: mode]))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(
            throws: CryptographyFailure(
                .keyUnusable, "key file \(path) \(message)", advice: advice.replacingOccurrences(of: "PATH", with: path))
        ) { try FileKey.atStart(path: path, expecting: nil) }
    }

    @Test func `a folder is no key file, and a file is no folder`() throws {
        #expect(throws: CryptographyFailure(.keyUnusable, "key file \(folder.url.path) is no file", advice: "Name a file.")) {
            try FileKey.load(path: folder.url.path)
        }
        let file = folder.path("file")
        #expect(FileManager.default.createFile(atPath: file, contents: Data()))
        let failure = #expect(throws: CryptographyFailure.self) { try FileKey.atStart(path: file + "/key", expecting: nil) }
        #expect(failure?.code == .keyUnusable)
    }
}
