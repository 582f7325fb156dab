public import SQLCore

/// The journal's tables. It is a database file of its own with its own writer, so that no rule and no index of the inbox delays
/// an acknowledgement.
public enum JournalSchema {
    public static let schema = Schema([
        Migration(1, "journal", sql: first), Migration(2, "unclaimed deliveries", sql: unclaimed),
        Migration(3, "pages by time", sql: "CREATE INDEX page_by_time ON page_seen (seen_at)"),
    ])

    private static let unclaimed = """
        CREATE INDEX delivery_unclaimed ON delivery (stream, context) WHERE state = 'unclaimed';
        """

    private static let first = """
        CREATE TABLE delivery (
          id INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL, origin TEXT NOT NULL, sequence INTEGER, stream TEXT,
          headers TEXT, context TEXT, body BLOB NOT NULL, received_at INTEGER NOT NULL, is_history INTEGER NOT NULL,
          state TEXT NOT NULL, settled_at INTEGER,
          UNIQUE (origin, sequence)
        ) STRICT;
        CREATE INDEX delivery_waiting ON delivery (channel_id, id) WHERE state = 'waiting';
        CREATE INDEX delivery_quarantined ON delivery (id) WHERE state = 'quarantined';
        CREATE INDEX delivery_by_time ON delivery (received_at);

        CREATE TABLE refusal (
          delivery_id INTEGER NOT NULL REFERENCES delivery ON DELETE CASCADE, place TEXT NOT NULL, reason TEXT NOT NULL,
          advice TEXT NOT NULL, version TEXT NOT NULL,
          PRIMARY KEY (delivery_id, place)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE page_seen (
          channel_id INTEGER NOT NULL, address TEXT NOT NULL, digest BLOB NOT NULL, seen_at INTEGER NOT NULL,
          PRIMARY KEY (channel_id, address)
        ) STRICT, WITHOUT ROWID;
        """
}
