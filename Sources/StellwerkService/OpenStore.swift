import SQLCore
import SQLiteEngine
import Storage

/// The data folder, locked and open: the inbox, the journal and the files beside answers, each a database file with its own writer, at the schema this
/// program knows.
struct OpenStore: Sendable {
    let inbox: InboxStore
    let journal: Journal
    let inboxDatabase: SQLiteDatabase
    let journalDatabase: SQLiteDatabase
    let files: FileStore
    let filesDatabase: SQLiteDatabase

    init(_ folder: String) async throws {
        let locked = try LockedFolder(folder)
        inboxDatabase = try SQLiteDatabase("inbox.db", in: locked)
        var options = SQLiteDatabase.Options()
        options.readers = 2
        journalDatabase = try SQLiteDatabase("journal.db", in: locked, options: options)
        filesDatabase = try SQLiteDatabase("files.db", in: locked, options: options)
        try await filesDatabase.migrate(FileStore.schema)
        files = FileStore(filesDatabase)
        try await inboxDatabase.migrate(InboxSchema.schema)
        try await journalDatabase.migrate(JournalSchema.schema)
        inbox = InboxStore(inboxDatabase)
        journal = Journal(journalDatabase)
    }

    func close() async {
        await inboxDatabase.close()
        await journalDatabase.close()
        await filesDatabase.close()
    }
}
