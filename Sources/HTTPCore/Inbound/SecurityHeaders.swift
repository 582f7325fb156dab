/// The headers every answer carries, errors included; the numbers are those of OWASP ASVS 5.0.
public struct SecurityHeaders: Sendable, Hashable {
    public let fields: [HTTPHeaders.Field]

    /// For the page, the API and everything else of ours.
    ///
    /// - Parameter includeSubDomains: whether the promise of https holds for the names below ours, too [3.4.1].
    public init(includeSubDomains: Bool = true) {
        self.init(policy: Self.pagePolicy, includeSubDomains: includeSubDomains)
    }

    /// For a file that someone else wrote: it may do nothing, wherever it is opened [3.4.3, 5.4.1].
    public static func foreignFile(includeSubDomains: Bool = true) -> Self {
        Self(policy: "sandbox; default-src 'none'", includeSubDomains: includeSubDomains)
    }

    /// Goes with the answer that signs someone out [14.3.1].
    public static let signedOut = HTTPHeaders.Field("Clear-Site-Data", "\"cache\",\"storage\"")

    private init(policy: String, includeSubDomains: Bool) {
        fields = [
            .init("Content-Security-Policy", policy),
            .init("Reporting-Endpoints", "csp=\"/csp\""),
            .init("Strict-Transport-Security", "max-age=63072000" + (includeSubDomains ? "; includeSubDomains" : "")),
            .init("X-Content-Type-Options", "nosniff"),
            .init("Referrer-Policy", "no-referrer"),
            .init("Cross-Origin-Opener-Policy", "same-origin"),
            .init("Cross-Origin-Resource-Policy", "same-origin"),
            .init("Cross-Origin-Embedder-Policy", "require-corp"),
            .init("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"),
            .init("Cache-Control", "no-store"),
        ]
    }

    private static let pagePolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "media-src 'self'",
        "font-src 'self'", "connect-src 'self'", "frame-src 'self'", "manifest-src 'self'", "form-action 'self'",
        "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types stellwerk", "report-to csp",
    ].joined(separator: "; ")
}

extension HTTPResponse {
    /// The same answer with every one of these headers that it does not set itself (a cacheable file keeps its
    /// `Cache-Control`, a mail view its own policy).
    public func secured(by headers: SecurityHeaders) -> HTTPResponse {
        var secured = self
        for field in headers.fields where self.headers[field.name] == nil { secured.headers.add(field.name, field.value) }
        return secured
    }

    /// The answer for a path that has no such method.
    public static func wrongMethod(allowed: [HTTPMethod]) -> HTTPResponse {
        var response = HTTPResponse(status: 405, text: "method not allowed\n")
        response.headers["Allow"] = allowed.map(\.rawValue).joined(separator: ", ")
        return response
    }
}
