import CurlHTTP
import HTTPCore
import TestSupport
import Testing

@Suite struct CurlClientTests {
    @Test func `a call brings status, headers and body`() async throws {
        let server = try ScriptedServer.answering { _, connection in
            connection.answer(404, headers: ["X-One: 1", "x-one:  2 ", "Empty:"], body: "nothing here")
        }
        let answer = try await CurlClient.allowing(server).send(HTTPCall(.get, server.url + "/a?b=c%20d#fragment"))
        #expect(answer.status == 404)
        #expect(answer.headers.all("X-One") == ["1", "2"])
        #expect(answer.headers["empty"] == "")
        #expect(String(decoding: answer.body, as: UTF8.self) == "nothing here")
        #expect(answer.url == server.url + "/a?b=c%20d")
        #expect(server.requests.map(\.path) == ["/a?b=c%20d"])
    }

    @Test(arguments: HTTPMethod.allCases) func `each method is sent with and without a body`(method: HTTPMethod) async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let client = try CurlClient.allowing(server)
        _ = try await client.send(HTTPCall(method, server.url))
        #expect(server.requests.map(\.method) == [method.rawValue])
        #expect(server.requests[0].body.isEmpty)
        #expect(server.requests[0]["content-type"] == nil)
        guard method != .head else { return }
        _ = try await client.send(HTTPCall(method, server.url, body: .bytes(Array("ü".utf8), type: "text/plain")))
        #expect(server.requests[1].method == method.rawValue)
        #expect(server.requests[1].body == Array("ü".utf8))
        #expect(server.requests[1]["content-type"] == "text/plain")
    }

    @Test func `headers go out as they are, and none is made up`() async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let client = try CurlClient.allowing(server, settings: CurlSettings(userAgent: "Stellwerk/1 (+https://shop.example)"))
        let headers: HTTPHeaders = ["Authorization": "Bearer abc", "X-Empty": "", "X-Text": "grün; \"quoted\""]
        _ = try await client.send(HTTPCall(.post, server.url, headers: headers, body: .bytes([1], type: "application/json")))
        let sent = server.requests[0].headers.filter { !["host", "content-length"].contains($0.name) }
        #expect(
            Dictionary(uniqueKeysWithValues: sent.map { ($0.name, $0.value) }) == [
                "authorization": "Bearer abc", "x-empty": "", "x-text": "grün; \"quoted\"", "content-type": "application/json",
                "user-agent": "Stellwerk/1 (+https://shop.example)", "accept": "*/*", "accept-encoding": "gzip, deflate",
            ])
    }

    @Test func `a caller's content type and user agent replace ours`() async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let headers: HTTPHeaders = ["content-type": "application/vnd.api+json", "user-agent": "Other"]
        let call = HTTPCall(.post, server.url, headers: headers, body: .bytes([1], type: "text/plain"))
        _ = try await CurlClient.allowing(server).send(call)
        #expect(server.requests[0].headers.filter { $0.name == "content-type" }.map(\.value) == ["application/vnd.api+json"])
        #expect(server.requests[0].headers.filter { $0.name == "user-agent" }.map(\.value) == ["Other"])
    }

    @Test func `a form with files is framed so that no name breaks out`() async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let parts = [
            HTTPBody.Part(name: "text", bytes: Array("Grüße".utf8)),
            HTTPBody.Part(name: "file\"\r\n", fileName: "a\"b\r\nc.png", type: "image/png", bytes: [0, 13, 10, 255]),
        ]
        _ = try await CurlClient.allowing(server).send(HTTPCall(.post, server.url, body: .multipart(parts)))
        let request = server.requests[0]
        let type = try #require(request["content-type"])
        #expect(type.hasPrefix("multipart/form-data; boundary="))
        let boundary = type.dropFirst("multipart/form-data; boundary=".count)
        var expected = Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nGrüße\r\n".utf8)
        expected += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"file%22%0D%0A\"; ".utf8)
        expected += Array("filename=\"a%22b%0D%0Ac.png\"\r\nContent-Type: image/png\r\n\r\n".utf8)
        expected += [0, 13, 10, 255] + Array("\r\n--\(boundary)--\r\n".utf8)
        #expect(request.body == expected)
    }

    @Test func `a kept connection serves the next reading call, and never one that changes something`() async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let client = try CurlClient.allowing(server)
        let methods: [HTTPMethod] = [.get, .get, .post, .get, .put, .delete, .patch, .get]
        for method in methods { _ = try await client.send(HTTPCall(method, server.url)) }
        let connections = server.requests.map(\.connection)
        #expect(connections[0] == connections[1])
        // libcurl repeats a request on a dead kept connection by itself: a new one cannot be dead that way.
        for index in [2, 4, 5, 6] { #expect(!connections[..<index].contains(connections[index])) }
        for index in [3, 7] { #expect(connections[..<index].contains(connections[index])) }
    }

    @Test func `many calls run at once on one thread`() async throws {
        let server = try ScriptedServer.answering { request, connection in connection.answer(200, body: request.path) }
        let client = try CurlClient.allowing(server, settings: CurlSettings(connectionsPerLane: 8, waitingPerLane: 1_000))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<500 {
                group.addTask {
                    let answer = try await client.send(HTTPCall(.get, server.url + "/\(number)", lane: "\(number % 4)"))
                    return String(decoding: answer.body, as: UTF8.self) == "/\(number)"
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.requests.count == 500)
        #expect(server.connections <= 32)
    }

    @Test func `a socket file is reached where the policy names it`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("control.sock")
        let server = try ScriptedServer(socketFile: path) { connection in
            while let request = try connection.readRequest() { connection.answer(200, body: request["host"] ?? "") }
        }
        let call = HTTPCall(.get, "http://stellwerk/status", unixSocket: path)
        let answer = try await CurlClient(policy: OutboundPolicy(allow: ["unix:\(path)"])).send(call)
        #expect(String(decoding: answer.body, as: UTF8.self) == "stellwerk")
        let refused = try await CurlClient(policy: OutboundPolicy(allow: ["unix:/elsewhere", "stellwerk:80"])).failure(of: call)
        #expect(refused.code == .forbidden)
        #expect(!refused.requestLeft)
        #expect(server.connections == 1)
    }
}
