import ConnectorKit
import Expressions
import HTTPCore

/// A call that a program asks the engine for: `{"get": "/v1/inbox", "query": {…}, "headers": {…}}`, or with a body in `json`, `form`
/// or `multipart`. The engine adds the credentials, keeps to the limits, and lets no call leave the channel's hosts.
struct ProgramFetch {
    let method: HTTPMethod
    /// A path below the base, or a whole address.
    let address: String
    let value: JSON

    init(_ value: JSON) throws(Fault) {
        let verbs = ["get", "head", "post", "put", "patch", "delete"].filter { !value[$0].isNull }
        guard verbs.count == 1, let address = value[verbs[0]].text, let method = HTTPMethod(rawValue: verbs[0].uppercased())
        else {
            throw Fault(
                "a fetch of the program names no request", advice: "Say one of get, head, post, put, patch, delete with a path."
            )
        }
        (self.method, self.address, self.value) = (method, address, value)
    }

    /// Whether it only looks.
    var isHarmless: Bool { method == .get || method == .head }
}

extension RequestMaker {
    /// The call a program asked for. Nothing of it is evaluated.
    func call(_ fetch: ProgramFetch, _ filling: Filling, limits: HTTPLimits) throws(Fault) -> HTTPCall {
        let address = try addresses.joined(fetch.address)
        let isOwn = address.origin == addresses.base.origin
        let own = isOwn ? try query(manifest.auth.query, Filling(names: filling.trusted, trusted: [:])) : []
        let text = addresses.destination(of: address).appending(query: pairs(fields(fetch.value["query"])) + own)
        var call = HTTPCall(fetch.method, text, body: try body(fetch.value, filling.files), lane: lane, limits: limits)
        call.headers["Accept"] = "application/json"
        for (name, value) in fields(fetch.value["headers"]) where Self.isToken(name) {
            call.headers[name] = try headerValue(plain(value))
        }
        if isOwn { try authorise(&call, filling) }
        return call
    }

    private func body(_ fetch: JSON, _ files: [OutgoingFile]) throws(Fault) -> HTTPBody? {
        if case .object = fetch["form"] {
            let pairs = pairs(fields(fetch["form"])).map { "\(Percent.query($0.0))=\(Percent.query($0.1))" }
            return .bytes(Array(pairs.joined(separator: "&").utf8), type: "application/x-www-form-urlencoded")
        }
        if case .object = fetch["multipart"] {
            return .multipart(fields(fetch["multipart"]).flatMap { parts($0.name, $0.value, files) })
        }
        if case .string(let text) = fetch["text"] {
            return .bytes(Array(text.utf8), type: try headerValue(fetch["type"].text ?? "text/plain; charset=utf-8"))
        }
        return fetch["json"].isNull ? nil : .bytes(fetch["json"].encoded(), type: "application/json")
    }

    private func fields(_ value: JSON) -> [(name: String, value: JSON)] {
        guard case .object(let object) = value else { return [] }
        return object.members.map { ($0.key, $0.value) }
    }

    /// A token of RFC 9110.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...90, 97...122: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
