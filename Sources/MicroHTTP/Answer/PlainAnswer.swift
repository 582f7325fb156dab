import CMicrohttpd
import Glibc
import HTTPCore

/// An answer written to the socket past libmicrohttpd, which can answer only before or after a body, never in the middle.
///
/// Used for one case: a body that is too large or unwanted. Closing with unread bytes in the socket would reset the
/// connection and could take the answer with it, so only our half is closed, and what comes in is dropped for a while.
struct PlainAnswer {
    /// What is dropped at most after the answer.
    static let lingerLimit = 1 << 20
    static let lingerDeadline = Duration.seconds(5)

    private let bytes: [UInt8]

    init(_ response: HTTPResponse) {
        let body: [UInt8]
        if case .bytes(let bytes) = response.body { body = bytes } else { body = [] }
        let reason = String(cString: MHD_get_reason_phrase_for(UInt32(response.status)))
        var head = "HTTP/1.1 \(response.status) \(reason)\r\nDate: \(Self.date)\r\nConnection: close\r\n"
        for field in response.headers.fields where field.isSendable { head += "\(field.name): \(field.value)\r\n" }
        head += "Content-Length: \(body.count)\r\n\r\n"
        bytes = Array(head.utf8) + body
    }

    /// - Returns: false where the peer takes no answer, or not all of it at once.
    func sendAndHalfClose(_ socket: Int32) -> Bool {
        let sent = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        return sent == bytes.count && shutdown(socket, Int32(SHUT_WR)) == 0
    }

    private static var date: String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        return String(unsafeUninitializedCapacity: 32) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { strftime($0.baseAddress!, 32, "%a, %d %b %Y %H:%M:%S GMT", &parts) }
        }
    }
}
