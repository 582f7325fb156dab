import SQLCore
import SQLiteEngine
import Testing

struct SchemaTests {
    private static let first = Migration(1, "notes", sql: "create table note (id bigint primary key, body text not null);")
    private static let second = Migration(
        2, "labels", sql: "create table label (name text primary key); insert into label (name) values ('urgent');")

    @Test(arguments: EngineKind.allCases)
    func `a fresh store takes every step, a second start none`(kind: EngineKind) async throws {
        let store = try kind.open()
        let schema = Schema([Self.first, Self.second])
        #expect(try await store.engine.migrate(schema) == [Self.first, Self.second])
        #expect(try await store.engine.migrate(schema) == [])
        let rows = try await store.engine.read { session in
            try session.rows("select number, name from schema_version order by number") { "\($0.integer(0)) \($0.text(1))" }
        }
        #expect(rows == ["1 notes", "2 labels"])
    }

    @Test(arguments: EngineKind.allCases)
    func `an older store takes only what is missing`(kind: EngineKind) async throws {
        let store = try kind.open()
        try await store.engine.migrate(Schema([Self.first]))
        try await store.engine.write { try $0.addNote(1, "kept") }
        #expect(try await store.engine.migrate(Schema([Self.first, Self.second])) == [Self.second])
        #expect(try await store.engine.notes() == ["kept"])
    }

    @Test(arguments: EngineKind.allCases)
    func `a store made by a newer program is refused and left alone`(kind: EngineKind) async throws {
        let store = try kind.open()
        try await store.engine.migrate(Schema([Self.first, Self.second]))
        let failure = await #expect(throws: SQLFailure.self) { try await store.engine.migrate(Schema([Self.first])) }
        #expect(
            failure
                == SQLFailure(
                    .unusable, "made by a newer Stellwerk (schema 2, this program knows 1)",
                    advice: "Upgrade the program or restore a backup."))
    }

    @Test(arguments: EngineKind.allCases)
    func `a step that fails leaves nothing of itself and says where`(kind: EngineKind) async throws {
        let store = try kind.open()
        let broken = Migration(2, "broken", sql: "create table half (id bigint);\ninsert into nowhere values (1);")
        let failure = await #expect(throws: SQLFailure.self) { try await store.engine.migrate(Schema([Self.first, broken])) }
        #expect(failure?.message.hasPrefix("migration 2 (broken): line 2: ") == true)
        #expect(try await store.engine.migrate(Schema([Self.first, Self.second])) == [Self.second])
        let isGone = await #expect(throws: SQLFailure.self) {
            try await store.engine.read { try $0.run("select id from half") }
        }
        #expect(isGone?.code == .statement)
    }
}
