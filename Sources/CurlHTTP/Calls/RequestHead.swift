internal import HTTPCore

/// The header lines of a request, checked: nothing in them can begin another line or another request.
struct RequestHead {
    struct Refusal: Error { let reason: String }

    /// Ready for libcurl: `Name: value`, or `Name;` for an empty value.
    let lines: [String]

    /// Fields that frame the message or address it are written by libcurl alone.
    private static let ours: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect",
        "proxy-authorization", "proxy-connection", "http2-settings",
    ]

    init(_ headers: HTTPHeaders, contentType: String?, userAgent: String) throws(Refusal) {
        var lines: [String] = []
        for field in headers.fields {
            let name = field.name.lowercased()
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(Self.isToken) else {
                throw Refusal(reason: "a header name has a character that none may have")
            }
            guard !Self.ours.contains(name) else { throw Refusal(reason: "header '\(field.name)' is not a caller's to set") }
            lines.append(try Self.line(field.name, field.value))
        }
        if headers["User-Agent"] == nil { lines.append(try Self.line("User-Agent", userAgent)) }
        if let contentType, headers["Content-Type"] == nil { lines.append(try Self.line("Content-Type", contentType)) }
        // A body is sent at once, and a request without one is not given a form's type.
        lines.append("Expect:")
        if contentType == nil, headers["Content-Type"] == nil { lines.append("Content-Type:") }
        self.lines = lines
    }

    private static func line(_ name: String, _ value: String) throws(Refusal) -> String {
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
            throw Refusal(reason: "the value of header '\(name)' has a control character")
        }
        return value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? "\(name);" : "\(name): \(value)"
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
