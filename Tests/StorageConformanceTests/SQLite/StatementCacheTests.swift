import SQLCore
import TestSupport
import Testing

@testable import SQLiteEngine

struct StatementCacheTests {
    private let folder: TemporaryFolder
    private let connection: Connection

    init() throws {
        folder = try TemporaryFolder()
        try makePrivateFile(folder.path("test.db"))
        var options = SQLiteDatabase.Options()
        options.statements = 2
        connection = try Connection(folder.path("test.db"), .writer, options)
    }

    private func use(_ sql: String) throws -> Statement {
        let statement = try connection.cache.take(sql)
        connection.cache.giveBack(statement)
        return statement
    }

    @Test func `the same text gets the same statement`() throws {
        #expect(try use("select 1") === use("select 1"))
    }

    @Test func `the statement not used for longest goes first`() throws {
        let first = try use("select 1")
        let second = try use("select 2")
        #expect(try use("select 1") === first)
        _ = try use("select 3")
        #expect(connection.cache.count == 2)
        #expect(try use("select 1") === first)
        #expect(try use("select 2") !== second)
    }

    @Test func `a statement that is running gets a twin, which does not stay`() throws {
        let running = try connection.cache.take("select 1")
        let twin = try connection.cache.take("select 1")
        #expect(twin !== running)
        connection.cache.giveBack(twin)
        connection.cache.giveBack(running)
        #expect(try use("select 1") === running)
        #expect(connection.cache.count == 1)
    }

    @Test func `running statements are never thrown out`() throws {
        let running = try (1...5).map { try connection.cache.take("select \($0)") }
        for statement in running { #expect(try statement.step()) }
        for statement in running { connection.cache.giveBack(statement) }
        _ = try use("select 6")
        #expect(connection.cache.count == 2)
    }

    @Test func `values do not stay bound`() throws {
        let statement = try connection.cache.take("select $1 is null")
        try statement.bind(["secret"])
        #expect(try statement.step())
        #expect(statement.integer(0) == 0)
        connection.cache.giveBack(statement)
        #expect(try connection.cache.take("select $1 is null").step())
        #expect(statement.integer(0) == 1)
    }

    @Test(arguments: ["select ?", "select :name", "select @name", "select $name", "select $0", "select $1::text", "select ?1"])
    func `only numbered parameters are taken`(sql: String) throws {
        let refusal = #expect(throws: Refusal.self) { try connection.cache.take(sql) }
        #expect(refusal?.failure.code == .statement)
        #expect(refusal?.failure.message.contains("is not of the form $1") == true)
    }

    @Test(arguments: ["select \"nowhere\"", "create table t (a text check (a <> \"word\"))"])
    func `double quotes are names, never text`(sql: String) throws {
        #expect(throws: Refusal.self) { try connection.execute(sql) }
    }
}
