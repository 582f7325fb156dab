import SQLCore
import SQLiteEngine
import Testing

/// What every engine does with values and statements.
struct StatementConformanceTests {
    @Test(arguments: EngineKind.allCases)
    func `numbers come back as they were given`(kind: EngineKind) async throws {
        let store = try kind.open()
        try await store.engine.write { session in
            try session.run("create table number (id bigint primary key, whole bigint, broken double precision)")
        }
        let wholes: [Int64] = [0, 1, -1, .max, .min, 9_007_199_254_740_993]
        let broken: [Double] = [0, -1.5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1]
        let echoed = try await store.engine.write { session in
            for (id, whole) in wholes.enumerated() {
                try session.run(
                    "insert into number (id, whole, broken) values ($1, $2, $3)",
                    [.integer(Int64(id)), .integer(whole), .real(broken[id % broken.count])])
            }
            return try session.rows("select whole, broken from number order by id") { ($0.integer(0), $0.real(1)) }
        }
        #expect(echoed.map(\.0) == wholes)
        #expect(echoed.prefix(broken.count).map(\.1) == broken)
    }

    @Test(
        arguments: EngineKind.allCases,
        ["", "a", "Grüße", "日本語 👩‍👩‍👧", "it's \"quoted\" $1 ? ;", "line\nbreak\ttab"])
    func `text comes back as it was given`(kind: EngineKind, text: String) async throws {
        let store = try await TestStore.withNotes(kind)
        try await store.engine.write { try $0.addNote(1, text) }
        #expect(try await store.engine.notes() == [text])
    }

    @Test(arguments: EngineKind.allCases, [[], [0], [0, 255, 0, 39]])
    func `bytes come back as they were given`(kind: EngineKind, bytes: [UInt8]) async throws {
        let store = try kind.open()
        let type = kind == .sqlite ? "blob" : "bytea"
        let echoed = try await store.engine.write { session in
            try session.run("create table raw (body \(type) not null)")
            try session.run("insert into raw (body) values ($1)", [.blob(bytes)])
            return try session.first("select body from raw") { $0.blob(0) }
        }
        #expect(echoed == bytes)
    }

    @Test(arguments: EngineKind.allCases)
    func `large text and bytes come back whole`(kind: EngineKind) async throws {
        let store = try kind.open()
        let (text, bytes) = (String(repeating: "long ", count: 1 << 20), [UInt8](repeating: 7, count: 5 << 20))
        let type = kind == .sqlite ? "blob" : "bytea"
        let isWhole = try await store.engine.write { session in
            try session.run("create table large (word text not null, body \(type) not null)")
            try session.run("insert into large (word, body) values ($1, $2)", [.text(text), .blob(bytes)])
            return try session.first("select word, body from large") { $0.text(0) == text && $0.blob(1) == bytes }
        }
        #expect(isWhole == true)
    }

    @Test(arguments: EngineKind.allCases)
    func `null is told apart from empty and zero`(kind: EngineKind) async throws {
        let store = try kind.open()
        let seen = try await store.engine.write { session in
            try session.run("create table maybe (id bigint primary key, word text, number bigint)")
            try session.run("insert into maybe (id, word, number) values (1, $1, $2)", [nil, nil])
            try session.run("insert into maybe (id, word, number) values (2, $1, $2)", ["", 0])
            return try session.rows("select word, number from maybe order by id") {
                [$0.optionalText(0) ?? "none", $0.optionalInteger(1).map(String.init) ?? "none"]
            }
        }
        #expect(seen == [["none", "none"], ["", "0"]])
    }

    @Test(arguments: EngineKind.allCases)
    func `a parameter counts by its number, wherever and however often it stands`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        let found = try await store.engine.write { session in
            for id in 1...4 { try session.addNote(Int64(id), "note \(id)") }
            return try session.rows(
                "select id from note where id > $2 and body <> $1 and id <> $2 and $1 <> '' order by id", ["note 3", 1]
            ) { $0.integer(0) }
        }
        #expect(found == [2, 4])
    }

    @Test(arguments: EngineKind.allCases, [[], [1], [1, 2, 3]] as [[SQLValue]])
    func `too few or too many values are refused, never taken as null`(kind: EngineKind, values: [SQLValue]) async throws {
        let store = try kind.open()
        let failure = await #expect(throws: SQLFailure.self) {
            try await store.engine.write { try $0.run("select $1, $2", values) }
        }
        #expect(failure?.code == .statement)
        #expect(failure?.message == "2 values wanted, \(values.count) given in: select $1, $2")
    }

    @Test(arguments: EngineKind.allCases, ["selec 1", "select 1; select 2", "", "-- nothing", "select missing"])
    func `a wrong statement is refused with its text`(kind: EngineKind, sql: String) async throws {
        let store = try kind.open()
        let failure = await #expect(throws: SQLFailure.self) { try await store.engine.read { try $0.run(sql) } }
        #expect(failure?.code == .statement)
        #expect(failure?.message.hasSuffix("in: \(sql)") == true)
    }

    @Test(arguments: EngineKind.allCases)
    func `a statement that changes no row says zero`(kind: EngineKind) async throws {
        let store = try await TestStore.withNotes(kind)
        let counts = try await store.engine.write { session in
            try session.addNote(1, "one")
            return [
                try session.run("update note set body = 'two' where id = 1"),
                try session.run("update note set body = 'two' where id = 7"),
                try session.run("create table other (id bigint)"),
                try session.run("insert into note (id, body) values (1, 'x') on conflict do nothing"),
                try session.run("delete from note"),
            ]
        }
        #expect(counts == [1, 0, 0, 0, 1])
    }

    @Test(arguments: EngineKind.allCases)
    func `a script runs statement by statement and names the line that fails`(kind: EngineKind) async throws {
        let store = try kind.open()
        let script = """
            -- a comment; with a semicolon
            create table a (id bigint, word text default ';');

            /* another;
               one */ create table b (id bigint);
            insert into a (id) values (1);

            insert into missing values (1);
            """
        let failure = await #expect(throws: SQLFailure.self) { try await store.engine.write { try $0.script(script) } }
        #expect(failure?.code == .statement)
        #expect(failure?.message.hasPrefix("line 8: ") == true)
        let isGone = await #expect(throws: SQLFailure.self) { try await store.engine.read { try $0.run("select id from a") } }
        #expect(isGone?.code == .statement)
    }
}
