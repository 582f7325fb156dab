import CurlHTTP
import HTTPCore
import TestSupport
import Testing

@Suite struct InjectionTests {
    static let values = [
        "a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\u{0}b", "\r\n\r\nGET /evil HTTP/1.1", "a\u{7f}", "\u{1b}[2J",
        "a\u{b}b",
    ]
    static let names = ["", "X Evil", "X-Evil:", "X-Evil\r\nY", "X\u{0}", "Ü", "X-Evil\t", "(X)", "X-Evil\n"]
    static let ours = ["Host", "content-length", "Transfer-Encoding", "Connection", "TE", "Upgrade", "Expect", "Trailer"]
    static let urls = [
        "http://127.0.0.1:PORT/a\r\nX-Evil: 1", "http://127.0.0.1:PORT/\r\n", "http://127.0.0.1:PORT/a\u{0}b",
        "http://127.0.0.1:PORT/\t", "http://a@127.0.0.1:PORT/", "http://a:b@127.0.0.1:PORT/", "http://@127.0.0.1:PORT/",
        "http://good.example\\@127.0.0.1:PORT/", "127.0.0.1:PORT/", "//127.0.0.1:PORT/", "/path", "", "http://",
        "file:///etc/passwd", "ftp://127.0.0.1:PORT/", "gopher://127.0.0.1:PORT/", "dict://127.0.0.1:PORT/",
        "http://127.0.0.1:PORT:PORT/", "http://127.0.0.1:0x50/", "http://127.0.0.1:-1/", "http://[::1/",
        "http://127.0.0.1 :PORT/",
        "http://127.0.0.1\u{0}.good.example/", "http://127.0.0.1%00.good.example/", "http://127.0.0.1%0d%0a:PORT/",
    ]

    @Test(arguments: values) func `a header value with a control character is refused`(value: String) async throws {
        try await expectInvalid("http://127.0.0.1:PORT/", headers: ["X-Note": value])
    }

    @Test(arguments: names + ours) func `a header name that is none, or not a caller's, is refused`(name: String) async throws {
        try await expectInvalid("http://127.0.0.1:PORT/", headers: HTTPHeaders([.init(name, "1")]))
    }

    @Test(arguments: urls) func `an address that is none, or hides another, is refused`(url: String) async throws {
        try await expectInvalid(url, headers: [:])
    }

    private func expectInvalid(_ url: String, headers: HTTPHeaders) async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let client = CurlClient(policy: try OutboundPolicy(allow: ["127.0.0.1:*"]))
        let failure = try await client.failure(
            of: HTTPCall(.get, url.replacing("PORT", with: "\(server.port)"), headers: headers))
        #expect(failure.code == .invalid, "\(failure.message)")
        #expect(!failure.requestLeft)
        #expect(!failure.message.contains("Evil:"))
        #expect(server.connections == 0)
        // The client itself is unharmed.
        #expect(try await client.send(HTTPCall(.get, server.url)).status == 200)
    }
}
