import HTTPCore
import MicroHTTP
import Synchronization
import TestSupport

/// A handler made of closures; tells by itself what it was asked.
struct TestHandler: HTTPHandler {
    typealias Reply = @Sendable (HTTPResponse) -> Void

    var admits: @Sendable (HTTPRequest) -> Admission = { _ in .body(limit: 1 << 20) }
    var takes: @Sendable (HTTPRequest, @escaping Reply) -> Bool = { _, _ in false }
    var responds: @Sendable (HTTPRequest) async -> HTTPResponse = { .echo($0) }

    func admit(_ head: HTTPRequest) -> Admission { admits(head) }

    func respond(to request: HTTPRequest) async -> HTTPResponse { await responds(request) }

    func take(_ request: HTTPRequest, reply: @escaping Reply) -> Bool { takes(request, reply) }
}

extension HTTPResponse {
    static func echo(_ request: HTTPRequest) -> HTTPResponse {
        HTTPResponse(status: 200, text: "\(request.method.rawValue) \(request.path) \(request.body.count)")
    }
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
