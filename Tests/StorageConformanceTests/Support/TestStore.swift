import FoundationEssentials
import SQLCore
import TestSupport
import Testing

@testable import SQLiteEngine

/// The engines that must pass the same suite.
enum EngineKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite

    var testDescription: String { rawValue }

    /// A fresh, empty store.
    func open() throws -> TestStore {
        switch self {
        case .sqlite: try TestStore(folder: TemporaryFolder())
        }
    }
}

/// An engine on a store of its own, gone with the test.
final class TestStore: Sendable {
    let folder: TemporaryFolder
    let engine: any SQLEngine

    fileprivate init(folder: TemporaryFolder) throws {
        self.folder = folder
        var options = SQLiteDatabase.Options()
        options.observe = { _ in withExtendedLifetime(folder) {} }  // the folder stays for as long as the engine works
        engine = try SQLiteDatabase("test.db", in: LockedFolder(folder.url.path), options: options)
    }

    /// With a table of notes, whose text is unique.
    static func withNotes(_ kind: EngineKind) async throws -> TestStore {
        let store = try kind.open()
        try await store.engine.createNotes()
        return store
    }
}

extension SQLEngine {
    func createNotes() async throws {
        try await write { session in
            try session.run("create table note (id bigint primary key, body text not null unique)")
        }
    }

    func notes() async throws -> [String] {
        try await read { try $0.rows("select body from note order by id") { $0.text(0) } }
    }
}

extension SQLSession {
    func addNote(_ id: Int64, _ body: String) throws(SQLFailure) {
        try run("insert into note (id, body) values ($1, $2)", [.integer(id), .text(body)])
    }
}

/// What a body throws of its own.
struct Refused: Error, Equatable {
    var why: String

    init(_ why: String) { self.why = why }
}
