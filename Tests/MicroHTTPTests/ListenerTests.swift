import Foundation
import HTTPCore
import MicroHTTP
import Synchronization
import TestSupport
import Testing

struct ListenerTests {
    @Test func `a request is answered, and the connection stays for the next`() async throws {
        try await withListener { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/a")
                #expect(try client.receive().text == "GET /a 0")
                try client.send("POST", "/b", body: Array(repeating: 7, count: 300_000))
                #expect(try client.receive().text == "POST /b 300000")
                try client.send("OPTIONS", "/c", headers: [("Connection", "close")])
                #expect(try client.receive().text == "OPTIONS /c 0")
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }

    @Test func `the handler sees the request as it was sent`() async throws {
        let seen = Mutex<HTTPRequest?>(nil)
        let handler = TestHandler(responds: { request in
            seen.withLock { $0 = request }
            return HTTPResponse(status: 204)
        })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(
                    "PUT", "/gr%C3%BC%C3%9Fe/a+b?q=a%20b+c&q=&r&s=%zz",
                    headers: [("X-Two", "1 \t"), ("x-two", "  ä"), ("Cookie", "a=b")],
                    body: [0, 255, 10, 13])
                #expect(try client.receive().status == 204)
            }
        }
        let request = try #require(seen.withLock { $0 })
        #expect(request.method == .put)
        #expect(request.path == "/grüße/a+b")
        #expect(request.rawQuery == "q=a%20b+c&q=&r&s=%zz")
        #expect(request.query.map { "\($0.name)=\($0.value)" } == ["q=a b c", "q=", "r=", "s=%zz"])
        #expect(
            request.headers.fields == [
                .init("Host", "test"), .init("X-Two", "1"), .init("x-two", "ä"), .init("Cookie", "a=b"),
                .init("Content-Length", "4"),
            ])
        #expect(request.body == [0, 255, 10, 13])
        #expect(request.remoteAddress == "127.0.0.1")
        #expect(request.scheme == "http")
    }

    /// 16 KiB to the last byte, in all the places where libmicrohttpd keeps parts of a head.
    @Test(arguments: [(16 << 10, 200), ((16 << 10) + 1, 431)], [1, 97, 100_000])
    func `a head may be large, however it is cut into pieces`(size: (bytes: Int, status: Int), piece: Int) async throws {
        try await withListener { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                let query = (0..<60).map { "a\($0)=%20\($0)" }.joined(separator: "&")
                let fields = (0..<40).map { "X-\($0): \(String(repeating: "v", count: 200))\r\n" }.joined()
                let start = "GET /large?\(query) HTTP/1.1\r\nHost: a\r\nCookie: a=1; b=2; c=3\r\n\(fields)X: "
                let head = start + String(repeating: "w", count: size.bytes - start.utf8.count - 4) + "\r\n\r\n"
                var bytes = Array(("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + head).utf8)[...]
                while !bytes.isEmpty {
                    try client.send(Array(bytes.prefix(piece)))
                    bytes = bytes.dropFirst(piece)
                }
                #expect(try client.receive().text == "POST /small 3")
                #expect(try client.receive().status == size.status)
            }
        }
    }

    @Test func `HEAD tells the length and sends nothing`() async throws {
        try await withListener { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("HEAD", "/a")
                #expect(try client.receive(isHead: true).headers["Content-Length"] == "9")
                try client.send("GET", "/a")
                #expect(try client.receive().text == "GET /a 0")
            }
        }
    }

    @Test func `HTTP 1_0 is answered and closed`() async throws {
        try await withListener { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET /old HTTP/1.0\r\n\r\n")
                #expect(try client.receive().text == "GET /old 0")
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }

    @Test func `no header tells what serves`() async throws {
        try await withListener { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/")
                let names = try client.receive().headers.fields.map(\.name)
                #expect(names == ["Date", "Content-Type", "Content-Length"])
            }
        }
    }

    @Test func `pipelined requests are answered in order`() async throws {
        try await withListener { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                let requests = (0..<200).map { "POST /\($0) HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" }
                try client.send(requests.joined())
                for number in 0..<200 { #expect(try client.receive().text == "POST /\(number) 3") }
            }
        }
    }

    /// Who answers: the serving thread at once, another thread, or a task.
    enum Way: String, CaseIterable, Sendable { case same, other, task }

    @Test(arguments: Way.allCases)
    func `many connections at once each get their own answers`(way: Way) async throws {
        let queue = DispatchQueue(label: "writer")
        let handler = TestHandler(takes: { request, reply in
            switch way {
            case .same: reply(.echo(request))
            case .other: queue.async { reply(.echo(request)) }
            case .task: return false
            }
            return true
        })
        try await withListener(handler) { _, port in
            try await withThrowingTaskGroup { group in
                for connection in 0..<32 {
                    group.addTask {
                        try await onThread {
                            let client = try RawClient(port: port)
                            for round in 0..<20 {
                                let paths = (0..<5).map { "/\(connection)/\(round)/\($0)" }
                                for path in paths { try client.send("POST", path, body: Array(repeating: 1, count: round)) }
                                for path in paths { #expect(try client.receive().text == "POST \(path) \(round)") }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a peer that has closed its sending half still gets its answer`() async throws {
        let gate = Gate()
        let handler = TestHandler(responds: { request in
            await gate.opened()
            return .echo(request)
        })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("POST", "/half", body: [1, 2, 3])
                client.finishSending()
                let other = try RawClient(port: port)
                try other.send("GET /another HTTP/1.1\r\n\r\n")
                #expect(try other.receive().status == 400)
                gate.open()
                #expect(try client.receive().text == "POST /half 3")
            }
        }
    }

    /// libmicrohttpd misses an end that comes in one piece with a request.
    @Test func `a peer that closes its sending half with its request is not kept`() async throws {
        try await withListener(TestHandler(), { $0.idleDeadline = .seconds(60) }) { _, port in
            try await onThread {
                for _ in 0..<5 {
                    let client = try RawClient(port: port)
                    try client.send("GET", "/half")
                    client.finishSending()
                    #expect(try client.receive().text == "GET /half 0")
                    #expect(try client.receiveToEnd().isEmpty)
                }
            }
        }
    }

    @Test func `a reply that is let go becomes a 500, a second one is dropped`() async throws {
        let handler = TestHandler(takes: { request, reply in
            if request.path == "/twice" {
                reply(HTTPResponse(status: 200, text: "first"))
                reply(HTTPResponse(status: 200, text: "second"))
            }
            return true
        })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/never")
                #expect(try client.receive().status == 500)
                try client.send("GET", "/twice")
                #expect(try client.receive().text == "first")
                try client.send("GET", "/twice")
                #expect(try client.receive().text == "first")
            }
        }
    }

    @Test(arguments: [("X-A", "a\r\nSet-Cookie: b"), ("X-A", "a\0b"), ("X-A", "a\nb"), ("X A", "a"), ("X:A", "a"), ("", "a")])
    func `a header that would split the answer is never sent`(name: String, value: String) async throws {
        let handler = TestHandler(responds: { _ in HTTPResponse(status: 200, headers: HTTPHeaders([.init(name, value)])) })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/")
                let answer = try client.receive()
                #expect(answer.status == 500)
                #expect(answer.text == "the answer had a header that cannot be sent\n")
            }
        }
    }

    @Test func `the framing of an answer is the listener's alone`() async throws {
        let handler = TestHandler(responds: { _ in
            HTTPResponse(
                status: 200, headers: ["Content-Length": "99", "Transfer-Encoding": "chunked", "X-Empty": ""], text: "four")
        })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/")
                let answer = try client.receive()
                #expect(answer.text == "four")
                #expect(answer.headers.all("Content-Length") == ["4"])
                #expect(answer.headers["Transfer-Encoding"] == nil)
            }
        }
    }

    @Test func `an answer may close its connection`() async throws {
        let handler = TestHandler(responds: { _ in HTTPResponse(status: 200, headers: ["Connection": "close"]) })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/")
                #expect(try client.receive().headers.all("Connection") == ["close"])
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }

    @Test func `a trusted proxy says where a request came from`() async throws {
        let handler = TestHandler(responds: { HTTPResponse(status: 200, text: "\($0.scheme) \($0.remoteAddress)") })
        let forwarded = [("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "https")]
        for (trusted, expected) in [(["127.0.0.0/8"], "https 198.51.100.7"), (["10.0.0.0/8"], "http 127.0.0.1")] {
            try await withListener(handler, { $0.trustedProxies = trusted }) { _, port in
                try await onThread {
                    let client = try RawClient(port: port)
                    try client.send("GET", "/", headers: forwarded)
                    #expect(try client.receive().text == expected)
                }
            }
        }
    }
}
