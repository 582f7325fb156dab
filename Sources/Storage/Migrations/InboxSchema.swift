public import SQLCore

/// The inbox's tables, oldest first. Migrations only append: a fresh file and an upgraded one end with the same schema.
///
/// Times are UTC milliseconds, ids 63-bit integers, flags 0 or 1; closed vocabularies are stored as their words.
public enum InboxSchema {
    public static let schema = Schema([
        Migration(1, "inbox", sql: first),
        Migration(2, "history without words", sql: traces),
        Migration(3, "places", sql: places),
        Migration(4, "who told the time of an edit", sql: editTold),
        Migration(5, "uploads", sql: uploads),
        Migration(6, "grants", sql: grants),
    ])

    private static let editTold = "ALTER TABLE message ADD COLUMN is_edit_told INTEGER NOT NULL DEFAULT 0"

    private static let grants = """
        CREATE TABLE grant_held (name TEXT PRIMARY KEY, sealed BLOB NOT NULL, saved_at INTEGER NOT NULL) STRICT, WITHOUT ROWID
        """

    /// Whose turn it is, and how long it took, is read from indexes: however long a conversation and its texts are.
    private static let traces = """
        DROP INDEX message_of_conversation;
        CREATE INDEX message_of_conversation ON message (
          conversation_id, at, id, direction, author_role, arrived_at, deleted_at, needs_answer, is_confirmed, outbox_id, is_history);
        CREATE INDEX answer_of_conversation ON message (conversation_id, at, arrived_at)
          WHERE direction = 'outbound' AND is_confirmed = 1 AND author_role <> 'bot';
        CREATE INDEX status_of_conversation ON event (conversation_id, position) WHERE kind = 'statusChanged';
        CREATE INDEX done_by_people ON event (conversation_id, kind) WHERE user_id IS NOT NULL;
        """

