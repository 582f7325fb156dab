/// What a promise is about. The order is the order of reports.
public enum Metric: String, CaseIterable, Codable, Sendable, Comparable {
    /// From the first message that needs an answer until a person's visible reply.
    case firstResponse = "first_response"
    /// The same from the oldest unanswered message after that; one clock a round.
    case nextResponse = "next_response"
    /// Until somebody took notice: by `ack`, a reply or resolving. Once.
    case acknowledgement
    /// Until the conversation is resolved; pauses on the policy's statuses.
    case resolution
    /// A named wall-clock deadline of a take-down; nothing pauses it.
    case legal

    public static func < (a: Metric, b: Metric) -> Bool { a.place < b.place }

    private var place: Int { Self.allCases.firstIndex(of: self)! }
}
