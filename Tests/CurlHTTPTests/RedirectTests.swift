import HTTPCore
import TestSupport
import Testing

@testable import CurlHTTP

@Suite struct RedirectTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let status: Int
        let method: HTTPMethod
        let becomes: HTTPMethod
        let keepsBody: Bool

        init(_ status: Int, _ method: HTTPMethod, becomes: HTTPMethod, keepsBody: Bool) {
            (self.status, self.method, self.becomes, self.keepsBody) = (status, method, becomes, keepsBody)
        }

        var testDescription: String { "\(status) after \(method.rawValue)" }
    }

    static let cases = [
        Case(301, .get, becomes: .get, keepsBody: true), Case(301, .post, becomes: .get, keepsBody: false),
        Case(301, .put, becomes: .put, keepsBody: true), Case(302, .post, becomes: .get, keepsBody: false),
        Case(302, .patch, becomes: .patch, keepsBody: true), Case(302, .head, becomes: .head, keepsBody: true),
        Case(303, .post, becomes: .get, keepsBody: false), Case(303, .put, becomes: .get, keepsBody: false),
        Case(303, .delete, becomes: .get, keepsBody: false), Case(303, .head, becomes: .head, keepsBody: true),
        Case(307, .post, becomes: .post, keepsBody: true), Case(308, .put, becomes: .put, keepsBody: true),
    ]

    @Test(arguments: cases) func `a redirect within the origin keeps or changes the method by its status`(_ example: Case)
        async throws
    {
        let server = try ScriptedServer.answering { request, connection in
            if request.path == "/from" {
                connection.answer(example.status, headers: ["Location: to?x=1"])
            } else {
                connection.answer(200)
            }
        }
        let body: HTTPBody? = example.method == .get || example.method == .head ? nil : .bytes([1, 2], type: "text/plain")
        let headers: HTTPHeaders = ["Authorization": "Bearer t", "Cookie": "a=b"]
        let answer = try await CurlClient.allowing(server)
            .send(HTTPCall(example.method, server.url + "/from", headers: headers, body: body))
        #expect(answer.status == 200)
        #expect(answer.url == server.url + "/to?x=1")
        let second = server.requests[1]
        #expect(second.method == example.becomes.rawValue)
        #expect(second.body == (body != nil && example.keepsBody ? [1, 2] : []))
        #expect(second["content-type"] == (body != nil && example.keepsBody ? "text/plain" : nil))
        #expect(second["authorization"] == "Bearer t")
        #expect(second["cookie"] == "a=b")
    }

    @Test func `credentials stay at their origin, also when a later redirect leads back`() async throws {
        let home = try ScriptedServer.answering { request, connection in
            if request.path == "/start" {
                connection.answer(302, headers: ["Location: http://127.0.0.1:\(request["x-other"] ?? "")/away"])
            } else {
                connection.answer(200, body: "home again")
            }
        }
        let other = try ScriptedServer.answering { request, connection in
            connection.answer(302, headers: ["Location: http://127.0.0.1:\(request["x-home"] ?? "")/back"])
        }
        let headers: HTTPHeaders = [
            "authorization": "Bearer t", "Cookie": "a=b", "X-Api-Key": "k", "X-Harmless": "h", "X-Other": "\(other.port)",
            "X-Home": "\(home.port)",
        ]
        let call = HTTPCall(.get, home.url + "/start", headers: headers, credentialHeaders: ["x-api-KEY"])
        let answer = try await CurlClient.allowing(home, other).send(call)
        #expect(String(decoding: answer.body, as: UTF8.self) == "home again")
        #expect(home.requests[0]["x-api-key"] == "k")
        for request in other.requests + home.requests[1...] {
            for name in ["authorization", "cookie", "x-api-key"] {
                #expect(request[name] == nil, "\(name) went to \(request.path)")
            }
            #expect(request["x-harmless"] == "h")
        }
    }

    @Test(arguments: [307, 308]) func `a body does not follow to another origin`(status: Int) async throws {
        let other = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let otherURL = other.url
        let home = try ScriptedServer.answering { _, connection in
            connection.answer(status, headers: ["Location: \(otherURL)/token?x=secret"])
        }
        let body = HTTPBody.bytes(Array("client_secret=s".utf8), type: "application/x-www-form-urlencoded")
        let failure = try await CurlClient.allowing(home, other).failure(of: HTTPCall(.post, home.url, body: body))
        #expect(
            failure
                == HTTPFailure(
                    .forbidden, "127.0.0.1:\(home.port) redirected with its body to another origin, 127.0.0.1:\(other.port)",
                    advice: "Enter the final address in the channel's settings.", requestLeft: true))
        #expect(other.connections == 0)
    }

    @Test func `redirects are counted, and with none allowed they are answers`() async throws {
        let server = try ScriptedServer.answering { _, connection in
            connection.answer(302, headers: ["Location: /again"], body: "moved")
        }
        let client = try CurlClient.allowing(server)
        let failure = try await client.failure(of: HTTPCall(.get, server.url, limits: HTTPLimits(redirects: 2)))
        #expect(failure.code == .tooManyRedirects)
        #expect(failure.requestLeft)
        #expect(server.requests.count == 3)
        let answer = try await client.send(HTTPCall(.get, server.url, limits: HTTPLimits(redirects: 0)))
        #expect(answer.status == 302)
        #expect(answer.headers["Location"] == "/again")
        #expect(String(decoding: answer.body, as: UTF8.self) == "moved")
    }

    @Test(arguments: [300, 302, 304]) func `an answer without a place to go is an answer`(status: Int) async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(status) }
        #expect(try await CurlClient.allowing(server).send(HTTPCall(.get, server.url)).status == status)
    }

    @Test func `raw letters and spaces in a Location are encoded, as browsers do`() async throws {
        let server = try ScriptedServer.answering { request, connection in
            if request.path == "/" {
                connection.answer(301, headers: ["Location: /über uns?q=ß"])
            } else {
                connection.answer(200)
            }
        }
        _ = try await CurlClient.allowing(server).send(HTTPCall(.get, server.url + "/"))
        #expect(server.requests.map(\.path) == ["/", "/%C3%BCber%20uns?q=%C3%9F"])
    }

    static let refused = [
        "http://shop.example/", "http://shop.example:443/", "ftp://shop.example/", "file:///etc/passwd",
        "gopher://shop.example/",
        "dict://shop.example:11/", "https://user@shop.example/", "https://user:geheim@shop.example/",
        "https://shop.example:99999/",
        "https://", "https:// /", "https://shop.example\\@evil.example/", "javascript:alert(1)", "data:text/plain,x",
    ]

    @Test(arguments: refused) func `from https nothing leads to another scheme or a name with a password`(location: String)
        throws
    {
        let request = try CallRequest(HTTPCall(.get, "https://shop.example/a"))
        var head = ResponseHead()
        for line in ["HTTP/1.1 302 Found\r\n", "Location: \(location)\r\n", "\r\n"] {
            #expect(Array(line.utf8).withUnsafeBytes { head.take($0) })
        }
        let refusal = #expect(throws: Redirect.Refusal.self) { try Redirect.next(after: head, to: request) }
        #expect(refusal?.code == .forbidden)
        #expect(refusal?.reason.contains("geheim") == false)
    }
}
