import FoundationEssentials
import SQLCore
import TestSupport

@testable import SQLiteEngine

/// A SQLite store whose observations, disk and options a test can see and turn.
struct SQLiteStore {
    let folder: TemporaryFolder
    let database: SQLiteDatabase
    let observations = Observations()
    let disk = BrokenDisk()
    let deaths = Observed<SQLFailure>()

    init(in folder: TemporaryFolder? = nil, _ turn: (inout SQLiteDatabase.Options) -> Void = { _ in }) async throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        var options = SQLiteDatabase.Options()
        // The folder stays for as long as the engine works.
        options.observe = { [observations] observation in
            withExtendedLifetime(folder) { observations.keep(observation) }
        }
        options.onFatal = { [deaths] in deaths.keep($0) }
        options.fileSystem = disk.name
        turn(&options)
        database = try SQLiteDatabase("test.db", in: LockedFolder(folder.url.path), options: options)
        try await database.write { session in
            try session.run("create table if not exists note (id bigint primary key, body text not null unique)")
        }
    }

    /// The size of one of its files; 0 when it is not there.
    func size(_ suffix: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: database.path + suffix)
        return (attributes?[.size] as? Int) ?? 0
    }
}
