import Expressions
import HTTPCore
import StellwerkService

/// Speaks the API with an operator's rights: to the running service through its socket, else to the store itself, which is
/// then locked for as long as the command takes.
struct ControlClient: Sendable {
    private let door: ControlWay

    init(_ invocation: Invocation) async throws { door = try await ControlWay.open(invocation.folders) }

    /// Over a door that is open already.
    init(_ door: ControlWay) { self.door = door }

    /// Whether a service runs, which goes on after the command.
    var isRunning: Bool {
        if case .socket = door { true } else { false }
    }

    /// Calls the API and gives its JSON; what it refuses is thrown in its own words.
    func call(_ method: HTTPMethod, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        let (status, bytes) = try await door.call(method, path, body.map { $0.encoded() } ?? [])
        let json = bytes.isEmpty ? JSON.null : try JSON(parsing: bytes)
        guard (200..<300).contains(status) else {
            throw Refused(
                message: json["error"]["message"].text ?? "the service answered \(status)",
                advice: json["error"]["advice"].text ?? "see its log")
        }
        return json
    }

    /// Every page of a list.
    func all(_ path: String) async throws -> [JSON] {
        var items: [JSON] = []
        var cursor: String?
        repeat {
            let mark = path.contains("?") ? "&" : "?"
            let page = try await call(.get, path + (cursor.map { "\(mark)cursor=\($0)" } ?? ""))
            items += page["items"].elements ?? []
            cursor = page["next"].text
        } while cursor != nil
        return items
    }

    /// The channel of this name.
    func channel(_ name: String) async throws -> JSON {
        let channels = try await all("/api/v1/channels")
        guard let channel = channels.first(where: { $0["name"].text == name }) else {
            let names = channels.compactMap { $0["name"].text }.joined(separator: ", ")
            throw Refused(
                message: "there is no channel '\(name)'",
                advice: names.isEmpty ? "add it to channels.yaml" : "there are \(names)")
        }
        return channel
    }

    struct Refused: Error, CustomStringConvertible {
        var message: String
        var advice: String
        var description: String { "\(message)\n\(advice)" }
    }
}
