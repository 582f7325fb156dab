import HTTPCore

/// A request whose body is coming in; touched by one libmicrohttpd thread alone.
final class Upload {
    private var request: HTTPRequest
    private var body: [UInt8]
    private let limit: Int
    private let isChunked: Bool

    /// Memory is taken as the bytes come: a peer that announces megabytes and sends none costs nothing.
    private static let firstReserve = 64 << 10

    init(_ request: HTTPRequest, announced: Int?, limit: Int) {
        (self.request, self.limit) = (request, limit)
        isChunked = announced == nil
        body = []
        body.reserveCapacity(min(announced ?? 4_096, Self.firstReserve))
    }

    /// - Returns: false once there is more than the handler wants.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= limit - body.count else { return false }
        body.append(contentsOf: bytes)
        return true
    }

    /// The whole request; the body moves over.
    func finish() -> HTTPRequest {
        request.body = body
        body = []
        return request
    }
}
