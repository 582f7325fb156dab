import SQLCore
import Testing

@testable import SQLiteEngine

/// How the writer makes groups, and what becomes of the neighbours when something in a group goes wrong.
struct WriteGroupTests {
    @Test func `what waits is committed together, at most 200 at a time`() async throws {
        let store = try await SQLiteStore { $0.groupTime = .seconds(60) }
        let (gate, held) = try await store.database.holdWriter()
        let waiting = (0..<450).map { number in store.database.later { try $0.addNote(Int64(number), "\(number)") } }
        gate.open()
        try await held.value
        for outcome in waiting { try await outcome?.value }
        // The table, then the gate with the first 199 that stood behind it.
        #expect(store.observations.groups == [1, 200, 200, 51])
        #expect(try await store.database.notes().count == 450)
    }

    @Test func `a group ends when its time is up`() async throws {
        let store = try await SQLiteStore { $0.groupTime = .zero }
        let (gate, held) = try await store.database.holdWriter()
        let waiting = (0..<3).map { number in store.database.later { try $0.addNote(Int64(number), "\(number)") } }
        gate.open()
        try await held.value
        for outcome in waiting { try await outcome?.value }
        #expect(store.observations.groups == [1, 1, 1, 1, 1])
    }

    @Test func `a group needs one sync, and nobody is told before it`() async throws {
        let store = try await SQLiteStore { $0.groupTime = .seconds(60) }
        let (gate, held) = try await store.database.holdWriter()
        let before = store.disk.syncs(of: .log)
        let syncsWhenTold = Observed<Int>()
        let outcomes = (0..<20).map { number in
            let outcome = Outcome<Void>()
            let isTaken = store.database.enqueue({ try $0.addNote(Int64(number), "\(number)") }) {
                syncsWhenTold.keep(store.disk.syncs(of: .log))
                outcome.settle($0)
            }
            #expect(isTaken)
            return outcome
        }
        gate.open()
        try await held.value
        for outcome in outcomes { try await outcome.value }
        #expect(syncsWhenTold.all == Array(repeating: before + 1, count: 20))
    }

    @Test func `when an error takes the transaction away, each body is run again and hears its own outcome`() async throws {
        let store = try await SQLiteStore { $0.groupTime = .seconds(60) }
        try await store.database.write { try $0.addNote(1, "taken") }
        let runs = Observed<String>()
        let (gate, held) = try await store.database.holdWriter()
        let good = store.database.later { session in
            runs.keep("good")
            try session.addNote(2, "good")
        }
        let destroyer = store.database.later { session in
            runs.keep("destroyer")
            try session.run("insert or rollback into note (id, body) values (3, 'taken')")
        }
        let late = store.database.later { session in
            runs.keep("late")
            try session.addNote(4, "late")
        }
        gate.open()
        try await held.value
        try await good?.value
        let failure = await #expect(throws: SQLFailure.self) { try await destroyer?.value }
        #expect(failure?.code == .constraint)
        try await late?.value
        #expect(try await store.database.notes() == ["taken", "good", "late"])
        #expect(runs.all == ["good", "destroyer", "good", "destroyer", "late"])
        // The one that held the gate, the good one and the destroyer; the late one had not begun.
        #expect(store.observations.runAgain == [3])
    }

    @Test func `a body that swallows the loss of its transaction has failed, and nothing after it is kept`() async throws {
        let store = try await SQLiteStore()
        try await store.database.write { try $0.addNote(1, "taken") }
        let failure = await #expect(throws: SQLFailure.self) {
            try await store.database.write { session in
                do { try session.run("insert or rollback into note (id, body) values (2, 'taken')") } catch {
                    // Would commit by itself, were it let through.
                    try session.addNote(3, "stray")
                }
            }
        }
        #expect(failure == .transactionGone)
        let silent = await #expect(throws: SQLFailure.self) {
            try await store.database.write { session in
                do { try session.run("insert or rollback into note (id, body) values (2, 'taken')") } catch { return }
            }
        }
        #expect(silent?.code == .constraint)
        #expect(try await store.database.notes() == ["taken"])
    }

    @Test func `a constraint that only COMMIT sees fails its own body and no neighbour`() async throws {
        let store = try await SQLiteStore { $0.groupTime = .seconds(60) }
        try await store.database.write { session in
            try session.run("create table child (parent bigint references note (id) deferrable initially deferred)")
        }
        let (gate, held) = try await store.database.holdWriter()
        let good = store.database.later { try $0.addNote(1, "good") }
        let orphan = store.database.later { try $0.run("insert into child (parent) values (99)") }
        let late = store.database.later { try $0.run("insert into child (parent) values (1)") }
        gate.open()
        try await held.value
        try await good?.value
        let failure = await #expect(throws: SQLFailure.self) { try await orphan?.value }
        #expect(failure?.code == .constraint)
        #expect(try await late?.value == 1)
        #expect(try await store.database.notes() == ["good"])
    }

    @Test func `4096 writes wait, the next is refused at once, and there is room again afterwards`() async throws {
        let store = try await SQLiteStore()
        let (gate, held) = try await store.database.holdWriter()
        let waiting = (0..<4_096).map { number in store.database.later { try $0.addNote(Int64(number), "\(number)") } }
        #expect(waiting.allSatisfy { $0 != nil })
        #expect(store.database.later { try $0.addNote(-1, "one too many") } == nil)
        let failure = await #expect(throws: SQLFailure.self) { try await store.database.write { try $0.addNote(-1, "again") } }
        #expect(failure == .busyQueue)
        gate.open()
        try await held.value
        for outcome in waiting { try await outcome?.value }
        try await store.database.write { try $0.addNote(-1, "now") }
        #expect(try await store.database.notes().count == 4_097)
    }

    @Test func `a cancelled write gives its place in the line to another`() async throws {
        let store = try await SQLiteStore { $0.waitingWrites = 1 }
        let (gate, held) = try await store.database.holdWriter()
        let cancelled = Task { try await store.database.write { try $0.addNote(1, "never") } }
        cancelled.cancel()
        await #expect(throws: SQLFailure.cancelled) { try await cancelled.value }
        let next = store.database.later { try $0.addNote(2, "instead") }
        gate.open()
        try await held.value
        try await next?.value
        #expect(try await store.database.notes() == ["instead"])
    }
}
