import CSQLite
import SQLCore
import Testing

@testable import SQLiteEngine

/// Full and broken disks.
struct BrokenDiskTests {
    @Test func `a database that may not grow refuses the group, lives, and takes it when it may`() async throws {
        let store = try await SQLiteStore()
        let pages = try await store.database.write { try $0.first("pragma page_count") { $0.integer(0) }! }
        try await store.database.write { try $0.run("pragma max_page_count = \(pages + 4)") }
        let large = String(repeating: "x", count: 100_000)
        let failure = await #expect(throws: SQLFailure.self) { try await store.database.write { try $0.addNote(1, large) } }
        #expect(failure?.code == .storageFull)
        #expect(failure?.advice == "Make room on the disk of the data folder; it goes on by itself.")
        #expect(try await store.database.notes() == [])
        try await store.database.write { try $0.run("pragma max_page_count = 1000000") }
        try await store.database.write { try $0.addNote(1, large) }
        #expect(try await store.database.notes() == [large])
        #expect(store.deaths.all == [])
    }

    @Test func `a full disk at COMMIT is the outcome of everybody in the group, also of who failed over a neighbour`()
        async throws
    {
        let store = try await SQLiteStore { $0.groupTime = .seconds(60) }
        let (gate, held) = try await store.database.holdWriter()
        let first = store.database.later { try $0.addNote(1, "same") }
        // Its row is refused because of the first one, which will not be there: "it is already stored" would be a lie.
        let second = store.database.later { try $0.addNote(2, "same") }
        store.disk.fail(.writes(of: .log, answer: SQLITE_FULL))
        gate.open()
        for outcome in [held, first, second] {
            let failure = await #expect(throws: SQLFailure.self) { try await outcome?.value }
            #expect(failure?.code == .storageFull)
        }
        #expect(try await store.database.notes() == [])

        store.disk.fail(nil)
        try await store.database.write { try $0.addNote(2, "same") }
        #expect(try await store.database.notes() == ["same"])
        #expect(store.deaths.all == [])
    }

    @Test(arguments: [
        BrokenDisk.Fault.syncs(of: .log, answer: Int32(stw_sqlite_ioerr_fsync)),
        .writes(of: .log, answer: Int32(stw_sqlite_ioerr_write)),
    ])
    func `a failed write or sync ends the process, and nobody is told that it worked`(fault: BrokenDisk.Fault) async throws {
        let store = try await SQLiteStore { $0.groupTime = .seconds(60) }
        let (gate, held) = try await store.database.holdWriter()
        let outcomes = (0..<3).map { number in store.database.later { try $0.addNote(Int64(number), "\(number)") } }
        store.disk.fail(fault)
        gate.open()
        for outcome in [held] + outcomes {
            let failure = await #expect(throws: SQLFailure.self) { try await outcome?.value }
            #expect(failure?.code == .io)
        }
        #expect(store.deaths.all.map(\.code) == [.io])
        let later = await #expect(throws: SQLFailure.self) { try await store.database.write { try $0.addNote(9, "more") } }
        #expect(later?.code == .closed)
    }

    @Test func `a sync that fails for want of space is fatal too`() async throws {
        let store = try await SQLiteStore()
        store.disk.fail(.syncs(of: .log, answer: Int32(stw_sqlite_ioerr_fsync)))
        await #expect(throws: SQLFailure.self) { try await store.database.write { try $0.addNote(1, "one") } }
        #expect(store.deaths.all.count == 1)
    }

    @Test func `a checkpoint that cannot sync the file ends the process`() async throws {
        let (told, tell) = AsyncStream<SQLFailure>.makeStream()
        let store = try await SQLiteStore {
            $0.checkpointPages = 1
            $0.onFatal = { tell.yield($0) }
        }
        store.disk.fail(.syncs(of: .database, answer: Int32(stw_sqlite_ioerr_fsync)))
        try await store.database.write { try $0.addNote(1, "kept in the log") }
        for await failure in told {
            #expect(failure.code == .io)
            break
        }
    }

    @Test func `a checkpoint without room is tried again and loses nothing`() async throws {
        let store = try await SQLiteStore { $0.checkpointPages = 1 }
        store.disk.fail(.writes(of: .database, answer: SQLITE_FULL))
        for number in 0..<20 { try await store.database.write { try $0.addNote(Int64(number), "\(number)") } }
        store.disk.fail(nil)
        for number in 20..<40 { try await store.database.write { try $0.addNote(Int64(number), "\(number)") } }
        #expect(try await store.database.notes() == (0..<40).map(String.init))
        #expect(store.deaths.all == [])
    }
}
