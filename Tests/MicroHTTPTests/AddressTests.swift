import Foundation
import HTTPCore
import MicroHTTP
import TestSupport
import Testing

struct AddressTests {
    private static func listen(_ address: ListenerSettings.Address) throws -> Listener {
        try Listener(ListenerSettings(address: address), TestHandler())
    }

    @Test func `a port that is taken is named, with what to do`() async throws {
        try await withListener { _, port in
            let expected = ListenerFailure(
                .addressInUse, "Another program listens on 127.0.0.1:\(port).",
                advice: "See which one with `ss -ltnp 'sport = :\(port)'` and stop it, or choose another port.")
            #expect(throws: expected) { try Self.listen(.tcp(host: "127.0.0.1", port: port)) }
        }
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1 is no address of this machine."),
        ("no such host", "The host \"no such host\" cannot be resolved: Name or service not known."),
    ])
    func `a host that is not ours is named`(host: String, message: String) {
        let failure = #expect(throws: ListenerFailure.self) { try Self.listen(.tcp(host: host, port: 0)) }
        #expect(failure?.code == .addressUnavailable)
        #expect(failure?.message == message)
    }

    @Test func `a network that is none is named`() {
        let expected = ListenerFailure(
            .invalidSettings, "No network of trusted proxies: proxy.local, 10.0.0.1/8.",
            advice: "Write networks like 10.0.0.0/8 or 2001:db8::/32, single addresses, or unix for the socket file.")
        #expect(throws: expected) {
            var settings = ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0))
            settings.trustedProxies = ["proxy.local", "127.0.0.1", "10.0.0.1/8"]
            _ = try Listener(settings, TestHandler())
        }
    }

    @Test(arguments: ["localhost", "0.0.0.0", "::"])
    func `it listens for 127_0_0_1 where it should`(host: String) async throws {
        let listener = try Self.listen(.tcp(host: host, port: 0))
        let port = try #require(listener.port)
        #expect(port > 0)
        try await onThread {
            let client = try RawClient(port: port)
            try client.send("GET", "/")
            #expect(try client.receive().status == 200)
        }
        await listener.stop(within: .seconds(10))
    }

    @Test func `a socket file is for its owner alone, and goes with the listener`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("control.sock")
        let handler = TestHandler(responds: { HTTPResponse(status: 200, text: $0.remoteAddress) })
        let listener = try Listener(ListenerSettings(address: .unix(path: path)), handler)
        #expect(listener.address == .unix(path: path))
        #expect(listener.port == nil)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        try await onThread {
            let client = try RawClient(path: path)
            try client.send("GET", "/")
            #expect(try client.receive().text == "unix")
            // All of them are one peer by name, so no limit per peer can mean them.
            let others = try (0..<100).map { _ in try RawClient(path: path) }
            for other in others {
                try other.send("GET", "/")
                #expect(try other.receive().text == "unix")
            }
        }
        await listener.stop(within: .seconds(10))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a socket file behind which someone listens is left alone`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("control.sock")
        let first = try Self.listen(.unix(path: path))
        let expected = ListenerFailure(
            .addressInUse, "Another program listens on \(path).",
            advice: "See which one with `ss -lxp` and stop it, or choose another path.")
        #expect(throws: expected) { try Self.listen(.unix(path: path)) }
        try await onThread {
            let client = try RawClient(path: path)
            try client.send("GET", "/")
            #expect(try client.receive().status == 200)
        }
        await first.stop(within: .seconds(10))
    }

    @Test func `a socket file that a dead process left is replaced`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("control.sock")
        try Self.leaveSocketFile(path)
        let listener = try Self.listen(.unix(path: path))
        try await onThread {
            let client = try RawClient(path: path)
            try client.send("GET", "/")
            #expect(try client.receive().status == 200)
        }
        await listener.stop(within: .seconds(10))
    }

    @Test func `a file that is no socket is left alone`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("letter.txt")
        try Data("dear".utf8).write(to: URL(filePath: path))
        let failure = #expect(throws: ListenerFailure.self) { try Self.listen(.unix(path: path)) }
        #expect(failure?.message == "\(path) exists and is no socket.")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "dear")
    }

    @Test func `a path that cannot be one is named`() throws {
        let folder = try TemporaryFolder()
        let long = #expect(throws: ListenerFailure.self) {
            try Self.listen(.unix(path: folder.path(String(repeating: "a", count: 200))))
        }
        #expect(long?.code == .invalidSettings)
        let lost = #expect(throws: ListenerFailure.self) { try Self.listen(.unix(path: folder.path("none/control.sock"))) }
        #expect(lost?.message == "The folder of \(folder.path("none/control.sock")) does not exist.")
    }

    /// What kill -9 leaves: a bound socket file without anyone behind it.
    private static func leaveSocketFile(_ path: String) throws {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let status = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0)
        close(descriptor)
    }
}
