import HTTPCore
import Testing

struct SecurityHeadersTests {
    @Test func `an answer gets every header it does not set itself`() {
        let response = HTTPResponse(status: 200, headers: ["cache-control": "public"]).secured(by: SecurityHeaders())
        #expect(response.headers.all("Cache-Control") == ["public"])
        let names = Set(response.headers.fields.map { $0.name.lowercased() })
        for name in SecurityHeaders().fields.map(\.name) { #expect(names.contains(name.lowercased()), "\(name)") }
        #expect(response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains")
        #expect(response.headers["Content-Security-Policy"]?.contains("trusted-types stellwerk") == true)
    }

    @Test func `what the operator may change changes`() {
        let fields = HTTPHeaders(SecurityHeaders(includeSubDomains: false).fields)
        #expect(fields["Strict-Transport-Security"] == "max-age=63072000")
        #expect(HTTPHeaders(SecurityHeaders.foreignFile().fields)["Content-Security-Policy"] == "sandbox; default-src 'none'")
    }
}
