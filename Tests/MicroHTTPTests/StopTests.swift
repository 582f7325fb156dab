import HTTPCore
import MicroHTTP
import Synchronization
import TestSupport
import Testing

struct StopTests {
    @Test func `a running request finishes, an idle connection closes, a new one finds nobody`() async throws {
        let (begun, gate) = (Gate(), Gate())
        let listener = try Listener(
            ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0)),
            TestHandler(responds: { request in
                guard request.path == "/running" else { return .echo(request) }
                begun.open()
                await gate.opened()
                return .echo(request)
            }))
        let port = try #require(listener.port)
        let (idle, running) = try await onThread {
            let (idle, running) = (try RawClient(port: port), try RawClient(port: port))
            try idle.send("GET", "/idle")
            #expect(try idle.receive().status == 200)
            try running.send("GET", "/running")
            return (idle, running)
        }
        await begun.opened()
        async let stopped: Void = listener.stop(within: .seconds(10))
        try await onThread {
            #expect(try idle.receiveToEnd().isEmpty)
            #expect(throws: RawClient.Failure.refused(errno: 111)) { try RawClient(port: port) }
            gate.open()
            let answer = try running.receive()
            #expect(answer.text == "GET /running 0")
            #expect(answer.headers["Connection"] == "close")
            #expect(try running.receiveToEnd().isEmpty)
        }
        await stopped
    }

    @Test func `streams end in good order`() async throws {
        let (stream, feed) = AsyncStream<[UInt8]>.makeStream()
        let ended = Gate()
        feed.onTermination = { _ in ended.open() }
        let handler = TestHandler(responds: { _ in
            HTTPResponse(status: 200, headers: ["Content-Type": "text/event-stream"], body: .stream(stream))
        })
        let listener = try Listener(ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0)), handler)
        let port = try #require(listener.port)
        let client = try await onThread {
            let client = try RawClient(port: port)
            try client.send("GET", "/live")
            #expect(try client.receiveHead().status == 200)
            feed.yield([1])
            #expect(try client.receiveChunk() == [1])
            return client
        }
        await listener.stop(within: .seconds(10))
        #expect(ended.isOpen)
        try await onThread {
            let last = try client.receiveChunk()
            #expect(last == nil)
            #expect(try client.receiveToEnd().isEmpty)
        }
    }

    @Test func `who does not finish in time is told so`() async throws {
        let (begun, cancelled) = (Gate(), Gate())
        let kept = Mutex<TestHandler.Reply?>(nil)
        let handler = TestHandler(
            takes: { request, reply in
                guard request.path == "/taken" else { return false }
                kept.withLock { $0 = reply }
                return true
            },
            responds: { _ in
                begun.open()
                await withTaskCancellationHandler {
                    await cancelled.opened()
                } onCancel: {
                    cancelled.open()
                }
                return HTTPResponse(status: 200)
            })
        let listener = try Listener(ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0)), handler)
        let port = try #require(listener.port)
        let clients = try await onThread {
            let clients = [try RawClient(port: port), try RawClient(port: port), try RawClient(port: port)]
            try clients[0].send("GET", "/taken")
            try clients[1].send("GET", "/asked")
            try clients[2].send("GET /half a hea")
            return clients
        }
        await begun.opened()
        await listener.stop(within: .milliseconds(100))
        #expect(cancelled.isOpen)
        try await onThread {
            #expect(try clients[0].receive().status == 503)
            #expect(try clients[1].receive().text == "shutting down, try again\n")
            try clients[2].waitForClose()
        }
        // Too late, and harmless.
        kept.withLock { $0 }?(HTTPResponse(status: 200))
    }

    @Test func `it stops under load, and every answer is whole`() async throws {
        let handler = TestHandler(takes: { request, reply in
            guard request.path.hasSuffix("3") else { return false }
            reply(.echo(request))
            return true
        })
        let listener = try Listener(ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0)), handler)
        let port = try #require(listener.port)
        let load = Load(port: port)
        try await withThrowingTaskGroup { group in
            for _ in 0..<16 { group.addTask { try await onThread { try load.askUntilClosed() } } }
            await load.isUp.opened()
            await listener.stop(within: .seconds(10))
            try await group.waitForAll()
        }
    }

    /// Clients that ask and ask.
    private final class Load: Sendable {
        let isUp = Gate()
        private let port: UInt16
        private let served = Mutex(0)

        init(port: UInt16) { self.port = port }

        func askUntilClosed() throws {
            let client = try RawClient(port: port)
            do throws(RawClient.Failure) {
                for number in 0..<1_000_000 {
                    try client.send("GET", "/\(number)")
                    #expect(try client.receive().text == "GET /\(number) 0")
                    note()
                }
            } catch {
                // Between two answers, never within one.
                #expect(error == .closed || error == .reset)
            }
        }

        private func note() {
            let total = served.withLock { served in
                served += 1
                return served
            }
            if total == 500 { isUp.open() }
        }
    }

    @Test func `stopping twice is stopping once`() async throws {
        let listener = try Listener(ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0)), TestHandler())
        async let first: Void = listener.stop(within: .seconds(1))
        async let second: Void = listener.stop(within: .seconds(1))
        _ = await (first, second)
        await listener.stop(within: .zero)
    }

    @Test func `a listener that is let go closes`() async throws {
        var listener: Listener? = try Listener(ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0)), TestHandler())
        let port = try #require(listener?.port)
        let client = try await onThread {
            let client = try RawClient(port: port)
            try client.send("GET", "/")
            #expect(try client.receive().status == 200)
            return client
        }
        listener = nil
        try await onThread { try client.waitForClose() }
    }
}
