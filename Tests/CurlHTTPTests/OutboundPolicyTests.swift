import HTTPCore
import TestSupport
import Testing

@testable import CurlHTTP

@Suite struct OutboundPolicyTests {
    // MARK: Entries

    @Test func `an entry opens a place and nothing beside it`() throws {
        let policy = try OutboundPolicy(allow: [
            "127.0.0.1:8080", "localhost:*", "10.0.0.0/8:443", "forum.intern:80", "[::1]:8080", "[fd00::/8]:443",
        ])
        func reaches(_ service: Destination.Service, _ host: String, _ address: String, _ port: UInt16) -> Bool {
            let destination = Destination(service, host: host, port: port)
            return policy.admits(destination) && policy.admits(IPAddress(address)!, port: port, for: destination)
        }
        #expect(reaches(.http, "127.0.0.1", "127.0.0.1", 8080))
        #expect(reaches(.http, "anything.example", "127.0.0.1", 8080))
        #expect(reaches(.https, "127.0.0.1", "127.0.0.1", 8080))
        #expect(!reaches(.http, "127.0.0.1", "127.0.0.1", 8081))
        #expect(!reaches(.http, "127.0.0.1", "127.0.0.2", 8080))
        #expect(reaches(.http, "LOCALHOST.", "127.0.0.1", 9))
        #expect(reaches(.http, "localhost", "::1", 9))
        #expect(reaches(.https, "wiki.example", "10.200.3.4", 443))
        #expect(!reaches(.https, "wiki.example", "11.0.0.1", 8443))
        #expect(reaches(.http, "forum.intern", "192.168.7.7", 80))
        #expect(!reaches(.http, "www.forum.intern", "192.168.7.7", 80))
        #expect(!reaches(.https, "forum.intern", "192.168.7.7", 443))
        #expect(reaches(.http, "[::1]", "::1", 8080))
        #expect(reaches(.https, "x.example", "fd12::1", 443))
        #expect(reaches(.https, "shop.example", "93.184.216.34", 443))
        #expect(!reaches(.http, "shop.example", "93.184.216.34", 80))
        #expect(!reaches(.https, "shop.example", "93.184.216.34", 8443))
    }

    @Test func `own addresses are refused although an entry covers them`() throws {
        let policy = try OutboundPolicy(allow: ["127.0.0.0/8:*"], refuse: ["127.0.0.1:8080"])
        let own = Destination(.http, host: "localhost", port: 8080)
        #expect(!policy.admits(IPAddress("127.0.0.1")!, port: 8080, for: own))
        #expect(!policy.admits(IPAddress("::ffff:127.0.0.1")!, port: 8080, for: own))
        let other = Destination(.http, host: "localhost", port: 8081)
        #expect(policy.admits(IPAddress("127.0.0.1")!, port: 8081, for: other))
    }

    @Test(arguments: [993, 465, 587, 143] as [UInt16]) func `mail servers are reached on their own ports`(port: UInt16) throws {
        let policy = OutboundPolicy()
        let destination = Destination(.mail, host: "mail.example", port: port)
        #expect(policy.admits(destination))
        #expect(policy.admits(IPAddress("93.184.216.34")!, port: port, for: destination))
        #expect(!policy.admits(IPAddress("192.168.1.1")!, port: port, for: destination))
        #expect(!policy.admits(Destination(.mail, host: "mail.example", port: 25)))
        #expect(!policy.admits(Destination(.https, host: "mail.example", port: port)))
        #expect(!policy.admits(Destination(.plainMail, host: "mail.example", port: port)))
    }

