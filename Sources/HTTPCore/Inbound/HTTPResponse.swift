/// What the listener sends back.
public struct HTTPResponse: Sendable {
    public enum Body: Sendable {
        case bytes([UInt8])
        /// Pieces as they come, with back-pressure: server-sent events. The listener ends it when the peer leaves.
        case stream(AsyncStream<[UInt8]>)
        /// No answer at all: the connection is closed. For simulated platforms whose answer is lost.
        case hangUp
    }

    public var status: Int
    public var headers: HTTPHeaders
    public var body: Body

    public init(status: Int, headers: HTTPHeaders = [:], body: Body = .bytes([])) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    public init(status: Int, headers: HTTPHeaders = [:], text: String, type: String = "text/plain; charset=utf-8") {
        self.init(status: status, headers: headers, body: .bytes(Array(text.utf8)))
        self.headers["Content-Type"] = type
    }
}

extension HTTPResponse {
    /// Closes the connection without an answer.
    public static var hangUp: HTTPResponse { HTTPResponse(status: 444, body: .hangUp) }
}

/// What a listener hands each request to. It may take its time: the connection is suspended meanwhile.
public protocol HTTPHandler: Sendable {
    /// Called on the listener's own thread once the head is read: says how large a body may be, or refuses at once.
    /// It must not block.
    func admit(_ head: HTTPRequest) -> Admission

    /// Answers the whole request.
    func respond(to request: HTTPRequest) async -> HTTPResponse

    /// Called on the listener's own thread with the whole request, before any task is made: the way for those that must be
    /// fast (webhook intake). Return false to be asked through `respond(to:)`; return true and call `reply` exactly once,
    /// from any thread. It must not block.
    func take(_ request: HTTPRequest, reply: @escaping @Sendable (HTTPResponse) -> Void) -> Bool
}

extension HTTPHandler {
    public func admit(_ head: HTTPRequest) -> Admission { .body(limit: 4 << 20) }

    public func take(_ request: HTTPRequest, reply: @escaping @Sendable (HTTPResponse) -> Void) -> Bool { false }
}

/// Whether a request's body is read.
public enum Admission: Sendable {
    case body(limit: Int)
    case refuse(HTTPResponse)
}
