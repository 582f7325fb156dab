import HTTPCore
import MicroHTTP
import Synchronization
import TestSupport
import Testing

struct BodyTests {
    private static let limited = TestHandler(admits: { _ in .body(limit: 100_000) })
    private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"

    @Test func `a body of just the limit is taken, one byte more is not`() async throws {
        try await withListener(Self.limited) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("POST", "/", body: Array(repeating: 1, count: 100_000))
                #expect(try client.receive().text == "POST / 100000")
                try client.send("POST", "/", body: Array(repeating: 1, count: 100_001))
                #expect(try client.receive().status == 413)
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }

    @Test func `too much is refused as soon as it is announced, and the answer arrives while the peer still sends`()
        async throws
    {
        try await withListener(Self.limited) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(Self.post + "Content-Length: 900000000\r\n\r\n")
                let answer = try client.receive()
                #expect(answer.status == 413)
                #expect(answer.headers["Connection"] == "close")
                #expect(answer.text == "the body is larger than this address takes\n")
                // Half a megabyte on its way does no harm: nothing resets the connection under the answer.
                try client.send(Array(repeating: 1, count: 500_000))
                client.finishSending()
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }

    @Test func `a chunked body is taken whole, and is the last of its connection`() async throws {
        try await withListener(Self.limited) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                let chunks = "5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nX-Trailer: dropped\r\n\r\n"
                try client.send(
                    Self.post + "Transfer-Encoding: Chunked\r\n\r\n" + chunks + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try client.receive()
                #expect(answer.text == "POST / 11")
                #expect(answer.headers["Connection"] == "close")
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }

    @Test func `chunks are counted`() async throws {
        try await withListener(Self.limited) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(Self.post + "Transfer-Encoding: chunked\r\n\r\n")
                let chunk = "8000\r\n" + String(repeating: "a", count: 0x8000) + "\r\n"
                for _ in 0..<4 { try client.send(chunk) }
                #expect(try client.receive().status == 413)
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }

    @Test(arguments: [
        "zz\r\nhello\r\n0\r\n\r\n", "5\r\nhelloX0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "fffffffffffffffff\r\nhello",
        ";\r\n0\r\n\r\n",
    ])
    func `chunks that are none are refused`(chunks: String) async throws {
        try await withListener(Self.limited) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(Self.post + "Transfer-Encoding: chunked\r\n\r\n" + chunks)
                #expect([400, 413].contains(try client.receiveHead().status))
                try client.waitForClose()
            }
        }
    }

    @Test func `a peer that waits for leave to send gets it`() async throws {
        try await withListener(Self.limited) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(Self.post + "Expect: 100-Continue\r\nContent-Length: 5\r\n\r\n")
                #expect(try client.receive().status == 100)
                try client.send("hello")
                #expect(try client.receive().text == "POST / 5")
                try client.send("GET", "/next")
                #expect(try client.receive().text == "GET /next 0")
            }
        }
    }

    @Test func `a peer that waits for leave to send too much does not get it`() async throws {
        try await withListener(Self.limited) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(Self.post + "Expect: 100-continue\r\nContent-Length: 100001\r\n\r\n")
                #expect(try client.receive().status == 413)
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }

    @Test func `a refusal with a small body costs no connection, one with a large body does`() async throws {
        let handler = TestHandler(admits: { request in
            request.path == "/unknown" ? .refuse(HTTPResponse(status: 404, text: "no such hook")) : .body(limit: 100)
        })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("POST", "/unknown", body: Array(repeating: 1, count: 60_000))
                #expect(try client.receive().text == "no such hook")
                try client.send("GET", "/unknown")
                #expect(try client.receive().status == 404)
                try client.send("POST", "/known", body: [1])
                #expect(try client.receive().text == "POST /known 1")
                try client.send("POST", "/unknown", body: Array(repeating: 1, count: 200_000))
                #expect(try client.receive().text == "no such hook")
                try client.waitForClose()
            }
        }
    }

    @Test func `the handler is asked for leave before any byte of the body is there`() async throws {
        let asked = Mutex<[Int]>([])
        let handler = TestHandler(admits: { request in
            asked.withLock { $0.append(request.body.count) }
            return .body(limit: 10)
        })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("POST", "/", body: [1, 2, 3])
                #expect(try client.receive().text == "POST / 3")
            }
        }
        #expect(asked.withLock { $0 } == [0])
    }
}
