/// One call to a platform. `CurlHTTP` is the real one; tapes and tests are others.
public protocol HTTPClient: Sendable {
    /// Sends the call and gives the whole answer, whatever its status: a 500 is an answer, not an error.
    /// Cancelling the task ends the transfer.
    func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer

    /// Opens a stream that stays open (server-sent events, a held long poll): chunks as they come, with back-pressure.
    /// The stream ends when the peer closes; it throws `HTTPFailure` otherwise.
    func stream(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPStreamedAnswer
}

/// A request as a connector means it.
public struct HTTPCall: Sendable {
    public var method: HTTPMethod
    /// Absolute: scheme, host, path and an already encoded query.
    public var url: String
    public var headers: HTTPHeaders
    public var body: HTTPBody?
    /// Who pays for the connection: calls of one lane share a connection limit and never use another lane's connections.
    public var lane: String
    public var limits: HTTPLimits
    /// Names of headers that carry a secret, besides `Authorization` and `Cookie`, which always do: a redirect to another
    /// origin leaves them behind.
    public var credentialHeaders: Set<String>
    /// A socket file to speak to instead of the host of `url`, whose scheme is then `http` and whose host is only named in
    /// the request. Its redirects are answers.
    public var unixSocket: String?

    public init(
        _ method: HTTPMethod, _ url: String, headers: HTTPHeaders = [:], body: HTTPBody? = nil, lane: String = "",
        limits: HTTPLimits = HTTPLimits(), credentialHeaders: Set<String> = [], unixSocket: String? = nil
    ) {
        (self.method, self.url, self.headers, self.body) = (method, url, headers, body)
        (self.lane, self.limits) = (lane, limits)
        (self.credentialHeaders, self.unixSocket) = (credentialHeaders, unixSocket)
    }
}

/// What is sent.
public enum HTTPBody: Sendable {
    case bytes([UInt8], type: String)
    case multipart([Part])

    public struct Part: Sendable {
        public var name: String
        public var fileName: String?
        public var type: String?
        public var bytes: [UInt8]

        public init(name: String, fileName: String? = nil, type: String? = nil, bytes: [UInt8]) {
            (self.name, self.fileName, self.type, self.bytes) = (name, fileName, type, bytes)
        }
    }
}

/// How long a call may take and how much it may bring.
public struct HTTPLimits: Sendable {
    /// DNS, connect and TLS together.
    public var connect: Duration
    /// The whole call, waiting for a free connection of its lane included; nil for a stream that stays open.
    public var total: Duration?
    /// Silence that ends a stream; for a whole answer, less than 1 KiB a second for this long once it has begun.
    public var silence: Duration
    /// Bytes of the answer after decoding, counted by us. A stream without `total` may bring any number.
    public var answerBytes: Int
    /// Redirects that are followed; each is checked like a first call, and credentials never follow to another origin.
    /// With 0 a redirect is an answer like any other.
    public var redirects: Int

    public init(
        connect: Duration = .seconds(5), total: Duration? = .seconds(30), silence: Duration = .seconds(15),
        answerBytes: Int = 8 << 20, redirects: Int = 3
    ) {
        (self.connect, self.total, self.silence) = (connect, total, silence)
        (self.answerBytes, self.redirects) = (answerBytes, redirects)
    }
}

/// A whole answer.
public struct HTTPAnswer: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// The address that answered, after redirects.
    public var url: String

    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = [], url: String = "") {
        (self.status, self.headers, self.body, self.url) = (status, headers, body, url)
    }
}

/// An answer whose body comes in pieces.
public struct HTTPStreamedAnswer: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var chunks: AsyncThrowingStream<[UInt8], any Error>

    public init(status: Int, headers: HTTPHeaders, chunks: AsyncThrowingStream<[UInt8], any Error>) {
        (self.status, self.headers, self.chunks) = (status, headers, chunks)
    }
}
