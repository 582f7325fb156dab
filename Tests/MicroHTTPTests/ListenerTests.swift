import HTTPCore
import MicroHTTP
import TestSupport
import Testing

struct ListenerTests {
    @Test func `a request is answered, and the connection stays for the next`() async throws {
        try await withListener { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET", "/a")
                #expect(try client.receive().text == "GET /a 0")
                try client.send("POST", "/b", body: Array(repeating: 7, count: 300_000))
                #expect(try client.receive().text == "POST /b 300000")
            }
        }
    }
}
