import HTTPCore
import MicroHTTP
import Synchronization
import TestSupport
import Testing

struct StreamTests {
    /// An event stream that the test feeds; the gate opens when the listener lets it go.
    private final class Source: Sendable {
        let stream: AsyncStream<[UInt8]>
        let feed: AsyncStream<[UInt8]>.Continuation
        let ended = Gate()

        init() {
            (stream, feed) = AsyncStream.makeStream()
            feed.onTermination = { [ended] _ in ended.open() }
        }

        func handler(type: String = "text/event-stream") -> TestHandler {
            TestHandler(responds: { [stream] _ in
                HTTPResponse(status: 200, headers: ["Content-Type": type], body: .stream(stream))
            })
        }
    }

    @Test func `the head arrives before the first piece, and each piece when it is made`() async throws {
        let source = Source()
        try await withListener(source.handler()) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/live")
                let head = try client.receiveHead()
                #expect(head.status == 200)
                #expect(head.headers["Transfer-Encoding"] == "chunked")
                for number in 1...3 {
                    source.feed.yield(Array("data: \(number)\n\n".utf8))
                    #expect(try client.receiveChunk() == Array("data: \(number)\n\n".utf8))
                }
                source.feed.finish()
                #expect(try client.receiveChunk() == nil)
                try client.send("GET", "/live")
                #expect(try client.receive().body == [])
            }
        }
    }

    @Test func `empty pieces end nothing`() async throws {
        let source = Source()
        try await withListener(source.handler()) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/live")
                source.feed.yield([])
                source.feed.yield([1])
                source.feed.yield([])
                source.feed.finish()
                #expect(try client.receive().body == [1])
            }
        }
    }

    @Test func `HTTP 1_0 gets it until the close`() async throws {
        let source = Source()
        try await withListener(source.handler()) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET /live HTTP/1.0\r\n\r\n")
                source.feed.yield([1, 2])
                source.feed.finish()
                #expect(try client.receive().body == [1, 2])
            }
        }
    }

    @Test func `HEAD gets the head, and the source is let go`() async throws {
        let source = Source()
        try await withListener(source.handler()) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("HEAD", "/live")
                #expect(try client.receive(isHead: true).status == 200)
            }
            await source.ended.opened()
        }
    }

    @Test(arguments: [true, false])
    func `the source is let go when the peer leaves, though nothing is sent`(abruptly: Bool) async throws {
        let source = Source()
        try await withListener(source.handler()) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/live")
                #expect(try client.receiveHead().status == 200)
                if abruptly { client.reset() }
            }
            await source.ended.opened()
        }
    }

    /// libmicrohttpd itself looks again only at its oldest connection.
    @Test(arguments: [0, 3])
    func `a peer that left holds up no stop, beside an older connection`(unread: Int) async throws {
        let source = Source()
        try await withListener(source.handler(), { $0.threads = 1 }) { listener, port in
            let idle = try await onThread { try RawClient(port: port) }
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/live")
                #expect(try client.receiveHead().status == 200)
                source.feed.yield([1])
                #expect(try client.receiveChunk() == [1])
                for _ in 0..<unread { source.feed.yield([2]) }
                client.reset()
            }
            await source.ended.opened()
            await listener.stop(within: .seconds(10))
            #expect(try await onThread { try idle.receiveToEnd().isEmpty })
        }
    }

    @Test func `an event stream whose peer does not read is dropped`() async throws {
        let source = Source()
        try await withListener(source.handler()) { _, port in
            let client = try await onThread {
                let client = try RawClient(port: port, receiveBuffer: 4_096)
                try client.send("GET", "/live")
                #expect(try client.receiveHead().status == 200)
                return client
            }
            // More than all buffers on the way hold together.
            let event = Array(repeating: UInt8(ascii: "x"), count: 64 << 10)
            for _ in 0..<200 { source.feed.yield(event) }
            await source.ended.opened()
            try await onThread { try client.waitForClose() }
        }
    }

    @Test func `any other stream waits for its peer, and holds no more than a little`() async throws {
        let piece = Array(repeating: UInt8(ascii: "x"), count: 64 << 10)
        let made = Mutex(0)
        let handler = TestHandler(responds: { _ in
            HTTPResponse(
                status: 200,
                body: .stream(
                    AsyncStream {
                        let number = made.withLock { made in
                            made += 1
                            return made
                        }
                        return number <= 300 ? piece : nil
                    }))
        })
        try await withListener(handler) { _, port in
            try await onThread {
                let client = try RawClient(port: port, receiveBuffer: 4_096)
                try client.send("GET", "/export")
                #expect(try client.receiveHead().status == 200)
                var received = 0
                while let chunk = try client.receiveChunk() {
                    received += chunk.count
                    // What was made and is not here yet lies in the feed, in libmicrohttpd and in the kernel.
                    #expect(made.withLock { $0 } * piece.count - received < 8 << 20)
                }
                #expect(received == 300 * piece.count)
            }
        }
    }

    @Test func `many streams get everything, however fast it comes`() async throws {
        let handler = TestHandler(responds: { request in
            let (stream, feed) = AsyncStream<[UInt8]>.makeStream()
            for number in 0..<2_000 { feed.yield(Array("\(request.path) \(number)\n".utf8)) }
            feed.finish()
            return HTTPResponse(status: 200, body: .stream(stream))
        })
        try await withListener(handler) { _, port in
            try await withThrowingTaskGroup { group in
                for number in 0..<20 {
                    group.addTask {
                        try await onThread {
                            let client = try RawClient(port: port)
                            try client.send("GET", "/\(number)")
                            #expect(try client.receive().text == (0..<2_000).map { "/\(number) \($0)\n" }.joined())
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
