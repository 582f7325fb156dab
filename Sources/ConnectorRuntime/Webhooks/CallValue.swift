import ConnectorKit
import Expressions

extension WebhookCall {
    /// `$req`: method, url, query, headers and the body as text.
    func value(withBody: Bool) -> JSON {
        var fields = JSONObject()
        for (name, value) in headers { fields[name] = .string(value) }
        var parameters = JSONObject()
        for (name, value) in query where parameters[name] == nil { parameters[name] = .string(value) }
        var object = JSONObject([
            ("method", .string(method)), ("url", .string(url)), ("headers", .object(fields)), ("query", .object(parameters)),
        ])
        if withBody { object["body"] = .string(String(decoding: body, as: UTF8.self)) }
        return .object(object)
    }
}

extension CompiledManifest.Webhook {
    /// Headers that a mapping asks for by name: `$req.headers["x-event"]` and `$req.headers.event`.
    var askedHeaders: Set<String> {
        let formulas = [each].compactMap { $0 } + into.map(\.records) + poke.map(\.test)
        return formulas.reduce(into: []) { names, formula in
            for tail in formula.text.text.parts(after: "$req.headers") {
                let name =
                    tail.hasPrefix("[\"")
                    ? tail.dropFirst(2).prefix { $0 != "\"" } : tail.dropFirst().prefix { $0.isLetter || $0 == "_" }
                names.insert(name.lowercased())
            }
        }
    }
}

extension String {
    /// What stands behind each occurrence of a word.
    fileprivate func parts(after word: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let at = rest.indices.first(where: { rest[$0...].hasPrefix(word) }) {
            rest = rest[rest.index(at, offsetBy: word.count)...]
            parts.append(rest)
        }
        return parts
    }
}
