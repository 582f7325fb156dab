import CurlHTTP
import HTTPCore
import TestSupport
import Testing

@Suite struct LimitTests {
    @Test func `an answer is cut at its limit`() async throws {
        let server = try ScriptedServer.answering { _, connection in
            connection.answer(200, body: [UInt8](repeating: 1, count: 1_001))
        }
        let client = try CurlClient.allowing(server)
        let whole = try await client.send(HTTPCall(.get, server.url, limits: HTTPLimits(answerBytes: 1_001)))
        #expect(whole.body.count == 1_001)
        let failure = try await client.failure(of: HTTPCall(.get, server.url, limits: HTTPLimits(answerBytes: 1_000)))
        #expect(
            failure
                == HTTPFailure(
                    .tooLarge, "127.0.0.1:\(server.port) sent more than 1000 bytes",
                    advice: "Ask for smaller pages, or raise the limit of this call.", requestLeft: true))
    }

    @Test func `a packed answer is unpacked, and counted unpacked`() async throws {
        let (small, bomb) = (gzipBomb(zeros: 258_000), gzipBomb(zeros: 300_000_000))
        let server = try ScriptedServer.answering { request, connection in
            connection.answer(200, headers: ["Content-Encoding: gzip"], body: request.path == "/small" ? small : bomb)
        }
        let client = try CurlClient.allowing(server)
        let limits = HTTPLimits(answerBytes: 1_000_000)
        let failure = try await client.failure(of: HTTPCall(.get, server.url, limits: limits))
        #expect(bomb.count < 2_000_000)
        #expect(failure.code == .tooLarge)
        #expect(failure.message == "127.0.0.1:\(server.port) sent more than 1000000 bytes")
        let answer = try await client.send(HTTPCall(.get, server.url + "/small", limits: limits))
        #expect(answer.body == [UInt8](repeating: 0, count: 258_001))
    }

    @Test func `headers without end are cut`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n")
            while connection.write("X-Filler: \(String(repeating: "x", count: 1_000))\r\n") {}
        }
        let failure = try await CurlClient.allowing(server).failure(of: HTTPCall(.get, server.url))
        #expect(failure.code == .tooLarge)
        #expect(failure.message == "127.0.0.1:\(server.port) sent more than 128 KiB of headers")
    }

    @Test func `the whole call has a deadline`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.waitForPeerToClose()
        }
        let limits = HTTPLimits(total: .milliseconds(150))
        let failure = try await CurlClient.allowing(server).failure(of: HTTPCall(.get, server.url, limits: limits))
        #expect(failure.code == .timeout)
        #expect(failure.message == "127.0.0.1:\(server.port) gave no whole answer within 150 ms")
        #expect(failure.requestLeft)
    }

    @Test func `redirects share the deadline of their call`() async throws {
        let server = try ScriptedServer.answering { _, connection in
            connection.drip("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", everyMilliseconds: 2)
        }
        let limits = HTTPLimits(total: .milliseconds(300), redirects: 1_000)
        let failure = try await CurlClient.allowing(server).failure(of: HTTPCall(.get, server.url, limits: limits))
        #expect(failure.code == .timeout)
    }

    @Test func `connecting has a deadline, the TLS handshake included`() async throws {
        let server = try ScriptedServer { $0.waitForPeerToClose() }
        let limits = HTTPLimits(connect: .milliseconds(150))
        let call = HTTPCall(.get, "https://127.0.0.1:\(server.port)/?token=secret", limits: limits)
        let failure = try await CurlClient.allowing(server).failure(of: call)
        #expect(
            failure
                == HTTPFailure(
                    .timeout, "no connection to 127.0.0.1:\(server.port) within 150 ms",
                    advice: "The platform is slow or unreachable; it is tried again where that is safe.", requestLeft: false))
    }

    @Test func `one header without end is cut`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nX-Filler: ")
            while connection.write(String(repeating: "x", count: 10_000)) {}
        }
        let failure = try await CurlClient.allowing(server).failure(of: HTTPCall(.get, server.url))
        #expect(failure.code == .tooLarge)
        #expect(failure.message == "127.0.0.1:\(server.port) sent a header of more than 100 KiB")
    }

    @Test func `a platform may think as long as the call may take`() async throws {
        let server = try ScriptedServer.answering { _, connection in
            connection.drip("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", everyMilliseconds: 10)
            connection.write("ok")
        }
        let limits = HTTPLimits(total: .seconds(20), silence: .milliseconds(100))
        #expect(try await CurlClient.allowing(server).send(HTTPCall(.get, server.url, limits: limits)).status == 200)
    }

    @Test func `a trickle is no answer`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            connection.drip(String(repeating: "x", count: 100_000), everyMilliseconds: 50)
        }
        let limits = HTTPLimits(total: .seconds(60), silence: .seconds(1))
        let failure = try await CurlClient.allowing(server).failure(of: HTTPCall(.get, server.url, limits: limits))
        #expect(failure.code == .timeout)
        #expect(failure.message == "127.0.0.1:\(server.port) gave less than 1 KiB a second for 1 s")
        #expect(failure.requestLeft)
    }
}