    static let mistakes: [(String, String)] = [
        ("", "'': the port is missing. Write for example forum.intern:443."),
        (
            "forum.intern",
            "'forum.intern': the port is missing. Write for example forum.intern:443, or forum.intern:* for every port."
        ),
        ("forum.intern:", "'forum.intern:': '' is no port (1 to 65535, or *). Write for example forum.intern:443."),
        ("forum.intern:0", "'forum.intern:0': '0' is no port (1 to 65535, or *). Write for example forum.intern:443."),
        (
            "forum.intern:65536",
            "'forum.intern:65536': '65536' is no port (1 to 65535, or *). Write for example forum.intern:443."
        ),
        ("forum.intern:+80", "'forum.intern:+80': '+80' is no port (1 to 65535, or *). Write for example forum.intern:443."),
        ("forum.intern:http", "'forum.intern:http': 'http' is no port (1 to 65535, or *). Write for example forum.intern:443."),
        (
            "https://forum.intern/x",
            "'https://forum.intern/x': an entry is HOST:PORT, not an address with a scheme. Write for example forum.intern:443."
        ),
        ("fd00::1", "'fd00::1': an IPv6 address stands in brackets, with a port. Write for example [fd00::1]:443."),
        ("[fd00::1]", "'[fd00::1]': the port is missing. Write for example [fd00::1]:443."),
        ("[fd00::1:443", "'[fd00::1:443': the bracket is never closed. Write for example [fd00::/8]:443."),
        ("[fd00::/129]:443", "'[fd00::/129]:443': 'fd00::/129' is no network. Write for example [fd00::/8]:443."),
        ("[fd00]:443", "'[fd00]:443': 'fd00' is no IPv6 address. Write for example [fd00::1]:443."),
        ("10.0.0.0/33:80", "'10.0.0.0/33:80': '10.0.0.0/33' is no network. Write for example 10.0.0.0/8:80."),
        ("10.0.0/8:80", "'10.0.0/8:80': '10.0.0/8' is no network. Write for example 10.0.0.0/8:80."),
        ("127.1:80", "'127.1:80': '127.1' is neither a host name nor an address. Write for example forum.intern:80."),
        (
            "2130706433:80",
            "'2130706433:80': '2130706433' is neither a host name nor an address. Write for example forum.intern:80."
        ),
        ("*.intern:80", "'*.intern:80': names are given whole, without *. Write for example forum.intern:80."),
        ("*:80", "'*:80': names are given whole, without *. Write for example forum.intern:80."),
        ("a b:80", "'a b:80': 'a b' is neither a host name nor an address. Write for example forum.intern:80."),
        (
            "user@host:80",
            "'user@host:80': 'user@host' is neither a host name nor an address. Write for example forum.intern:80."
        ),
        (
            "unix:relative.sock",
            "'unix:relative.sock': a socket file needs an absolute path. Write for example unix:/run/stellwerk/control.sock."
        ),
    ]

    @Test(arguments: mistakes) func `a wrong entry says what is wrong and how to write it`(entry: String, message: String)
        throws
    {
        let mistake = #expect(throws: OutboundPolicy.Mistake.self) { try AllowEntry(entry) }
        #expect(mistake?.description == "network.allow: " + message)
    }

    // MARK: In action

    @Test(arguments: ["http", "https"]) func `plain http and other ports need an entry`(scheme: String) async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let client = CurlClient(policy: OutboundPolicy())
        let failure = try await client.failure(of: HTTPCall(.get, "\(scheme)://localhost:\(server.port)/path?token=secret"))
        let advice = "Private addresses, plain http and ports other than 443 need an entry in network.allow of stellwerk.yaml"
        #expect(
            failure
                == HTTPFailure(
                    .forbidden, "localhost:\(server.port) may not be called",
                    advice: "\(advice): \"localhost:\(server.port)\".",
                    requestLeft: false))
        #expect(server.connections == 0)
    }

    static let spellings = ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"]

    @Test(arguments: spellings + ["[::ffff:127.0.0.1]", "[::1]", "a.localhost"])
    func `a name is judged by the address it leads to`(host: String) async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        // The port alone would be allowed somewhere: only the socket tells that this name leads elsewhere.
        let client = CurlClient(policy: try OutboundPolicy(allow: ["10.0.0.0/8:\(server.port)"]))
        let failure = try await client.failure(of: HTTPCall(.get, "http://\(host):\(server.port)/"))
        #expect(failure.code == .forbidden)
        #expect(!failure.requestLeft)
        #expect(server.connections == 0)
    }

    @Test(arguments: spellings) func `every spelling of an allowed address leads to it`(host: String) async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let call = HTTPCall(.get, "http://\(host):\(server.port)/")
        #expect(try await CurlClient.allowing(server).send(call).status == 200)
    }

    @Test func `a kept connection is judged again before each request`() async throws {
        let server = try ScriptedServer.answering { _, connection in connection.answer(200) }
        let client = try CurlClient.allowing(server)
        #expect(try await client.send(HTTPCall(.get, server.url)).status == 200)
        // The new policy knows the port in another network only, so that nothing but the address of the connection tells.
        client.use(try OutboundPolicy(allow: ["10.0.0.0/8:\(server.port)"]))
        let failure = try await client.failure(of: HTTPCall(.get, server.url))
        #expect(failure.code == .forbidden)
        #expect(!failure.requestLeft)
        #expect(server.requests.count == 1)
    }
}
