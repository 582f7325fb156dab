import HTTPCore
import MicroHTTP
import TestSupport
import Testing

struct LimitTests {
    @Test func `a connection too many is closed, and there is room again when one leaves`() async throws {
        try await withListener(TestHandler(), { $0.connections = 3 }) { _, port in
            try await onThread {
                var clients = try Self.serve(3, on: port)
                try Self.expectRefused(port)
                clients.removeLast()
                try Self.connectUntilServed(port)
                withExtendedLifetime(clients) {}
            }
        }
    }

    @Test func `a peer with too many connections is closed, another is not`() async throws {
        try await withListener(TestHandler(), { $0.connectionsPerPeer = 2 }) { _, port in
            try await onThread {
                let clients = try Self.serve(2, on: port)
                try Self.expectRefused(port)
                let other = try RawClient(port: port, from: "127.0.0.2")
                try other.send("GET", "/")
                #expect(try other.receive().status == 200)
                withExtendedLifetime(clients) {}
            }
        }
    }

    @Test func `a trusted proxy has no limit of its own`() async throws {
        try await withListener(
            TestHandler(), { ($0.connectionsPerPeer, $0.trustedProxies) = (2, ["127.0.0.1"]) }
        ) { _, port in
            try await onThread { withExtendedLifetime(try Self.serve(10, on: port)) {} }
        }
    }

    @Test func `a peer that comes and goes is never counted twice`() async throws {
        try await withListener(TestHandler(), { ($0.connections, $0.connectionsPerPeer) = (4, 4) }) { _, port in
            try await onThread { for _ in 0..<200 { try Self.connectUntilServed(port) } }
        }
    }

    private static func serve(_ count: Int, on port: UInt16) throws -> [RawClient] {
        try (0..<count).map { _ in
            let client = try RawClient(port: port)
            try client.send("GET", "/")
            #expect(try client.receive().status == 200)
            return client
        }
    }

    private static func expectRefused(_ port: UInt16) throws {
        let client = try RawClient(port: port)
        do throws(RawClient.Failure) {
            try client.send("GET", "/")
            #expect(try client.receiveToEnd().isEmpty)
        } catch {
            #expect(error == .reset)
        }
    }

    /// The listener notices a leaving peer a moment later than the peer leaves.
    private static func connectUntilServed(_ port: UInt16) throws {
        for _ in 0..<1_000 {
            let client = try RawClient(port: port)
            guard (try? client.send("GET", "/")) != nil, (try? client.receive())?.status == 200 else { continue }
            return
        }
        Issue.record("there was never room again")
    }
}
