extension InboxSchema {
    /// Files beside answers; their bytes lie in a database file of their own.
    static let uploads = """
        CREATE TABLE upload (
          id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES app_user, name TEXT NOT NULL, type TEXT NOT NULL,
          size INTEGER NOT NULL, alternative TEXT, created_at INTEGER NOT NULL, outbox_id INTEGER REFERENCES outbox, place INTEGER
        ) STRICT;
        CREATE INDEX upload_of_entry ON upload (outbox_id, place);
        CREATE INDEX upload_waiting ON upload (user_id) WHERE outbox_id IS NULL;
        """
}
