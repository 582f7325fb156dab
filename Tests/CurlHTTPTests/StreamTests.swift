import CurlHTTP
import HTTPCore
import Synchronization
import TestSupport
import Testing

@Suite struct StreamTests {
    static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
    static let open = HTTPLimits(total: nil)

    @Test func `the head comes before the first chunk, and chunks as they are sent`() async throws {
        let (first, second) = (Gate(), Gate())
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.write(Self.head)
            try first.pass()
            connection.write("data: one\n\n")
            try second.pass()
            connection.write("data: two\n\n")
        }
        let answer = try await CurlClient.allowing(server).stream(HTTPCall(.get, server.url, limits: Self.open))
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/event-stream")
        var chunks = answer.chunks.makeAsyncIterator()
        first.open()
        #expect(try await chunks.next() == Array("data: one\n\n".utf8))
        second.open()
        #expect(try await chunks.next() == Array("data: two\n\n".utf8))
        #expect(try await chunks.next() == nil)
    }

    @Test func `a slow reader holds the sender back, and loses nothing`() async throws {
        let size = 48 << 20
        let sent = Mutex(0)
        let server = try ScriptedServer { connection in
            guard let request = try connection.readRequest(), request.path == "/big" else {
                connection.answer(200)
                return
            }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            let piece = [UInt8](repeating: 7, count: 64 << 10)
            while sent.withLock({ $0 }) < size, connection.write(piece) { sent.withLock { $0 += piece.count } }
        }
        let client = try CurlClient.allowing(server)
        let answer = try await client.stream(HTTPCall(.get, server.url + "/big", limits: Self.open))
        var chunks = answer.chunks.makeAsyncIterator()
        var received = try #require(try await chunks.next()).count
        // Other calls go their way meanwhile; the sender has filled the buffers of the system, no more.
        for _ in 0..<50 { _ = try await client.send(HTTPCall(.get, server.url)) }
        #expect(sent.withLock { $0 } < size / 2)
        while let chunk = try await chunks.next() {
            #expect(chunk.count <= 512 << 10)
            received += chunk.count
        }
        #expect(received == size)
    }

    @Test func `a dropped stream closes its connection`() async throws {
        let isClosed = Gate()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.write(Self.head + "data: one\n\n")
            connection.waitForPeerToClose()
            isClosed.open()
        }
        let client = try CurlClient.allowing(server)
        do {
            let answer = try await client.stream(HTTPCall(.get, server.url, limits: Self.open))
            for try await _ in answer.chunks { break }
        }
        await isClosed.opened()
    }

    @Test func `a reader that is cancelled ends the stream`() async throws {
        let isClosed = Gate()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.write(Self.head)
            connection.waitForPeerToClose()
            isClosed.open()
        }
        let client = try CurlClient.allowing(server)
        let reading = Task {
            let answer = try await client.stream(HTTPCall(.get, server.url, limits: Self.open))
            for try await _ in answer.chunks {}
            return answer.status
        }
        while server.requests.isEmpty { await Task.yield() }
        reading.cancel()
        _ = await reading.result
        await isClosed.opened()
    }

    @Test func `silence ends a stream, however long it was open`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.write(Self.head)
            connection.drip("::::::::::", everyMilliseconds: 60)
            connection.waitForPeerToClose()
        }
        let limits = HTTPLimits(total: nil, silence: .milliseconds(400))
        let answer = try await CurlClient.allowing(server).stream(HTTPCall(.get, server.url, limits: limits))
        var bytes = 0
        let failure = await #expect(throws: HTTPFailure.self) { for try await chunk in answer.chunks { bytes += chunk.count } }
        #expect(bytes == 10)
        #expect(failure?.code == .timeout)
        #expect(failure?.message == "127.0.0.1:\(server.port) was silent for 400 ms")
    }

    @Test func `a stream that breaks says so after what it brought`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\nff\r\nhalf")
        }
        let answer = try await CurlClient.allowing(server).stream(HTTPCall(.get, server.url, limits: Self.open))
        var bytes: [UInt8] = []
        let failure = await #expect(throws: HTTPFailure.self) { for try await chunk in answer.chunks { bytes += chunk } }
        #expect(failure?.code == .broken)
        #expect(String(decoding: bytes, as: UTF8.self) == "firsthalf")
    }

    @Test func `a stream with a deadline keeps to the limit of bytes too`() async throws {
        let server = try ScriptedServer.answering { _, connection in
            connection.answer(200, body: [UInt8](repeating: 1, count: 100_000))
        }
        let limits = HTTPLimits(total: .seconds(20), answerBytes: 50_000)
        let answer = try await CurlClient.allowing(server).stream(HTTPCall(.get, server.url, limits: limits))
        let failure = await #expect(throws: HTTPFailure.self) { for try await _ in answer.chunks {} }
        #expect(failure?.code == .tooLarge)
    }

    @Test func `a stream follows redirects before it begins`() async throws {
        let server = try ScriptedServer.answering { request, connection in
            if request.path == "/" {
                connection.answer(307, headers: ["Location: /live"], body: "moved")
            } else {
                connection.answer(200, body: "live")
            }
        }
        let answer = try await CurlClient.allowing(server).stream(HTTPCall(.get, server.url + "/", limits: Self.open))
        var text = ""
        for try await chunk in answer.chunks { text += String(decoding: chunk, as: UTF8.self) }
        #expect(answer.status == 200)
        #expect(text == "live")
    }
}
