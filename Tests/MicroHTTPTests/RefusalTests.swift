import HTTPCore
import MicroHTTP
import Synchronization
import TestSupport
import Testing

/// What libmicrohttpd would let through, and two readers could understand differently.
struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: String
        var status = 400
    }

    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n"
    private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"
    /// Would be answered with 200 if anyone took it for a request.
    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    static let shapes: [Case] = [
        Case(
            testDescription: "length and chunks",
            bytes: post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled),
        Case(
            testDescription: "chunks and length",
            bytes: post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled),
        Case(testDescription: "two lengths", bytes: post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!" + smuggled),
        Case(
            testDescription: "the same length twice",
            bytes: post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + smuggled),
        Case(testDescription: "a list of lengths", bytes: post + "Content-Length: 5, 5\r\n\r\nhello" + smuggled),
        Case(testDescription: "a signed length", bytes: post + "Content-Length: +5\r\n\r\nhello" + smuggled),
        Case(testDescription: "a negative length", bytes: post + "Content-Length: -5\r\n\r\nhello" + smuggled),
        Case(testDescription: "a hexadecimal length", bytes: post + "Content-Length: 0x5\r\n\r\nhello" + smuggled),
        Case(testDescription: "an empty length", bytes: post + "Content-Length:\r\n\r\n" + smuggled),
        Case(testDescription: "a length with a blank behind", bytes: post + "Content-Length: 5 \r\n\r\nhello" + smuggled),
        Case(
            testDescription: "a length beyond 64 bits", bytes: post + "Content-Length: 99999999999999999999\r\n\r\n",
            status: 413),
        Case(testDescription: "a blank before the colon", bytes: post + "Content-Length : 5\r\n\r\nhello" + smuggled),
        Case(
            testDescription: "two encodings",
            bytes: post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled),
        Case(testDescription: "an unknown encoding", bytes: post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + smuggled),
        Case(testDescription: "identity", bytes: post + "Transfer-Encoding: identity\r\n\r\n" + smuggled),
        Case(testDescription: "gzip, chunked", bytes: post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + smuggled),
        Case(
            testDescription: "chunked with a blank behind",
            bytes: post + "Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n" + smuggled),
        Case(
            testDescription: "chunked with a vertical tab",
            bytes: post + "Transfer-Encoding: \u{b}chunked\r\n\r\n0\r\n\r\n" + smuggled),
        Case(
            testDescription: "chunks in HTTP/1.0",
            bytes: "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled),
        Case(testDescription: "two hosts", bytes: get + "Host: b\r\n\r\n"),
        Case(testDescription: "no host", bytes: "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n"),
        Case(testDescription: "no header at all", bytes: "GET / HTTP/1.1\r\n\r\n"),
        Case(testDescription: "an empty host", bytes: "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        Case(testDescription: "a host with a path", bytes: "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        Case(testDescription: "a host with a user", bytes: "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
        Case(testDescription: "a bare LF behind the request line", bytes: "GET / HTTP/1.1\nHost: a\r\n\r\n"),
        Case(testDescription: "a bare LF behind a header", bytes: "GET / HTTP/1.1\r\nHost: a\nAccept: b\r\n\r\n"),
        Case(testDescription: "a bare LF behind the last header", bytes: "GET / HTTP/1.1\r\nHost: a\n\r\n"),
        Case(testDescription: "a bare LF as empty line", bytes: get + "\n"),
        Case(testDescription: "a bare LF as empty line, more behind", bytes: get + "\n" + smuggled),
        Case(testDescription: "bare LFs everywhere", bytes: "GET / HTTP/1.1\nHost: a\n\n"),
        Case(testDescription: "a bare CR in a value", bytes: get + "X: a\rContent-Length: 5\r\n\r\n"),
        Case(testDescription: "a bare CR behind the request line", bytes: "GET / HTTP/1.1\rHost: a\r\n\r\n"),
        Case(testDescription: "CR CR LF", bytes: get + "X: a\r\r\n\r\n"),
        Case(testDescription: "a folded header", bytes: get + "X: a\r\n b\r\n\r\n"),
        Case(testDescription: "a header folded with a tab", bytes: get + "X: a\r\n\tb\r\n\r\n"),
        Case(testDescription: "a folded encoding", bytes: post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
        Case(testDescription: "a fold into nothing", bytes: get + "X: a\r\n \r\n\r\n"),
        Case(testDescription: "a fold that hides a length", bytes: post + "X: a\r\n Content-Length: 5\r\n\r\nhello"),
        Case(testDescription: "a blank before the first header", bytes: "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
        Case(testDescription: "a line without colon", bytes: get + "nonsense\r\n\r\n"),
        Case(testDescription: "a header without name", bytes: get + ": a\r\n\r\n"),
        Case(testDescription: "a header name with a parenthesis", bytes: get + "X(Y: a\r\n\r\n"),
        Case(testDescription: "NUL in a header name", bytes: get + "X\0Y: a\r\n\r\n"),
        Case(testDescription: "NUL in a header value", bytes: get + "X: a\0b\r\n\r\n"),
        Case(testDescription: "NUL at the end of a header value", bytes: get + "X: a\0\r\n\r\n"),
        Case(testDescription: "NUL as a line", bytes: get + "\0\r\n" + "Content-Length: 5\r\n\r\nhello"),
        Case(testDescription: "a line that begins with NUL", bytes: get + "\0Content-Length: 5\r\n\r\nhello"),
        Case(testDescription: "DEL in a header value", bytes: get + "X: a\u{7f}b\r\n\r\n"),
        Case(testDescription: "ESC in a header value", bytes: get + "X: a\u{1b}[2J\r\n\r\n"),
        Case(testDescription: "NUL in the path", bytes: "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "NUL at the end of the path", bytes: "GET /a\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "NUL behind the version", bytes: "GET /a HTTP/1.1\0\r\nHost: a\r\n\r\n"),
        Case(testDescription: "a blank in the path", bytes: "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "a tab in the path", bytes: "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "two blanks behind the method", bytes: "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "two blanks before the version", bytes: "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "a blank behind the version", bytes: "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        Case(testDescription: "a tab for a blank", bytes: "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "a method with a parenthesis", bytes: "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "a method with NUL", bytes: "GE\0T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "a method with a colon", bytes: "GET: / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "no version", bytes: "GET /\r\n\r\n"),
        Case(testDescription: "a version of another protocol", bytes: "GET / HTCPCP/1.0\r\nHost: a\r\n\r\n"),
        Case(testDescription: "a lower-case version", bytes: "GET / http/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "HTTP/1.2", bytes: "GET / HTTP/1.2\r\nHost: a\r\n\r\n", status: 505),
        Case(testDescription: "HTTP/2.0", bytes: "GET / HTTP/2.0\r\nHost: a\r\n\r\n", status: 505),
        Case(testDescription: "an unknown method", bytes: "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", status: 501),
        Case(testDescription: "TRACE", bytes: "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", status: 501),
        Case(testDescription: "a lower-case method", bytes: "get / HTTP/1.1\r\nHost: a\r\n\r\n", status: 501),
        Case(testDescription: "an absolute target", bytes: "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "an asterisk", bytes: "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "an authority", bytes: "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", status: 501),
        Case(testDescription: "a fragment", bytes: "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "raw UTF-8 in the path", bytes: "GET /ü HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "a dot segment", bytes: "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "an escaped dot segment", bytes: "GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "an escaped slash", bytes: "GET /a%2Fb HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "an escaped NUL", bytes: "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "a bad escape", bytes: "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "half an escape", bytes: "GET /a%4 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "an escape that is no UTF-8", bytes: "GET /a%ff HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(testDescription: "an unknown expectation", bytes: get + "Expect: a miracle\r\n\r\n", status: 417),
        Case(
            testDescription: "a head of 17 KiB", bytes: get + "X: " + String(repeating: "a", count: 17 << 10) + "\r\n\r\n",
            status: 431),
        Case(
            testDescription: "a head of 60 KiB", bytes: get + "X: " + String(repeating: "a", count: 60 << 10) + "\r\n\r\n",
            status: 431),
        Case(
            testDescription: "a path of 60 KiB",
            bytes: "GET /" + String(repeating: "a", count: 60 << 10) + " HTTP/1.1\r\nHost: a\r\n\r\n", status: 414),
        Case(
            testDescription: "101 header lines", bytes: get + (1...100).map { "X-\($0): a\r\n" }.joined() + "\r\n", status: 431),
        Case(
            testDescription: "4,000 header lines", bytes: get + String(repeating: "a:\r\n", count: 4_000) + "\r\n", status: 431),
    ]

    @Test(arguments: shapes)
    func `is refused, and nothing behind it is read as a request`(shape: Case) async throws {
        try await withListener { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(shape.bytes)
                #expect(try client.receiveHead().status == shape.status)
                let rest = String(decoding: try client.receiveToEnd(), as: UTF8.self)
                #expect(!rest.contains("HTTP/1.1 200"))
                #expect(!rest.contains("/smuggled"))
            }
        }
    }

    @Test(arguments: shapes)
    func `is refused just so when it comes byte by byte`(shape: Case) async throws {
        guard shape.bytes.utf8.count < 2_000 else { return }
        try await withListener { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                do throws(RawClient.Failure) { for byte in shape.bytes.utf8 { try client.send([byte]) } } catch {
                    // It may have been turned away before the end.
                    #expect(error == .reset)
                }
                #expect(try client.receiveHead().status == shape.status)
            }
        }
    }

    /// What leaves the same picture as CR LF or CR LF CR LF; it must at least mean the same.
    static let hidden = [
        "X: a\0\nContent-Length: 5\r\n\r\nhello", "Content-Length: 5\0\n\r\nhello", "Content-Length: 5\r\n\0\nhello",
        "Content-Length: 5\r\n:\nhello", "Content-Length: 5\n:\r\nhello", "Content-Length: 5\n\0\r\nhello",
    ]

    @Test(arguments: hidden)
    func `what cannot be seen is read as CR LF, and nothing behind it moves`(rest: String) async throws {
        let seen = Mutex<[HTTPRequest]>([])
        let handler = TestHandler(responds: { request in
            seen.withLock { $0.append(request) }
            return .echo(request)
        })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(Self.post + rest + Self.get + "\r\n")
                #expect(try client.receive().text == "POST / 5")
                #expect(try client.receive().text == "GET / 0")
            }
        }
        let body = try #require(seen.withLock { $0.first?.body })
        #expect(body == Array("hello".utf8))
    }

    @Test(arguments: hidden)
    func `nothing can be hidden behind a proxy`(rest: String) async throws {
        try await withListener(TestHandler(), { $0.trustedProxies = ["127.0.0.1"] }) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                for number in 0..<3 {
                    try client.send("POST", "/\(number)", body: Array(repeating: 1, count: number * 20_000))
                    #expect(try client.receive().text == "POST /\(number) \(number * 20_000)")
                }
                try client.send(Self.post + rest + Self.smuggled)
                let answer = try client.receive()
                #expect(answer.text == "POST / 5")
                #expect(answer.headers["Connection"] == "close")
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }
}
