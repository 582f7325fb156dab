internal import CCurl

/// An absolute http or https URL, parsed by libcurl's own parser; transfers are given this parse, so what was checked is what
/// is called.
final class CallURL {
    /// Why a text is no URL to call.
    struct Refusal: Error { let reason: String }

    let handle: OpaquePointer
    let scheme: String
    /// As a destination compares it: lower case, no brackets.
    let host: String
    let port: UInt16

    init(_ text: String) throws(Refusal) {
        guard let handle = curl_url() else { throw Refusal(reason: "out of memory") }
        do throws(Refusal) {
            try Self.set(CURLUPART_URL, Self.encodingPath(of: text), on: handle)
            (scheme, host, port) = try Self.prepared(handle)
        } catch {
            curl_url_cleanup(handle)
            throw error
        }
        self.handle = handle
    }

    /// Where a `Location` leads from here.
    init(redirect location: String, from base: CallURL) throws(Refusal) {
        guard let handle = curl_url_dup(base.handle) else { throw Refusal(reason: "out of memory") }
        do throws(Refusal) {
            // Setting a relative URL resolves it against what the handle holds.
            try Self.set(CURLUPART_URL, Self.encodingPath(of: location), on: handle)
            (scheme, host, port) = try Self.prepared(handle)
        } catch {
            curl_url_cleanup(handle)
            throw error
        }
        self.handle = handle
    }

    deinit { curl_url_cleanup(handle) }

    /// The whole URL, with its query and without its fragment.
    var text: String { (try? Self.get(CURLUPART_URL, of: handle)) ?? "" }

    var destination: Destination { Destination(scheme == "https" ? .https : .http, host: host, port: port) }

    func hasOrigin(of other: CallURL) -> Bool { scheme == other.scheme && host == other.host && port == other.port }

    private static func prepared(_ handle: OpaquePointer) throws(Refusal) -> (String, String, UInt16) {
        // A fragment never travels.
        try check(curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0))
        let scheme = try get(CURLUPART_SCHEME, of: handle)
        guard scheme == "http" || scheme == "https" else {
            throw Refusal(reason: "scheme '\(scheme)' is neither http nor https")
        }
        guard let port = UInt16(try get(CURLUPART_PORT, of: handle, flags: CURLU_DEFAULT_PORT)) else {
            throw Refusal(reason: "the port is no number")
        }
        return (scheme, OutboundPolicy.normal(try get(CURLUPART_HOST, of: handle)), port)
    }

    private static func set(_ part: CURLUPart, _ text: String, on handle: OpaquePointer) throws(Refusal) {
        // libcurl would take the text for ended at a NUL.
        guard !text.utf8.contains(0) else { throw Refusal(reason: "it contains a NUL") }
        try check(curl_url_set(handle, part, text, UInt32(CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME)))
    }

    private static func get(_ part: CURLUPart, of handle: OpaquePointer, flags: Int32 = 0) throws(Refusal) -> String {
        var text: UnsafeMutablePointer<CChar>?
        try check(curl_url_get(handle, part, &text, UInt32(flags)))
        defer { curl_free(text) }
        return text.map { String(cString: $0) } ?? ""
    }

    private static func check(_ code: CURLUcode) throws(Refusal) {
        guard code != CURLUE_OK else { return }
        throw Refusal(reason: String(cString: curl_url_strerror(code)))
    }

    /// Servers put raw UTF-8 and spaces into `Location`; behind the host they are percent-encoded, as browsers do. In the
    /// host they stay: there libcurl turns letters into punycode and refuses the rest.
    private static func encodingPath(of text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { $0 == 0x20 || $0 >= 0x80 }) else { return text }
        var start = 0
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) {
            start = colon + 3
        } else if bytes.starts(with: "//".utf8) {
            start = 2
        }
        let path = start == 0 ? 0 : bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.count
        let digits = Array("0123456789ABCDEF".utf8)
        let encoded = bytes[path...].flatMap { byte in
            byte == 0x20 || byte >= 0x80 ? [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]] : [byte]
        }
        return String(decoding: bytes[..<path] + encoded, as: UTF8.self)
    }
}
