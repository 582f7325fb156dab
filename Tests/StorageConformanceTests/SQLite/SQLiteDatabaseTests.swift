import FoundationEssentials
import SQLCore
import TestSupport
import Testing

@testable import SQLiteEngine

/// Opening, closing and what lies in the folder.
struct SQLiteDatabaseTests {
    @Test func `a second opener is refused with the number of the process that holds the folder`() throws {
        let folder = try TemporaryFolder()
        let held = try LockedFolder(folder.url.path)
        let failure = #expect(throws: SQLFailure.self) { try LockedFolder(folder.url.path) }
        #expect(
            failure
                == SQLFailure(
                    .unusable, "'\(folder.url.path)' is in use by process \(ProcessInfo.processInfo.processIdentifier)",
                    advice: "Stop that process first, or use another data folder."))
        withExtendedLifetime(held) {}
    }

    @Test func `the folder is free again when its databases are closed and dropped`() async throws {
        let folder = try TemporaryFolder()
        do {
            let store = try await SQLiteStore(in: folder)
            #expect(throws: SQLFailure.self) { try LockedFolder(folder.url.path) }
            await store.database.close()
        }
        let next = try await SQLiteStore(in: folder)
        try await next.database.write { try $0.addNote(1, "next") }
    }

    @Test func `two databases lie in one folder`() async throws {
        let folder = try TemporaryFolder()
        let locked = try LockedFolder(folder.path("data"))
        let inbox = try SQLiteDatabase("inbox.db", in: locked)
        let journal = try SQLiteDatabase("journal.db", in: locked)
        try await inbox.createNotes()
        try await journal.createNotes()
        try await inbox.write { try $0.addNote(1, "inbox") }
        try await journal.write { try $0.addNote(1, "journal") }
        #expect(try await inbox.notes() == ["inbox"])
        #expect(try await journal.notes() == ["journal"])
        withExtendedLifetime(folder) {}
    }

    @Test func `closing finishes what waits, empties the log and refuses what comes later`() async throws {
        let store = try await SQLiteStore()
        let (gate, held) = try await store.database.holdWriter()
        let waiting = store.database.later { try $0.addNote(1, "waits") }
        async let closing: Void = store.database.close()
        gate.open()
        await closing
        try await held.value
        try await waiting?.value
        #expect(store.size("-wal") == 0)
        await #expect(throws: SQLFailure.closed) { try await store.database.write { try $0.addNote(2, "late") } }
        await #expect(throws: SQLFailure.closed) { try await store.database.notes() }
        #expect(store.database.later { try $0.addNote(2, "late") } == nil)
    }

    @Test func `a file that is no database is refused`() throws {
        let folder = try TemporaryFolder()
        try Data(repeating: 65, count: 8_192).write(to: folder.url.appending(path: "test.db"))
        let failure = #expect(throws: SQLFailure.self) { try SQLiteDatabase("test.db", in: LockedFolder(folder.url.path)) }
        #expect(failure?.code == .unusable)
        #expect(failure?.message == "file is not a database (SQLite 26)")
        withExtendedLifetime(folder) {}
    }

    @Test func `a file that cannot be opened is refused with its name`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path("test.db"), withIntermediateDirectories: false)
        let failure = #expect(throws: SQLFailure.self) { try SQLiteDatabase("test.db", in: LockedFolder(folder.url.path)) }
        #expect(failure?.code == .unusable)
        #expect(failure?.message.contains(folder.path("test.db")) == true)
    }

    @Test func `nobody but the owner may read the files`() async throws {
        let store = try await SQLiteStore()
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: store.database.path + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `what is erased is gone from the file`() async throws {
        let store = try await SQLiteStore()
        let canary = String(repeating: "canary-4711 ", count: 2_000)
        try await store.database.write { try $0.addNote(1, canary) }
        try await store.database.write { try $0.run("delete from note") }
        await store.database.close()
        let bytes = try Data(contentsOf: URL(filePath: store.database.path))
        #expect(bytes.firstRange(of: Data("canary-4711".utf8)) == nil)
    }

    @Test func `the log stays short under load`() async throws {
        let store = try await SQLiteStore {
            $0.checkpointPages = 50
            $0.logPages = 200
        }
        let body = String(repeating: "x", count: 8_000)
        for number in 0..<2_000 { try await store.database.write { try $0.addNote(Int64(number), "\(number)\(body)") } }
        // 2,000 rows of three pages each would be 24 MB, had the log never started again.
        #expect(store.size("-wal") < 6 << 20)
        #expect(try await store.database.notes().count == 2_000)
    }
}
