import HTTPCore
import MicroHTTP
import Synchronization
import TestSupport

/// A handler made of closures; says `200 method path` by itself.
struct TestHandler: HTTPHandler {
    var admits: @Sendable (HTTPRequest) -> Admission = { _ in .body(limit: 1 << 20) }
    var takes: @Sendable (HTTPRequest, @escaping @Sendable (HTTPResponse) -> Void) -> Bool = { _, _ in false }
    var responds: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
        HTTPResponse(status: 200, text: "\(request.method.rawValue) \(request.path) \(request.body.count)")
    }

    func admit(_ head: HTTPRequest) -> Admission { admits(head) }

    func respond(to request: HTTPRequest) async -> HTTPResponse { await responds(request) }

    func take(_ request: HTTPRequest, reply: @escaping @Sendable (HTTPResponse) -> Void) -> Bool { takes(request, reply) }
}

/// Runs a test against a listener on a free port of this machine, and stops it afterwards.
func withListener<Result>(
    _ handler: TestHandler = TestHandler(), _ change: (inout ListenerSettings) -> Void = { _ in },
    _ test: (Listener, UInt16) async throws -> Result
) async throws -> Result {
    var settings = ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0))
    change(&settings)
    let listener = try Listener(settings, handler)
    do {
        let result = try await test(listener, listener.port ?? 0)
        await listener.stop(within: .seconds(10))
        return result
    } catch {
        await listener.stop(within: .zero)
        throw error
    }
}
