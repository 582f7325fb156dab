import HTTPCore

/// One file with everything that can be known before anyone asks for it.
struct StaticFile: Sendable {
    private let type: String
    private let isText: Bool
    private let plain: Form
    /// Nil where compressing does not pay.
    private let compressed: Form?

    /// The bytes of one encoding with their own strong tag (RFC 9110, 8.8.3.3).
    private struct Form: Sendable {
        let bytes: [UInt8]
        let tag: String
    }

    init(name: String, bytes: [UInt8]) {
        let type = MediaType(name)
        (self.type, isText) = (type.text, type.isText)
        let tag = Self.tag(bytes)
        plain = Form(bytes: bytes, tag: "\"\(tag)\"")
        let gzip = type.isText ? Gzip.compress(bytes) : nil
        compressed = gzip.flatMap { $0.count < bytes.count ? Form(bytes: $0, tag: "\"\(tag)-gzip\"") : nil }
    }

    /// 304 where the peer's copy is still good.
    func answer(_ asked: HTTPHeaders, caching: String) -> HTTPResponse {
        let wantsGzip = AcceptedEncodings(asked.all("Accept-Encoding")).takesGzip
        let form = wantsGzip ? compressed ?? plain : plain
        let isFresh = EntityTags(asked.all("If-None-Match")).contain(form.tag)
        // A 304 is sent without its body but with its length, which must be that of the 200 (RFC 9110, 8.6).
        var response = HTTPResponse(status: isFresh ? 304 : 200, body: .bytes(form.bytes))
        response.headers.add("ETag", form.tag)
        response.headers.add("Cache-Control", caching)
        if isText { response.headers.add("Vary", "Accept-Encoding") }
        if isFresh { return response }
        response.headers.add("Content-Type", type)
        if wantsGzip, compressed != nil { response.headers.add("Content-Encoding", "gzip") }
        return response
    }

    /// Length and 64 bits of FNV-1a, which no two versions of one file share by accident; nobody here is an attacker.
    private static func tag(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(bytes.count, radix: 36) + "-" + String(hash, radix: 36)
    }
}

/// A file's type by its extension: what a page is made of, and nothing that a browser must guess.
struct MediaType: Sendable, Hashable {
    let text: String
    let isText: Bool

    init(_ name: String) {
        let end = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last?.lowercased() ?? ""
        (text, isText) = Self.table[end] ?? ("application/octet-stream", false)
    }

    private static let table: [String: (String, Bool)] = [
        "html": ("text/html; charset=utf-8", true),
        "css": ("text/css; charset=utf-8", true),
        "js": ("text/javascript; charset=utf-8", true),
        "json": ("application/json", true),
        "webmanifest": ("application/manifest+json", true),
        "svg": ("image/svg+xml", true),
        "txt": ("text/plain; charset=utf-8", true),
        "woff2": ("font/woff2", false),
        "png": ("image/png", false),
        "jpg": ("image/jpeg", false),
        "webp": ("image/webp", false),
        "ico": ("image/vnd.microsoft.icon", false),
    ]
}
