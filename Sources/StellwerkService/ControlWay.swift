public import CurlHTTP
import FoundationEssentials
public import HTTPCore
import InboxModel
import WebApp

/// The command line's way to the API: through the socket of the running service, or, where none runs, over a service opened for
/// this one command, under the data folder's exclusive lock.
public enum ControlWay: Sendable {
    case socket(String, CurlClient)
    case opened(StellwerkService)

    public static func open(_ folders: Folders) async throws -> ControlWay {
        let socket = "\(folders.data)/control.sock"
        if FileManager.default.fileExists(atPath: socket) {
            let client = CurlClient(policy: try OutboundPolicy(allow: ["unix:\(socket)"]))
            let probe = HTTPCall(.get, "http://localhost/healthz", unixSocket: socket)
            if let answer = try? await client.send(probe), answer.status == 200 { return .socket(socket, client) }
        }
        var setup = StellwerkService.Setup(folders: folders, environment: ProcessInfo.processInfo.environment)
        setup.mansChannels = false
        return .opened(try await StellwerkService(setup))
    }

    /// Calls the API; the status and the body that came back.
    public func call(_ method: HTTPMethod, _ target: String, _ body: [UInt8]) async throws -> (status: Int, body: [UInt8]) {
        switch self {
        case .socket(let path, let client):
            let answer = try await client.send(
                HTTPCall(
                    method, "http://localhost\(target)", body: body.isEmpty ? nil : .bytes(body, type: "application/json"),
                    unixSocket: path))
            return (answer.status, answer.body)
        case .opened(let service):
            let parts = target.split(separator: "?", maxSplits: 1)
            let query = parts.dropFirst().joined().split(separator: "&").map { pair -> (name: String, value: String) in
                let sides = pair.split(separator: "=", maxSplits: 1)
                return (String(sides[0]), sides.count == 2 ? String(sides[1]) : "")
            }
            let answer = await service.app.respondToControl(
                HTTPRequest(method: method, path: String(parts[0]), query: query, body: body))
            guard case .bytes(let bytes) = answer.body else { return (answer.status, []) }
            return (answer.status, bytes)
        }
    }
}
