import FoundationEssentials
import SQLCore
import TestSupport
import Testing

@testable import SQLiteEngine

struct BackupTests {
    /// Opens a backup as a restored store would be.
    private func notes(in folder: TemporaryFolder) async throws -> [String] {
        let database = try SQLiteDatabase("copy.db", in: LockedFolder(folder.url.path))
        defer { withExtendedLifetime(database) {} }
        return try await database.notes()
    }

    @Test func `a backup under load is one moment of the store, whole and readable`() async throws {
        let store = try await SQLiteStore()
        let body = String(repeating: "x", count: 5_000)
        for number in 0..<500 { try await store.database.write { try $0.addNote(Int64(number), "\(number) \(body)") } }
        let target = try TemporaryFolder()
        let progress = Observed<BackupProgress>()
        let writing = Task {
            var number = 500
            while !Task.isCancelled {
                let (id, text) = (Int64(number), "\(number) \(body)")
                try await store.database.write { try $0.addNote(id, text) }
                number += 1
            }
        }
        try await store.database.backup(to: target.path("copy.db")) { progress.keep($0) }
        writing.cancel()
        _ = await writing.result

        let saved = try await notes(in: target)
        #expect(saved.count >= 500)
        #expect(saved == (0..<saved.count).map { "\($0) \(body)" })
        #expect(progress.all.last.map { $0.copied == $0.total } == true)
        #expect(progress.all.count > 1)
        let attributes = try FileManager.default.attributesOfItem(atPath: target.path("copy.db"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a backup replaces the one before it and the log that belonged to that`() async throws {
        let store = try await SQLiteStore()
        let target = try TemporaryFolder()
        try await store.database.write { try $0.addNote(1, "first") }
        try await store.database.backup(to: target.path("copy.db"))
        try Data("leftover".utf8).write(to: URL(filePath: target.path("copy.db-wal")))
        try await store.database.write { try $0.addNote(2, "second") }
        try await store.database.backup(to: target.path("copy.db"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.url.path) == ["copy.db"])
        #expect(try await notes(in: target) == ["first", "second"])
    }

    @Test func `a cancelled backup leaves the one before it and no half`() async throws {
        let store = try await SQLiteStore()
        let target = try TemporaryFolder()
        try await store.database.write { try $0.addNote(1, "first") }
        try await store.database.backup(to: target.path("copy.db"))
        let body = String(repeating: "x", count: 4 << 20)
        try await store.database.write { try $0.addNote(2, body) }

        let gate = Gate()
        let backup = Task { try await store.database.backup(to: target.path("copy.db")) { _ in gate.pass() } }
        try await gate.arrived()
        backup.cancel()
        gate.open()
        let failure = await #expect(throws: SQLFailure.self) { try await backup.value }
        #expect(failure?.code == .cancelled)
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.url.path) == ["copy.db"])
        #expect(try await notes(in: target) == ["first"])
    }

    @Test func `a backup into a missing folder says so`() async throws {
        let store = try await SQLiteStore()
        let path = store.folder.path("missing/copy.db")
        let failure = await #expect(throws: SQLFailure.self) { try await store.database.backup(to: path) }
        #expect(failure?.code == .unusable)
        #expect(failure?.message == "'\(path).partial' cannot be opened: No such file or directory")
    }
}
