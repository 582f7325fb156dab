import CurlHTTP
import HTTPCore
import TestSupport
import Testing

/// What a failed call says about whether the platform may have acted on it.
@Suite struct RequestLeftTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: HTTPFailure.Code
        let script: @Sendable (ScriptedServer.Connection) throws -> Void

        init(_ what: String, _ code: HTTPFailure.Code, _ script: @escaping @Sendable (ScriptedServer.Connection) throws -> Void)
        {
            (testDescription, self.code, self.script) = (what, code, script)
        }
    }

    static let cases = [
        Case("closes before it reads", .broken) { _ in },
        Case("resets after the first byte", .broken) {
            _ = try $0.read(1)
            $0.reset()
        },
        Case("closes after the first line", .broken) { _ = try $0.readLine() },
        Case("closes after the body", .broken) { _ = try $0.readRequest() },
        Case("resets after the body", .broken) {
            _ = try $0.readRequest()
            $0.reset()
        },
        Case("closes in the status line", .broken) {
            _ = try $0.readRequest()
            $0.write("HTTP/1.")
        },
        Case("closes in the headers", .broken) {
            _ = try $0.readRequest()
            $0.write("HTTP/1.1 200 OK\r\nContent-Le")
        },
        Case("closes in the body of the answer", .broken) {
            _ = try $0.readRequest()
            $0.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!")
        },
        Case("resets in the body of the answer", .broken) {
            _ = try $0.readRequest()
            $0.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!")
            $0.reset()
        },
        Case("closes in a chunk", .broken) {
            _ = try $0.readRequest()
            $0.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc")
        },
        Case("speaks another protocol", .broken) {
            _ = try $0.readRequest()
            $0.write("220 mail.example ESMTP\r\n")
        },
        Case("packs badly", .broken) {
            _ = try $0.readRequest()
            $0.answer(200, headers: ["Content-Encoding: gzip"], body: "this is not gzip at all")
        },
        Case("never answers", .timeout) {
            _ = try $0.readRequest()
            $0.waitForPeerToClose()
        },
        Case("redirects to a forbidden address", .forbidden) {
            _ = try $0.readRequest()
            $0.answer(302, headers: ["Location: https://10.0.0.1/"])
        },
    ]

    @Test(arguments: cases) func `may have acted on the request, and is not asked again`(_ platform: Case) async throws {
        let server = try ScriptedServer(platform.script)
        let limits = HTTPLimits(total: .milliseconds(1_500))
        let call = HTTPCall(.post, server.url, body: .bytes([1, 2, 3], type: "text/plain"), limits: limits)
        let failure = try await CurlClient.allowing(server).failure(of: call)
        #expect(failure.code == platform.code, "\(failure.message)")
        #expect(failure.requestLeft)
        #expect(server.connections == 1)
    }

    @Test func `a refused connection sent nothing`() async throws {
        let port = try ScriptedServer.closedPort()
        let client = CurlClient(policy: try OutboundPolicy(allow: ["127.0.0.1:\(port)"]))
        let failure = try await client.failure(of: HTTPCall(.post, "http://127.0.0.1:\(port)/secret"))
        #expect(
            failure
                == HTTPFailure(
                    .connect, "127.0.0.1:\(port) could not be reached",
                    advice: "Check that the platform is up; it is tried again.",
                    requestLeft: false))
    }

    @Test func `a name that does not exist sent nothing`() async throws {
        // RFC 6761: no resolver may know a name below `invalid`.
        let failure = try await CurlClient(policy: OutboundPolicy()).failure(
            of: HTTPCall(.post, "https://nowhere.invalid/secret"))
        #expect(failure.code == .dns)
        #expect(failure.message == "the name nowhere.invalid was not found")
        #expect(!failure.requestLeft)
    }

    @Test func `a failed TLS handshake sent nothing`() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read(5)
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        let failure = try await CurlClient.allowing(server).failure(
            of: HTTPCall(.post, "https://127.0.0.1:\(server.port)/secret"))
        #expect(failure.code == .tls)
        #expect(!failure.requestLeft)
        #expect(!failure.message.contains("secret"))
    }

    @Test func `a reading call on a kept connection that died is repeated, a changing one never meets one`() async throws {
        let server = try ScriptedServer { connection in
            while try connection.readRequest() != nil {
                connection.answer(200)
                // The second request of the first connection is read and then dropped.
                if connection.number == 1 {
                    _ = try connection.readRequest()
                    return
                }
            }
        }
        let client = try CurlClient.allowing(server)
        #expect(try await client.send(HTTPCall(.get, server.url)).status == 200)
        #expect(try await client.send(HTTPCall(.get, server.url)).status == 200)
        #expect(server.requests.map(\.connection) == [1, 1, 2])
        #expect(try await client.send(HTTPCall(.post, server.url)).status == 200)
        #expect(server.requests.map(\.connection) == [1, 1, 2, 3])
    }
}
