import HTTPCore
import MicroHTTP
import TestSupport
import Testing

/// Each test waits for the close that must come; a listener that waits for ever fails it by `RawClient`'s ten seconds.
struct DeadlineTests {
    private static let endless = Array(repeating: UInt8(ascii: "a"), count: 1_800)

    private static func hasty(_ settings: inout ListenerSettings) {
        (settings.headDeadline, settings.requestDeadline) = (.milliseconds(500), .seconds(1))
        (settings.answerDeadline, settings.idleDeadline) = (.milliseconds(500), .milliseconds(700))
    }

    /// Answers at once, however busy the machine is.
    private static let prompt = TestHandler(takes: { request, reply in
        guard request.path != "/slow" else { return false }
        reply(.echo(request))
        return true
    })

    @Test(arguments: ["", "GET /", "GET / HTTP/1.1\r\nHost: a\r\nX: "])
    func `a head that drips in is cut`(beginning: String) async throws {
        try await withListener(Self.prompt, Self.hasty) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(beginning)
                try client.drip(Self.endless)
            }
        }
    }

    @Test func `a body that drips in is cut`() async throws {
        try await withListener(Self.prompt, Self.hasty) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
                try client.drip(Self.endless)
            }
        }
    }

    @Test func `chunks that drip in are cut`() async throws {
        try await withListener(Self.prompt, Self.hasty) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                try client.drip(Array(repeatElement(Array("1\r\na\r\n".utf8), count: 300).joined()))
            }
        }
    }

    @Test func `a later request on the same connection has the same deadlines`() async throws {
        try await withListener(Self.prompt, Self.hasty) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/first")
                #expect(try client.receive().status == 200)
                try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
                try client.drip(Self.endless)
            }
        }
    }

    @Test(arguments: [true, false])
    func `a connection that says nothing is closed`(hasAsked: Bool) async throws {
        try await withListener(Self.prompt, Self.hasty) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                if hasAsked {
                    try client.send("GET", "/")
                    #expect(try client.receive().status == 200)
                }
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }

    @Test func `a refused body that never ends is cut`() async throws {
        let handler = TestHandler(admits: { _ in .body(limit: 10) })
        try await withListener(handler, Self.hasty) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n")
                #expect(try client.receive().status == 413)
                // After a megabyte nobody listens any more.
                do throws(RawClient.Failure) { while true { try client.send(Array(repeating: 1, count: 100_000)) } } catch {
                    #expect(error == .reset)
                }
            }
        }
    }

    @Test func `an answer that nobody takes is cut`() async throws {
        let handler = TestHandler(responds: { _ in
            HTTPResponse(status: 200, body: .stream(AsyncStream { Array(repeating: 1, count: 64 << 10) }))
        })
        try await withListener(handler, Self.hasty) { listener, port in
            let client = try await onThread {
                let client = try RawClient(port: port, receiveBuffer: 4_096)
                try client.send("GET", "/")
                return client
            }
            // Returns once the listener has no connection left; the client has neither read a byte nor closed.
            let start = ContinuousClock.now
            await listener.stop(within: .seconds(10))
            #expect(start.duration(to: .now) < .seconds(9))
            withExtendedLifetime(client) {}
        }
    }

    @Test func `a handler that takes too long is given up`() async throws {
        let cancelled = Gate()
        var handler = Self.prompt
        handler.responds = { _ in
            await withTaskCancellationHandler {
                await cancelled.opened()
            } onCancel: {
                cancelled.open()
            }
            return HTTPResponse(status: 200, text: "too late")
        }
        try await withListener(handler, Self.hasty) { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/slow")
                let answer = try client.receive()
                #expect(answer.status == 504)
                #expect(answer.text == "the answer took too long\n")
                try client.send("GET", "/next")
                #expect(try client.receive().text == "GET /next 0")
            }
        }
        #expect(cancelled.isOpen)
    }
}
