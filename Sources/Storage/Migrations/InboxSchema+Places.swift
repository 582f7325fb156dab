extension InboxSchema {
    /// Places that streams hang under, when authors and posts were asked for, and budgets that outlast a run of the program.
    static let places = """
        CREATE TABLE place (
          channel_id INTEGER NOT NULL REFERENCES channel, stream TEXT NOT NULL, remote_id TEXT NOT NULL, at INTEGER, keep TEXT,
          first_seen_at INTEGER NOT NULL, gone_at INTEGER,
          PRIMARY KEY (channel_id, stream, remote_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE lookup (
          channel_id INTEGER NOT NULL, subject TEXT NOT NULL, asked_at INTEGER NOT NULL,
          PRIMARY KEY (channel_id, subject)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE budget (key TEXT PRIMARY KEY, at INTEGER NOT NULL, amount INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """
}
