public import InboxModel
import SQLCore

/// What a page of the queue is asked by. Every filter is optional; they all must hold.
public struct QueueQuery: Sendable {
    public enum Sort: String, Sendable, CaseIterable {
        /// Most urgent first; without a due last.
        case due
        /// Newest message first.
        case newest
    }

    public enum Assignee: Sendable, Hashable {
        case nobody
        case user(UserID)
    }

    /// Nil only with `isSnoozed`: few sleep, many do not.
    public var status: ConversationStatus?
    /// True: those that sleep; false: those that do not.
    public var isSnoozed = false
    public var channel: ChannelID?
    public var assignee: Assignee?
    public var team: String?
    public var label: String?
    public var priority: Priority?
    public var goal: Goal?
    public var post: PostID?
    public var sort = Sort.due
    /// What the page before gave as `next`.
    public var cursor: String?
    public var limit = 50

    public init(status: ConversationStatus?) { self.status = status }
}

/// One line of the queue.
public struct QueueRow: Sendable {
    public var conversation: Conversation
    public var author: Identity
    public var labels: [String]
    public var postTitle: String?
}

/// One page of the queue; `next` is nil on the last.
public struct QueuePage: Sendable {
    public var rows: [QueueRow]
    public var next: String?
}

extension InboxTransaction {
    /// A page of the queue. Walks one index from the cursor on and stops after `limit`: the size of the queue does not matter.
    /// - Throws: `QueueCursorUnknown` for a cursor that no page gave out.
    public func queue(_ query: QueueQuery) throws -> QueuePage {
        let statement = try QueueStatement(query)
        let found = try sql.rows(statement.text, statement.values, Self.conversation)
        let rows = try found.prefix(query.limit).map { conversation in
            QueueRow(
                conversation: conversation, author: try identity(conversation.identity)!,
                labels: try labels(of: conversation.id), postTitle: try conversation.post.flatMap { try post($0)?.title })
        }
        guard found.count > query.limit, let last = rows.last?.conversation else { return QueuePage(rows: rows, next: nil) }
        return QueuePage(rows: rows, next: QueueStatement.cursor(after: last, sort: query.sort))
    }

    /// How many conversations stand in each status of each channel: kept, not counted.
    public func queueCounts() throws -> [(status: ConversationStatus, channel: ChannelID, count: Int)] {
        try sql.rows("SELECT status, channel_id, value FROM queue_count WHERE value > 0 ORDER BY status, channel_id") {
            (try $0.word(0), $0.id(1), Int($0.integer(2)))
        }
    }

    /// How many open conversations are late, counted up to `limit`.
    public func lateCount(at now: Timestamp, limit: Int = 1_000) throws -> Int {
        try sql.first(
            """
            SELECT count(*) FROM (
              SELECT 1 FROM conversation WHERE status = 'open' AND due_sort < $1 LIMIT $2
            ) AS late
            """, [.moment(now), .number(limit)]
        ) { Int($0.integer(0)) } ?? 0
    }
}

/// A cursor that no page of this query gave out.
public struct QueueCursorUnknown: Error {}

/// The statement behind a page.
private struct QueueStatement {
    private(set) var text: String
    private(set) var values: [SQLValue] = []

    init(_ query: QueueQuery) throws {
        text = ""
        var conditions: [String] = []
        let source: String
        let order: (columns: String, comparison: String)
        switch (query.sort, query.label) {
        case (.due, let label?):
            // The label's own index carries status and due, so that a rare label is found without reading the whole queue.
            source = "conversation_label l JOIN conversation c ON c.id = l.conversation_id"
            conditions = ["l.label = \(bind(.text(label)))"]
            if let status = query.status { conditions.append("l.status = \(bind(.word(status)))") }
            order = ("l.due_sort, l.conversation_id", ">")
        case (.due, nil):
            source = "conversation c"
            if let status = query.status { conditions = ["c.status = \(bind(.word(status)))"] }
            order = ("c.due_sort, c.id", ">")
        case (.newest, let label):
            source = "conversation c"
            if let status = query.status { conditions = ["c.status = \(bind(.word(status)))"] }
            if let label {
                conditions.append(
                    "EXISTS (SELECT 1 FROM conversation_label l WHERE l.conversation_id = c.id AND l.label = \(bind(.text(label))))"
                )
            }
            order = ("c.last_message_at, c.id", "<")
        }
        conditions += filters(query)
        if let cursor = query.cursor {
            let (value, id) = try Self.read(cursor, sort: query.sort)
            conditions.append("(\(order.columns)) \(order.comparison) (\(bind(.integer(value))), \(bind(.integer(id))))")
        }
        let columns = InboxTransaction.conversationColumns.split(separator: ",").map {
            "c." + $0.drop { $0 == " " || $0 == "\n" }
        }
        let direction = query.sort == .due ? "" : " DESC"
        let sorted = order.columns.split(separator: ",").map { $0 + direction }.joined(separator: ",")
        text = """
            SELECT \(columns.joined(separator: ", ")) FROM \(source)
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(sorted) LIMIT \(bind(.number(query.limit + 1)))
            """
    }

    private mutating func filters(_ query: QueueQuery) -> [String] {
        var conditions = ["c.snoozed_until IS \(query.isSnoozed ? "NOT NULL" : "NULL")"]
        if let channel = query.channel { conditions.append("c.channel_id = \(bind(.id(channel)))") }
        switch query.assignee {
        case .nobody: conditions.append("c.assignee IS NULL")
        case .user(let user): conditions.append("c.assignee = \(bind(.id(user)))")
        case nil: break
        }
        if let team = query.team { conditions.append("c.team = \(bind(.text(team)))") }
        if let priority = query.priority { conditions.append("c.priority = \(bind(.number(priority.rank)))") }
        if let goal = query.goal { conditions.append("c.goal = \(bind(.word(goal)))") }
        if let post = query.post { conditions.append("c.post_id = \(bind(.id(post)))") }
        return conditions
    }

    private mutating func bind(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    static func cursor(after last: Conversation, sort: QueueQuery.Sort) -> String {
        let value = sort == .due ? last.dueAt?.milliseconds ?? .max : last.lastMessageAt.milliseconds
        return "\(sort.rawValue).\(value).\(last.id)"
    }

    private static func read(_ cursor: String, sort: QueueQuery.Sort) throws -> (Int64, Int64) {
        let parts = cursor.split(separator: ".")
        guard parts.count == 3, parts[0] == sort.rawValue, let value = Int64(parts[1]), let id = Int64(parts[2]) else {
            throw QueueCursorUnknown()
        }
        return (value, id)
    }
}
