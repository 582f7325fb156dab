import SQLCore
import Testing

@testable import SQLiteEngine

struct SQLiteReadTests {
    private static let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"

    @Test func `a read that takes too long ends and says so`() async throws {
        let store = try await SQLiteStore { $0.readTime = .milliseconds(20) }
        let failure = await #expect(throws: SQLFailure.self) {
            try await store.database.read { try $0.first(Self.endless) { $0.integer(0) } }
        }
        #expect(
            failure
                == SQLFailure(.busy, "the read took longer than 0.02 seconds", advice: "Ask for less at once."))
        #expect(try await store.database.notes() == [])
    }

    @Test func `a running read ends when its task is cancelled`() async throws {
        let store = try await SQLiteStore { $0.readers = 1 }
        let gate = Gate()
        let endless = Task {
            try await store.database.read { session in
                gate.pass()
                return try session.first(Self.endless) { $0.integer(0) }
            }
        }
        try await gate.arrived()
        endless.cancel()
        gate.open()
        await #expect(throws: SQLFailure.cancelledRead) { try await endless.value }
        // The only reader is free again.
        #expect(try await store.database.notes() == [])
    }

    @Test func `only so many reads wait`() async throws {
        let store = try await SQLiteStore {
            $0.readers = 1
            $0.waitingReads = 1
        }
        let gate = Gate()
        let running = Task { try await store.database.read { _ in gate.pass() } }
        try await gate.arrived()
        // Of two that come now one waits and one is refused: whichever.
        let refused = await withTaskGroup(of: SQLFailure?.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do { _ = try await store.database.notes() } catch { return error as? SQLFailure }
                    return nil
                }
            }
            let first = await group.next()
            gate.open()
            let second = await group.next()
            return [first, second]
        }
        #expect(refused == [.busyReaders, .some(nil)])
        try await running.value
    }

    @Test(arguments: ["secret \"", "secret:(", "\"secret", "secret AND", "nosuch:secret"])
    func `what the full-text parser was given is not in the error`(query: String) async throws {
        let store = try await SQLiteStore()
        try await store.database.write { try $0.run("create virtual table word using fts5 (body)") }
        let failure = await #expect(throws: SQLFailure.self) {
            try await store.database.read {
                try $0.rows("select body from word where word match $1", [.text(query)]) { $0.text(0) }
            }
        }
        #expect(failure?.code == .statement)
        #expect(failure?.message.contains("secret") == false)
        #expect(failure?.message.contains("nosuch") == false)
    }
}
