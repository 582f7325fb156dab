/// Whose turn it is. One vocabulary everywhere: API, YAML, SQL, page and clocks.
public enum ConversationStatus: String, CaseIterable, Codable, Sendable {
    /// We must act.
    case open
    /// The customer's turn.
    case waiting
    /// A third party's turn.
    case onHold = "on_hold"
    /// Done; a customer's message opens it again.
    case resolved
    /// Out, and it never reopens; see `SpamReason`.
    case spam
}

/// Why a conversation is `spam`.
public enum SpamReason: String, CaseIterable, Codable, Sendable { case spam, irrelevant, abuse }

/// How pressing a conversation is; `low` sorts first.
public enum Priority: String, CaseIterable, Codable, Sendable, Comparable {
    case low, normal, high, urgent

    /// 0 for low to 3 for urgent: what the store sorts by.
    public var rank: Int { Self.allCases.firstIndex(of: self)! }

    public init?(rank: Int) {
        guard Self.allCases.indices.contains(rank) else { return nil }
        self = Self.allCases[rank]
    }

    public static func < (a: Priority, b: Priority) -> Bool { a.rank < b.rank }
}

/// What a conversation is about, in the words of the field.
public enum Goal: String, CaseIterable, Codable, Sendable { case support, product, acquisition, content, engagement }