    private static let first = """
        CREATE TABLE channel (
          id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, connector TEXT NOT NULL, space TEXT NOT NULL,
          account_id TEXT, account_name TEXT, is_paused INTEGER NOT NULL DEFAULT 0, retired_at INTEGER,
          state TEXT NOT NULL, state_since INTEGER NOT NULL, last_success_at INTEGER, newest_item_at INTEGER,
          reason TEXT, advice TEXT
        ) STRICT;

        CREATE TABLE stream_cursor (
          channel_id INTEGER NOT NULL REFERENCES channel, key TEXT NOT NULL, cursor TEXT NOT NULL, saved_at INTEGER NOT NULL,
          PRIMARY KEY (channel_id, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE post (
          id INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL REFERENCES channel, remote_id TEXT NOT NULL,
          url TEXT, title TEXT, excerpt TEXT, image TEXT, author TEXT, at INTEGER,
          UNIQUE (channel_id, remote_id)
        ) STRICT;

        CREATE TABLE post_count (
          post_id INTEGER NOT NULL REFERENCES post, name TEXT NOT NULL, at INTEGER NOT NULL, value INTEGER NOT NULL,
          PRIMARY KEY (post_id, name, at)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;

        CREATE TABLE identity (
          id INTEGER PRIMARY KEY, space TEXT NOT NULL, remote_id TEXT, contact_id INTEGER NOT NULL REFERENCES contact,
          name TEXT, handle TEXT, avatar TEXT, url TEXT, role TEXT, followers INTEGER,
          UNIQUE (space, remote_id)
        ) STRICT;
        CREATE INDEX identity_of_contact ON identity (contact_id);

        CREATE TABLE app_user (
          id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded_name TEXT NOT NULL UNIQUE, display_name TEXT NOT NULL,
          role TEXT NOT NULL, password TEXT, created_at INTEGER NOT NULL, disabled_at INTEGER
        ) STRICT;

        CREATE TABLE session (
          digest BLOB PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES app_user, created_at INTEGER NOT NULL,
          used_at INTEGER NOT NULL, ended_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE sign_in_link (
          digest BLOB PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES app_user, expires_at INTEGER NOT NULL, used_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE api_token (
          digest BLOB PRIMARY KEY, id INTEGER NOT NULL UNIQUE, user_id INTEGER NOT NULL REFERENCES app_user, scopes TEXT NOT NULL,
          created_at INTEGER NOT NULL, revoked_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE sign_in_brake (
          account TEXT PRIMARY KEY, failures INTEGER NOT NULL, blocked_until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE conversation (
          id INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL REFERENCES channel, thread_key TEXT NOT NULL,
          post_id INTEGER REFERENCES post, identity_id INTEGER NOT NULL REFERENCES identity,
          kind TEXT NOT NULL, visibility TEXT NOT NULL, subject TEXT, status TEXT NOT NULL, spam_reason TEXT,
          priority INTEGER NOT NULL, team TEXT, assignee INTEGER REFERENCES app_user, goal TEXT, snoozed_until INTEGER,
          created_at INTEGER NOT NULL, last_message_at INTEGER NOT NULL, unanswered_id INTEGER, unanswered_since INTEGER,
          due_at INTEGER, due_sort INTEGER NOT NULL, message_count INTEGER NOT NULL, excerpt TEXT NOT NULL,
          policy TEXT, is_history INTEGER NOT NULL, version INTEGER NOT NULL,
          UNIQUE (channel_id, thread_key)
        ) STRICT;
        CREATE INDEX queue_by_due ON conversation (status, due_sort, id);
        CREATE INDEX queue_by_newest ON conversation (status, last_message_at, id);
        CREATE INDEX queue_of_channel ON conversation (status, channel_id, due_sort, id);
        CREATE INDEX queue_of_assignee ON conversation (status, assignee, due_sort, id);
        CREATE INDEX queue_of_team ON conversation (status, team, due_sort, id);
        CREATE INDEX queue_of_priority ON conversation (status, priority, due_sort, id);
        CREATE INDEX queue_of_goal ON conversation (status, goal, due_sort, id) WHERE goal IS NOT NULL;
        CREATE INDEX conversation_of_identity ON conversation (identity_id);
        CREATE INDEX conversation_of_post ON conversation (post_id) WHERE post_id IS NOT NULL;
        CREATE INDEX snoozed ON conversation (snoozed_until) WHERE snoozed_until IS NOT NULL;

        CREATE TABLE conversation_label (
          label TEXT NOT NULL, conversation_id INTEGER NOT NULL REFERENCES conversation,
          status TEXT NOT NULL, due_sort INTEGER NOT NULL,
          PRIMARY KEY (conversation_id, label)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX queue_of_label ON conversation_label (label, status, due_sort, conversation_id);

        CREATE TABLE queue_count (
          status TEXT NOT NULL, channel_id INTEGER NOT NULL, value INTEGER NOT NULL,
          PRIMARY KEY (status, channel_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE thread_alias (
          channel_id INTEGER NOT NULL, key TEXT NOT NULL, conversation_id INTEGER NOT NULL REFERENCES conversation,
          PRIMARY KEY (channel_id, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX alias_of_conversation ON thread_alias (conversation_id);

        CREATE TABLE thread_wanted (
          channel_id INTEGER NOT NULL, key TEXT NOT NULL, conversation_id INTEGER NOT NULL REFERENCES conversation,
          PRIMARY KEY (channel_id, key, conversation_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX wanted_of_conversation ON thread_wanted (conversation_id);

        CREATE TABLE message (
          id INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL REFERENCES channel,
          conversation_id INTEGER NOT NULL REFERENCES conversation, remote_id TEXT, kind TEXT NOT NULL, direction TEXT NOT NULL,
          visibility TEXT NOT NULL, parent TEXT, identity_id INTEGER REFERENCES identity, author_role TEXT NOT NULL,
          user_id INTEGER REFERENCES app_user, text TEXT NOT NULL, html TEXT, subject TEXT, language TEXT, rating INTEGER,
          attachments TEXT, keep TEXT, permalink TEXT, at INTEGER NOT NULL, arrived_at INTEGER NOT NULL, edited_at INTEGER,
          deleted_at INTEGER, hidden_at INTEGER, revision INTEGER NOT NULL, content_hash TEXT NOT NULL, needs_answer INTEGER NOT NULL,
          needs_answer_reason TEXT, is_confirmed INTEGER NOT NULL, is_history INTEGER NOT NULL, outbox_id INTEGER, delivery_id INTEGER,
          UNIQUE (channel_id, remote_id)
        ) STRICT;
        CREATE INDEX message_of_conversation ON message (conversation_id, at, id);
        CREATE INDEX message_by_time ON message (channel_id, at);

        CREATE TABLE message_alias (
          channel_id INTEGER NOT NULL, remote_id TEXT NOT NULL, message_id INTEGER NOT NULL REFERENCES message,
          PRIMARY KEY (channel_id, remote_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE message_revision (
          message_id INTEGER NOT NULL REFERENCES message, revision INTEGER NOT NULL, text TEXT NOT NULL, html TEXT, rating INTEGER,
          attachments TEXT, content_hash TEXT NOT NULL, edited_at INTEGER, seen_at INTEGER NOT NULL,
          PRIMARY KEY (message_id, revision)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE removal (
          channel_id INTEGER NOT NULL, remote_id TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (channel_id, remote_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE reaction (
          channel_id INTEGER NOT NULL, target TEXT NOT NULL, identity_id INTEGER NOT NULL REFERENCES identity, value TEXT NOT NULL,
          at INTEGER NOT NULL, is_removed INTEGER NOT NULL,
          PRIMARY KEY (channel_id, target, identity_id, value)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE receipt (
          channel_id INTEGER NOT NULL, target TEXT NOT NULL, status TEXT NOT NULL, reason TEXT, at INTEGER NOT NULL,
          PRIMARY KEY (channel_id, target, status)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE outbox (
          id INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL REFERENCES channel, conversation_id INTEGER REFERENCES conversation,
          message_id INTEGER REFERENCES message, target_id INTEGER REFERENCES message, verb TEXT NOT NULL,
          client_key TEXT NOT NULL UNIQUE, text TEXT NOT NULL, subject TEXT, state TEXT NOT NULL, held_until INTEGER,
          next_try_at INTEGER NOT NULL, attempts INTEGER NOT NULL, epoch INTEGER NOT NULL, lease_owner TEXT, lease_until INTEGER,
          first_tried_at INTEGER, read_backs INTEGER NOT NULL, remote_id TEXT, sent_at INTEGER, permalink TEXT, label TEXT,
          reason TEXT, advice TEXT, then_status TEXT, created_by INTEGER REFERENCES app_user, created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX outbox_ready ON outbox (next_try_at) WHERE state IN ('held', 'queued');
        CREATE INDEX outbox_unsettled ON outbox (next_try_at) WHERE state IN ('sending', 'unknown', 'pending');
        CREATE INDEX outbox_of_conversation ON outbox (conversation_id, id);
        CREATE INDEX outbox_of_remote ON outbox (channel_id, remote_id) WHERE remote_id IS NOT NULL;

        CREATE TABLE outbox_attempt (
          outbox_id INTEGER NOT NULL REFERENCES outbox, epoch INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
          outcome TEXT, label TEXT, message TEXT,
          PRIMARY KEY (outbox_id, epoch)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE outbox_step (
          outbox_id INTEGER NOT NULL REFERENCES outbox, step INTEGER NOT NULL, result TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (outbox_id, step)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE promise (
          id INTEGER PRIMARY KEY, conversation_id INTEGER NOT NULL REFERENCES conversation, metric TEXT NOT NULL, n INTEGER NOT NULL,
          policy TEXT NOT NULL, started_at INTEGER NOT NULL, target INTEGER NOT NULL, due_at INTEGER, warn_at INTEGER,
          state TEXT NOT NULL, stopped_at INTEGER, breached_at INTEGER, ended_by TEXT, warned_at INTEGER, breach_told_at INTEGER,
          next_at INTEGER,
          UNIQUE (conversation_id, metric, n)
        ) STRICT;
        CREATE INDEX promise_next ON promise (next_at) WHERE next_at IS NOT NULL;

        CREATE TABLE rule_applied (
          conversation_id INTEGER NOT NULL REFERENCES conversation, message_id INTEGER NOT NULL, place INTEGER NOT NULL,
          rule TEXT NOT NULL, revision TEXT NOT NULL, matched TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (conversation_id, message_id, place)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event (
          position INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, at INTEGER NOT NULL, channel_id INTEGER,
          conversation_id INTEGER, message_id INTEGER, outbox_id INTEGER, promise_id INTEGER, user_id INTEGER, detail TEXT
        ) STRICT;
        CREATE INDEX event_of_conversation ON event (conversation_id, position) WHERE conversation_id IS NOT NULL;

        CREATE TABLE held_echo (
          channel_id INTEGER NOT NULL, remote_id TEXT NOT NULL, delivery_id INTEGER NOT NULL, conversation_id INTEGER NOT NULL,
          held_at INTEGER NOT NULL,
          PRIMARY KEY (channel_id, remote_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX echo_of_conversation ON held_echo (conversation_id);
        """
}
