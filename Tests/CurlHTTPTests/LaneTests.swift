import CurlHTTP
import HTTPCore
import TestSupport
import Testing

@Suite struct LaneTests {
    @Test func `lanes never share a connection`() async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let client = try CurlClient.allowing(server)
        for lane in ["a", "b", "a", "c", "b", "a"] { _ = try await client.send(HTTPCall(.get, server.url, lane: lane)) }
        #expect(server.requests.map(\.connection) == [1, 2, 1, 3, 2, 1])
    }

    @Test func `a quarter of the lanes hangs, and the others notice nothing`() async throws {
        let release = Gate()
        let server = try ScriptedServer { connection in
            while let request = try connection.readRequest() {
                if request.path == "/hang" { try release.pass() }
                connection.answer(200, body: request.path)
            }
        }
        let client = try CurlClient.allowing(server, settings: CurlSettings(connectionsPerLane: 2))
        try await withThrowingTaskGroup(of: Int.self) { hanging in
            for lane in 0..<10 {
                // Two run and two wait in each.
                for _ in 0..<4 {
                    hanging.addTask { try await client.send(HTTPCall(.get, server.url + "/hang", lane: "h\(lane)")).status }
                }
            }
            while server.requests.count(where: { $0.path == "/hang" }) < 20 { await Task.yield() }
            try await withThrowingTaskGroup(of: Int.self) { healthy in
                for lane in 0..<30 {
                    for _ in 0..<5 {
                        healthy.addTask { try await client.send(HTTPCall(.get, server.url, lane: "\(lane)")).status }
                    }
                }
                for try await status in healthy { #expect(status == 200) }
            }
            #expect(server.requests.count { $0.path == "/hang" } == 20)
            release.open()
            for try await status in hanging { #expect(status == 200) }
        }
    }

    @Test func `a lane runs as many calls as it may, lets some wait, and refuses the rest`() async throws {
        let release = Gate()
        let server = try ScriptedServer { connection in
            while try connection.readRequest() != nil {
                try release.pass()
                connection.answer(200)
            }
        }
        let client = try CurlClient.allowing(server, settings: CurlSettings(connectionsPerLane: 2, waitingPerLane: 3))
        let outcomes = await withTaskGroup(of: HTTPFailure?.self) { group in
            for _ in 0..<9 {
                group.addTask {
                    do throws(HTTPFailure) { _ = try await client.send(HTTPCall(.get, server.url, lane: "l")) } catch {
                        return error
                    }
                    return nil
                }
            }
            var outcomes: [HTTPFailure?] = []
            for await outcome in group {
                outcomes.append(outcome)
                if outcomes.count == 4 { release.open() }
            }
            return outcomes
        }
        let refused = HTTPFailure(
            .busy, "3 calls wait already before the one to 127.0.0.1:\(server.port)",
            advice: "Slow the channel down; it is tried again.",
            requestLeft: false)
        #expect(outcomes == [refused, refused, refused, refused, nil, nil, nil, nil, nil])
        #expect(server.connections == 2)
    }

    @Test func `waiting for a connection counts against the deadline, and nothing was sent`() async throws {
        let (isAsked, release) = (Gate(), Gate())
        let server = try ScriptedServer { connection in
            while try connection.readRequest() != nil {
                isAsked.open()
                try release.pass()
                connection.answer(200)
            }
        }
        let client = try CurlClient.allowing(server, settings: CurlSettings(connectionsPerLane: 1))
        async let first = client.send(HTTPCall(.get, server.url))
        await isAsked.opened()
        let failure = try await client.failure(of: HTTPCall(.post, server.url, limits: HTTPLimits(total: .milliseconds(100))))
        #expect(failure.code == .timeout)
        #expect(failure.message == "no connection to 127.0.0.1:\(server.port) was free within 100 ms")
        #expect(!failure.requestLeft)
        release.open()
        #expect(try await first.status == 200)
        #expect(server.requests.map(\.method) == ["GET"])
    }

    @Test func `connections of a lane nobody uses are closed`() async throws {
        let isClosed = Gate()
        let server = try ScriptedServer { connection in
            while try connection.readRequest() != nil { connection.answer(200) }
            isClosed.open()
        }
        let client = try CurlClient.allowing(server, settings: CurlSettings(keepsIdleLanes: .milliseconds(50)))
        _ = try await client.send(HTTPCall(.get, server.url, lane: "l"))
        await isClosed.opened()
        #expect(try await client.send(HTTPCall(.get, server.url, lane: "l")).status == 200)
        #expect(server.connections == 2)
    }
}
