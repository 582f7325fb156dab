import HTTPCore

/// Why a request is turned away before any handler sees it; the connection closes with the answer.
struct Refusal: Error, Sendable, Hashable {
    var status: Int
    var reason: String

    init(_ status: Int, _ reason: String) { (self.status, self.reason) = (status, reason) }

    static func malformed(_ reason: String) -> Refusal { Refusal(400, reason) }

    static let bodyTooLarge = Refusal(413, "the body is larger than this address takes")

    static let stopping = Refusal(503, "shutting down, try again")

    static let overdue = Refusal(504, "the answer took too long")

    static let unanswered = Refusal(500, "no answer was made")

    var response: HTTPResponse {
        HTTPResponse(status: status, text: reason + "\n").secured(by: Self.headers)
    }

    private static let headers = SecurityHeaders()
}
