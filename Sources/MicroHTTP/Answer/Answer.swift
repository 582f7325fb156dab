import CMicrohttpd
import HTTPCore

/// An answer in libmicrohttpd's form, made on the serving thread and queued there.
struct Answer {
    private let status: UInt32
    private let size: Int
    private let response: OpaquePointer?
    private let connection: OpaquePointer
    private let wire: Wire
    private let isStream: Bool

    init(_ response: HTTPResponse, closes: Bool, to wire: Wire, of service: Service, _ connection: OpaquePointer) {
        let response = response.isSendable ? response : Refusal(500, "the answer had a header that cannot be sent").response
        (self.connection, self.wire, status) = (connection, wire, UInt32(response.status))
        switch response.body {
        case .bytes(let bytes):
            (size, isStream) = (bytes.count, false)
            self.response = bytes.withUnsafeBytes {
                MHD_create_response_from_buffer(
                    $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .stream(let pieces):
            (size, isStream) = (0, true)
            self.response = StreamFeed(to: wire, of: service, dropsWhenFull: response.isEventStream).start(
                pieces, on: connection)
        case .hangUp:
            // Without a response libmicrohttpd closes the connection.
            (size, isStream) = (0, false)
            self.response = nil
            return
        }
        for field in response.headers.fields where field.isSendable {
            MHD_add_response_header(self.response, field.name, field.value)
        }
        if closes || response.wantsClose { MHD_add_response_header(self.response, "Connection", "close") }
    }

    /// How long the peer may take to read it: a fixed time, and a second for each 16 KiB.
    func allowance(_ base: Duration) -> Duration { isStream ? .nanoseconds(Moment.never) : base + .seconds(size >> 14) }

    func queue() -> MHD_Result {
        guard let response else { return .NO }
        defer { MHD_destroy_response(response) }
        return MHD_queue_response(connection, status, response)
    }
}

extension HTTPResponse {
    /// A header that could split the answer in two is our own mistake, or someone's text that came too far.
    fileprivate var isSendable: Bool {
        (200...599).contains(status)
            && headers.fields.allSatisfy { field in
                !field.name.isEmpty && field.name.utf8.allSatisfy(Token.contains)
                    && field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
            }
    }

    fileprivate var isEventStream: Bool { headers["Content-Type"]?.hasPrefix("text/event-stream") ?? false }

    fileprivate var wantsClose: Bool { headers["Connection"]?.lowercased() == "close" }
}

extension HTTPHeaders.Field {
    /// What frames an answer is said by the listener alone, and an empty value says nothing.
    var isSendable: Bool {
        guard !value.isEmpty else { return false }
        switch name.utf8.count {
        case 10: return name.lowercased() != "connection"
        case 14: return name.lowercased() != "content-length"
        case 17: return name.lowercased() != "transfer-encoding"
        default: return true
        }
    }
}
