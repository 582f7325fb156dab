import Expressions
import FoundationEssentials
import HTTPCore
import MicroHTTP
import Synchronization

extension Command {
    @Sendable static func signChannelIn(_ invocation: Invocation) async throws -> ExitStatus {
        let client = try await ControlClient(invocation)
        guard client.isRunning else {
            throw ControlClient.Refused(
                message: "no service runs on this data folder", advice: "Start it (stellwerk serve): the sign-in is kept by it."
            )
        }
        let name = invocation.operands[0]
        let path = "/api/v1/channels/\(try await client.channel(name)["id"].text ?? "")/sign-in"
        let back: (state: String, code: String)
        if invocation.has("paste") {
            let way = try await client.call(.post, path)
            Terminal.print(
                "Open this address, sign in, and paste the address at which the browser ends:\n\n\(way["url"].text ?? "")\n")
            back = try WayBack.read(readLine(strippingNewline: true) ?? "")
        } else {
            let door = try BrowserDoor()
            let way = try await client.call(.post, path, ["redirect": .string(door.address)])
            Terminal.print("Open this address on this machine and sign in:\n\n\(way["url"].text ?? "")\n")
            back = try await door.wait()
        }
        _ = try await client.call(.post, "/api/v1/sign-ins", ["state": .string(back.state), "code": .string(back.code)])
        Terminal.print("\(name): signed in; it goes on from where it stood")
        return .done
    }
}

/// What a platform sends back with a person.
enum WayBack {
    /// Reads the address a browser ended at; the page may have passed it on behind its `#`.
    static func read(_ address: String) throws -> (state: String, code: String) {
        let query = address.split(separator: "?", maxSplits: 1).last.map(String.init) ?? ""
        let items = URLComponents(string: "http://localhost/?\(query)")?.queryItems ?? []
        let fields = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
        return try read(fields)
    }

    static func read(_ fields: [String: String]) throws -> (state: String, code: String) {
        if let state = fields["state"], let code = fields["code"] { return (state, code) }
        throw ControlClient.Refused(
            message:
                "the platform did not sign the channel in: \(fields["error_description"] ?? fields["error"] ?? "no code came back")",
            advice: "Begin again, and agree to what it asks.")
    }
}

/// A door on loopback for one browser that comes back from a platform (RFC 8252, 7.3).
private final class BrowserDoor: HTTPHandler {
    private let returns = AsyncStream.makeStream(of: [String: String].self)
    private let listening = Mutex<Listener?>(nil)

    init() throws {
        let listener = try Listener(ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0), threads: 1), self)
        listening.withLock { $0 = listener }
    }

    var address: String { "http://127.0.0.1:\(listening.withLock { $0?.port } ?? 0)/callback" }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard request.path == "/callback" else { return HTTPResponse(status: 404) }
        var fields: [String: String] = [:]
        for name in ["state", "code", "error", "error_description"] { fields[name] = request.query(name) }
        returns.continuation.yield(fields)
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/plain; charset=utf-8", "Referrer-Policy": "no-referrer"],
            body: .bytes(Array("Thank you. You may close this window; the terminal says how it went.".utf8)))
    }

    /// What the browser brings back.
    func wait() async throws -> (state: String, code: String) {
        for await fields in returns.stream {
            await listening.withLock { $0 }?.stop(within: .seconds(1))
            return try WayBack.read(fields)
        }
        throw CancellationError()
    }
}
