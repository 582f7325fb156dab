/// A request as the listener took it in, whole.
public struct HTTPRequest: Sendable {
    public var method: HTTPMethod
    /// Percent-decoded path, always beginning with `/`; without NUL, without `.` and `..` segments.
    public var path: String
    /// Query pairs in order, decoded; a name may stand several times.
    public var query: [(name: String, value: String)]
    /// The query string exactly as it came, without `?`; empty if none.
    public var rawQuery: String
    public var headers: HTTPHeaders
    /// The body exactly as it came; signatures are computed over it.
    public var body: [UInt8]
    /// The peer, or what a trusted proxy says of it.
    public var remoteAddress: String
    /// `https` where a trusted proxy says so, else `http`.
    public var scheme: String

    public init(
        method: HTTPMethod, path: String, query: [(name: String, value: String)] = [], rawQuery: String = "",
        headers: HTTPHeaders = [:], body: [UInt8] = [], remoteAddress: String = "127.0.0.1", scheme: String = "http"
    ) {
        (self.method, self.path, self.query, self.rawQuery) = (method, path, query, rawQuery)
        (self.headers, self.body, self.remoteAddress, self.scheme) = (headers, body, remoteAddress, scheme)
    }

    /// The first query value of this name.
    public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// A cookie's value.
    public func cookie(_ name: String) -> String? {
        for header in headers.all("Cookie") {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name[...] else { continue }
                return String(parts[1])
            }
        }
        return nil
    }
}
