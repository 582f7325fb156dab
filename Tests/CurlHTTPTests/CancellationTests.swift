import CurlHTTP
import HTTPCore
import TestSupport
import Testing

@Suite struct CancellationTests {
    @Test func `a cancelled call ends at once and closes its connection`() async throws {
        let (isAsked, isClosed) = (Gate(), Gate())
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            isAsked.open()
            connection.waitForPeerToClose()
            isClosed.open()
        }
        let client = try CurlClient.allowing(server)
        let task = Task { try await client.failure(of: HTTPCall(.post, server.url + "/secret")) }
        await isAsked.opened()
        task.cancel()
        let failure = try await task.value
        #expect(
            failure
                == HTTPFailure(
                    .cancelled, "the call to 127.0.0.1:\(server.port) was cancelled", advice: "Nothing needs to be done.",
                    requestLeft: true))
        await isClosed.opened()
    }

    @Test func `a call cancelled while it waits was never sent`() async throws {
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
        let waiting = Task { try await client.failure(of: HTTPCall(.post, server.url)) }
        waiting.cancel()
        let failure = try await waiting.value
        #expect(failure.code == .cancelled)
        #expect(!failure.requestLeft)
        release.open()
        #expect(try await first.status == 200)
        #expect(server.requests.map(\.method) == ["GET"])
    }

    @Test func `calls cancelled at any moment leave the client whole`() async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let client = try CurlClient.allowing(server, settings: CurlSettings(connectionsPerLane: 2, waitingPerLane: 500))
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<300 {
                let task = Task { try await client.send(HTTPCall(.get, server.url, lane: "\(number % 3)")) }
                group.addTask {
                    for _ in 0..<(number % 50) { await Task.yield() }
                    task.cancel()
                    switch await task.result {
                    case .success(let answer): #expect(answer.status == 200)
                    case .failure(let error): #expect((error as? HTTPFailure)?.code == .cancelled)
                    }
                }
            }
        }
        for lane in ["0", "1", "2"] { #expect(try await client.send(HTTPCall(.get, server.url, lane: lane)).status == 200) }
    }
}
