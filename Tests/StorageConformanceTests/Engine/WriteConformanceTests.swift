import SQLCore
import SQLiteEngine
import Testing

/// What every engine promises about writing.
struct WriteConformanceTests {
    @Test(arguments: EngineKind.allCases)
    func `a body's result comes back and its rows stay`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        let changed = try await store.engine.write { session in
            try session.addNote(1, "first")
            try session.addNote(2, "second")
            return try session.run("update note set body = body || '!' where id <= $1", [2])
        }
        #expect(changed == 2)
        #expect(try await store.engine.notes() == ["first!", "second!"])
    }

    @Test(arguments: EngineKind.allCases)
    func `a body that throws is rolled back alone and its own error comes out`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        let (gate, held) = try await store.engine.holdWriter()
        let before = store.engine.later { try $0.addNote(1, "before") }
        let refused = store.engine.later { session in
            try session.addNote(2, "never seen")
            throw Refused("on second thought")
        }
        let after = store.engine.later { try $0.addNote(3, "after") }
        gate.open()
        try await held.value
        try await before?.value
        await #expect(throws: Refused("on second thought")) { try await refused?.value }
        try await after?.value
        #expect(try await store.engine.notes() == ["before", "after"])
    }

    @Test(arguments: EngineKind.allCases)
    func `a refused row is a constraint failure that names the column and no value`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        try await store.engine.write { try $0.addNote(1, "a secret") }
        let failure = await #expect(throws: SQLFailure.self) {
            try await store.engine.write { try $0.addNote(2, "a secret") }
        }
        #expect(failure?.code == .constraint)
        #expect(failure?.message.contains("note.body") == true)
        #expect(failure?.message.contains("secret") == false)
    }

    @Test(arguments: EngineKind.allCases)
    func `a body may go on after a failure that it understands`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        try await store.engine.write { try $0.addNote(1, "taken") }
        try await store.engine.write { session in
            do { try session.addNote(2, "taken") } catch let failure as SQLFailure where failure.code == .constraint {
                try session.addNote(2, "another")
            }
        }
        #expect(try await store.engine.notes() == ["taken", "another"])
    }

    @Test(arguments: EngineKind.allCases)
    func `writes from many tasks each get their own result`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        let engine = store.engine
        let echoed = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for number in 0..<500 {
                group.addTask {
                    (
                        number,
                        try await engine.write { session in
                            try session.addNote(Int64(number), "note \(number)")
                            return number
                        }
                    )
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(echoed.allSatisfy { $0.0 == $0.1 })
        #expect(try await engine.notes() == (0..<500).map { "note \($0)" })
    }

    @Test(arguments: EngineKind.allCases)
    func `a write cancelled before it began leaves the line and writes nothing`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        let (gate, held) = try await store.engine.holdWriter()
        let cancelled = Task { try await store.engine.write { try $0.addNote(1, "never") } }
        cancelled.cancel()
        let failure = await #expect(throws: SQLFailure.self) { try await cancelled.value }
        #expect(failure?.code == .cancelled)
        gate.open()
        try await held.value
        #expect(try await store.engine.notes() == [])
    }

    @Test(arguments: EngineKind.allCases)
    func `a write cancelled after it began tells the true outcome`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        let gate = Gate()
        let begun = Task {
            try await store.engine.write { session in
                try session.addNote(1, "kept")
                gate.pass()
                return "done"
            }
        }
        try await gate.arrived()
        begun.cancel()
        gate.open()
        #expect(try await begun.value == "done")
        #expect(try await store.engine.notes() == ["kept"])
    }

    @Test(arguments: EngineKind.allCases, ["begin", "commit", "rollback", "savepoint mine", "release body", "end"])
    func `a body may not end the transaction it is in`(kind: EngineKind, sql: String) async throws {
        let store = try await TestStore.withNotes(kind)
        let failure = await #expect(throws: SQLFailure.self) {
            try await store.engine.write { session in
                try session.addNote(1, "not kept")
                try session.run(sql)
            }
        }
        #expect(failure?.code == .statement)
        #expect(try await store.engine.notes() == [])
    }
}
