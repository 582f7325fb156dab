import ConnectorKit
import ConnectorRuntime
import Expressions
public import HTTPCore
public import InboxModel

/// A platform's webhook call, made from the templates of the connector's own receive tape.
public struct SimulatedCall: Sendable {
    /// What to do to it before it leaves.
    public enum Manner: Sendable { case signed, tampered }

    public var method: HTTPMethod
    public var headers: HTTPHeaders
    public var query: [(name: String, value: String)]
    public var body: [UInt8]

    /// Signs a body as the platform would.
    ///
    /// - Parameters:
    ///   - url, secret: the way to us, as `channel hook` shows it.
    public init(
        _ body: [UInt8], type: String, of folder: ConnectorFolder, url: String, secret: String, settings: [String: String],
        manner: Manner, at now: Timestamp
    ) throws {
        guard let manifest = folder.manifest,
            var tape = folder.tapes.first(where: {
                $0.deed == .receive && $0.call?.method == "POST" && $0.expect.outcome != "refused"
            })
        else {
            throw Recording.Refused(
                description: "\(folder.name) has no tape of a call that is received: nothing says how it is signed")
        }
        tape.given.now = now
        tape.given.hook = ["url": .string(url), "secret": .string(secret)]
        tape.given.settings.merge(settings) { $1 }
        tape.call?.body = TapeBody(bytes: body, type: type)
        let player = Player(tape, manifest)
        let call = try player.call(tape.call!)
        method = .post
        headers = HTTPHeaders(call.headers.sorted { $0.key < $1.key }.map { HTTPHeaders.Field($0.key, $0.value) })
        query = call.query
        self.body = call.body
        if manner == .tampered { tamper(Array(tape.call!.headers.map { $0.name.lowercased() })) }
    }

    /// One byte of the body is another; where the body is not what proves the call, the last letter of each header of the tape.
    private mutating func tamper(_ names: [String]) {
        if let last = body.indices.last { body[last] ^= 1 }
        for name in names {
            guard let value = headers[name], let letter = value.last else { continue }
            headers[name] = value.dropLast() + (letter == "7" ? "3" : "7")
        }
    }
}
