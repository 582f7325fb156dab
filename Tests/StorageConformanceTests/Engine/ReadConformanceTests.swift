import SQLCore
import SQLiteEngine
import Testing

/// What every engine promises about reading.
struct ReadConformanceTests {
    @Test(arguments: EngineKind.allCases)
    func `a read sees every write that was told before it`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        for number in 1...50 {
            try await store.engine.write { try $0.addNote(Int64(number), "note \(number)") }
            #expect(try await store.engine.notes().count == number)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `a read stays on its snapshot while others write`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        try await store.engine.write { try $0.addNote(1, "old") }
        let gate = Gate()
        let counts = Task {
            try await store.engine.read { session in
                let before = try session.first("select count(*) from note") { $0.integer(0) }
                gate.pass()
                return [before, try session.first("select count(*) from note") { $0.integer(0) }]
            }
        }
        try await gate.arrived()
        try await store.engine.write { try $0.addNote(2, "new") }
        gate.open()
        #expect(try await counts.value == [1, 1])
        #expect(try await store.engine.notes() == ["old", "new"])
    }

    @Test(
        arguments: EngineKind.allCases,
        ["insert into note (id, body) values (1, 'x')", "delete from note", "create table more (id bigint)", "drop table note"])
    func `writing in a read is an error`(kind: EngineKind, sql: String) async throws {
        let store = try await TestStore.withNotes(kind)
        let failure = await #expect(throws: SQLFailure.self) { try await store.engine.read { try $0.run(sql) } }
        #expect(failure?.code == .statement)
        #expect(try await store.engine.notes() == [])
    }

    @Test(arguments: EngineKind.allCases)
    func `a body may stop a result early and walk another inside it`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        try await store.engine.write { session in for id in 1...5 { try session.addNote(Int64(id), "note \(id)") } }
        let pairs = try await store.engine.read { session in
            var pairs: [String] = []
            // The same text within itself: two runs of one statement at once.
            try session.forEach("select id from note where id < $1 order by id", [4]) { outer in
                let lower = try session.rows("select id from note where id < $1 order by id", [.integer(outer.integer(0))]) {
                    $0.integer(0)
                }
                pairs.append("\(outer.integer(0)): \(lower)")
                return pairs.count < 2
            }
            return pairs
        }
        #expect(pairs == ["1: []", "2: [1]"])
    }

    @Test(arguments: EngineKind.allCases)
    func `an error thrown while walking a result comes out as it is`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        try await store.engine.write { try $0.addNote(1, "one") }
        await #expect(throws: Refused("enough")) {
            try await store.engine.read { try $0.forEach("select 1 from note", []) { _ in throw Refused("enough") } }
        }
        #expect(try await store.engine.notes() == ["one"])
    }

    @Test(arguments: EngineKind.allCases)
    func `a cancelled read is told so`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        let endless = Task {
            try await store.engine.read { session in
                try session.first(
                    "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
                ) { $0.integer(0) }
            }
        }
        endless.cancel()
        let failure = await #expect(throws: SQLFailure.self) { try await endless.value }
        #expect(failure?.code == .cancelled)
    }
}
